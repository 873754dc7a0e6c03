"""Creating, changing and publishing articles: for API, administration and loading alike."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts import roles
from core.actors import SYSTEM, Act, Actor
from core.audit.record import changed_fields, differences, record
from core.audit.versions import Versioned
from core.errors import FieldError, Invalid, Missing
from core.models import Publication
from core.municipalities import addressing
from core.municipalities.models import District, Municipality, Topic
from core.uploads import attaching
from news import policies
from news.errors import NoticePeriodRuns
from news.models import Article, ArticleKind
from news.models.article import LINKED

Links = Mapping[str, Iterable[Any]]

UNTRACKED = frozenset({"id", "created_at", "updated_at", "folded", "folded_title", "words"})
# What a former version of an article holds.
VERSIONS = Versioned(
    Article,
    left_out=UNTRACKED | {"organization_id", "external_id", "publication", "published_at"},
    related=("municipalities", "districts", "topics", *LINKED),
    parts={"attachments": lambda article: attaching.contents(article.attachments)},
)


def save(
    article: Article,
    *,
    municipalities: Iterable[Municipality],
    districts: Iterable[District] = (),
    topics: Iterable[Topic] = (),
    links: Links | None = None,
    despite_notice_period: bool = False,
    by: Actor,
) -> Article:
    """Write a new or changed article with those it addresses; without a change nothing is written.

    `links` are what it names of events, ideas and so on; a relation left out stays as it is.
    An alert that names no end gets one (`policies.end_of_alert`). Raises NotEntrusted; Invalid where the organization
    may not address a municipality, a district lies in none of them, or its dates contradict each other; and, unless
    `despite_notice_period`, NoticePeriodRuns where a public notice would vanish too early.
    """
    addressed, parts = set(municipalities), set(districts)
    related: dict[str, set[Any]] = {"municipalities": addressed, "districts": parts, "topics": set(topics)}
    related |= {name: set(rows) for name, rows in (links or {}).items()}
    with transaction.atomic():
        now = timezone.now()
        before = Article.objects.select_for_update(no_key=True).filter(pk=article.pk).first()
        roles.require(by, Act.NEWS, article.organization_id, *([before.organization_id] if before else []))
        if article.publication in {Publication.PUBLISHED, Publication.SCHEDULED} and article.published_at is None:
            article.published_at = now
        if article.kind == ArticleKind.ALERT and article.expires_at is None:
            article.expires_at = policies.end_of_alert(article, before, now=now)
        if not despite_notice_period and policies.leaves_too_early(before, article, now=now):
            raise NoticePeriodRuns
        errors = addressing.problems(article.organization, municipalities=addressed, districts=parts)
        if errors := [*errors, *policies.contradictions(article), *_unseen(before, links or {})]:
            raise Invalid(errors)
        changed = changed_fields(before, article, untracked=UNTRACKED)
        former = VERSIONS.contents(before) if before else {}
        related_changed = addressing.set_related(article, **related) if before else True
        if not changed and not related_changed:
            return article
        article.updated_at = now
        article.save()
        if before is None:
            addressing.set_related(article, **related)
        verb = "article.changed" if before else "article.created"
        entry = record(verb, article, by=by, **differences(before, article, fields=changed))
        if before is not None:
            VERSIONS.keep(former, article, entry)
    return article


def publish(article_id: uuid.UUID, *, by: Actor) -> Article:
    """Make it public now, whatever moment it was scheduled for. Raises Missing; Invalid, also where it has expired."""
    with transaction.atomic():
        article = locked(article_id)
        article.publication, now = Publication.PUBLISHED, timezone.now()
        if article.expires_at and article.expires_at <= now:
            sentence = _("Its end is past, so no list would show it. Please set another end before you publish it.")
            raise Invalid([FieldError("/expires_at", "is_past", sentence)])
        if article.published_at and article.published_at > now:
            article.published_at = now
        return _save_as_addressed(article, by=by)


def withdraw(article_id: uuid.UUID, *, despite_notice_period: bool = False, by: Actor) -> Article:
    """Take it out of public view. Raises Missing, and NoticePeriodRuns as `save` does."""
    with transaction.atomic():
        article = locked(article_id)
        article.publication = Publication.WITHDRAWN
        return _save_as_addressed(article, despite_notice_period=despite_notice_period, by=by)


def publish_due(*, now: datetime) -> int:
    """Make the scheduled articles public whose moment has come; returns how many."""
    count = 0
    with transaction.atomic():
        for article in Article.objects.due(now).select_for_update(no_key=True, skip_locked=True):
            article.publication, article.updated_at = Publication.PUBLISHED, now
            article.save(update_fields=["publication", "updated_at"])
            record("article.published", article, by=SYSTEM)
            count += 1
    return count


def locked(article_id: uuid.UUID) -> Article:
    """Raises Missing."""
    article = Article.objects.select_for_update(no_key=True).filter(pk=article_id).first()
    if article is None:
        raise Missing
    return article


def _unseen(before: Article | None, links: Links) -> Iterator[FieldError]:
    """What an article may not begin to name, because not everyone may see it. What it names already may stay."""
    for name, rows in links.items():
        new = {row.pk for row in rows} - set(getattr(before, name).values_list("pk", flat=True) if before else ())
        if len(new) > LINKED[name]().filter(pk__in=new).count():
            sentence = _("Not all of these are public. Please link to what everyone can see.")
            yield FieldError(f"/{name}", "not_public", sentence)


def _save_as_addressed(article: Article, *, despite_notice_period: bool = False, by: Actor) -> Article:
    return save(
        article,
        municipalities=article.municipalities.all(),
        districts=article.districts.all(),
        topics=article.topics.all(),
        despite_notice_period=despite_notice_period,
        by=by,
    )
