"""Links by which colleagues without an account see an article before it is public."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from core.accounts import roles
from core.actors import Act, Actor
from core.audit.record import record
from core.models import Publication
from core.tokens import LinkExpired
from news.models import Article
from news.services import editing

VALID_FOR = timedelta(days=7)
# Tokens signed for another purpose open nothing here.
SALT = "preview of news"


@dataclass(frozen=True)
class Preview:
    token: str
    valid_until: datetime


def make(article_id: uuid.UUID, *, by: Actor) -> Preview:
    """A link that shows the article as it then is, for a week, to whoever has it. Raises Missing, NotEntrusted."""
    with transaction.atomic():
        article = editing.locked(article_id)
        roles.require(by, Act.NEWS, article.organization_id)
        valid_until = timezone.now() + VALID_FOR
        record("article.preview_made", article, by=by, until=valid_until.isoformat())
    return Preview(signing.dumps(str(article.pk), salt=SALT), valid_until)


def shown(token: str) -> Article:
    """The article that the link shows. Raises LinkExpired; so what was withdrawn is seen by no link any more."""
    try:
        article_id = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature as fault:
        raise LinkExpired from fault
    seen = Article.objects.with_details().exclude(publication=Publication.WITHDRAWN)
    article = seen.filter(pk=article_id).first()
    if article is None:
        raise LinkExpired
    return article
