"""Bringing back what an article said before a change."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.audit.record import record
from core.uploads.models import Upload
from news.models import Article
from news.models.article import LINKED
from news.services import attachments, editing


def restore(article_id: uuid.UUID, entry_id: int, *, check: Callable[[Article], None], by: Actor) -> Article:
    """Have it say again what it said before the change that an audit entry tells of; whether it is public stays.

    `check` refuses who has not seen its present state. Raises Missing, NotEntrusted, Invalid.
    """
    with transaction.atomic():
        article, version = editing.VERSIONS.locked(article_id, entry_id, check=check)
        related = editing.VERSIONS.put_back(article, version.contents)
        links = {name: _still_public(name, related.pop(name)) for name in LINKED}
        article = editing.save(article, **related, links=links, by=by)
        if "attachments" in version.contents:  # there are older ones
            titles = dict(version.contents["attachments"])
            documents = {str(one.pk): one for one in Upload.objects.filter(pk__in=titles)}
            attachments.put(article.pk, [(documents[key], titles[key]) for key in titles if key in documents], by=by)
        record("article.restored", article, by=by, at=version.entry.at.isoformat())
    return article


def _still_public(name: str, rows: Iterable[Any]) -> list[Any]:
    """What it named then and may name again: not what has been withdrawn meanwhile."""
    return list(LINKED[name]().filter(pk__in=[row.pk for row in rows]))
