"""Rules about articles that are both told and enforced."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import FieldError
from core.models import Publication
from core.uploads import policies as pictures
from news.models import Article, ArticleKind

# An alert that names no end is urgent no longer by then.
ALERT_LASTS = timedelta(hours=24)


def contradictions(article: Article) -> list[FieldError]:
    """What does not fit together in an article's own fields."""
    errors = []
    if article.expires_at and article.published_at and article.expires_at <= article.published_at:
        errors.append(FieldError("/expires_at", "expires_before_publication", _("The end must lie after publication.")))
    return [*errors, *_contradictions_of_notice(article), *pictures.contradictions(article)]


def end_of_alert(article: Article, before: Article | None, *, now: datetime) -> datetime | None:
    """When an alert ends that names no end: a day after its publication, None as long as it has none.

    News that become an alert later are urgent from then on: they do not vanish at this moment, nor when they are
    written once more.
    """
    if article.published_at is None:
        return None
    usual = article.published_at + ALERT_LASTS
    if before is None or before.publication != Publication.PUBLISHED or usual > now:
        return usual
    return max(usual, before.expires_at or usual) if before.kind == ArticleKind.ALERT else now + ALERT_LASTS


def _contradictions_of_notice(article: Article) -> list[FieldError]:
    if article.kind != ArticleKind.NOTICE:
        sentence = _("Only public notices have a period in which they must be shown.")
        dates = {"/notice_from": article.notice_from, "/notice_until": article.notice_until}
        return [FieldError(name, "only_of_notices", sentence) for name, day in dates.items() if day]
    if article.notice_from and article.notice_until and article.notice_until < article.notice_from:
        sentence = _("The last day must not lie before the first.")
        return [FieldError("/notice_until", "ends_before_start", sentence)]
    ends_at = notice_ends_at(article)
    if ends_at and article.expires_at and article.expires_at < ends_at:
        sentence = _("The notice must be shown until the end of its period, so it can expire only afterwards.")
        return [FieldError("/expires_at", "within_notice_period", sentence)]
    return []


def notice_ends_at(article: Article) -> datetime | None:
    """The end of the last day on which a notice must be shown, in the region's time zone."""
    if article.notice_until is None:
        return None
    return datetime.combine(article.notice_until + timedelta(days=1), time(), timezone.get_default_timezone())


def leaves_too_early(before: Article | None, article: Article, *, now: datetime) -> bool:
    """Whether a notice would vanish from public view that must still be shown, by the period it then has."""
    was_public = before is not None and before.publication == Publication.PUBLISHED
    return was_public and article.publication != Publication.PUBLISHED and notice_runs(article, now=now)


def notice_runs(article: Article, *, now: datetime) -> bool:
    """Whether its period has not ended yet."""
    ends_at = notice_ends_at(article)
    return ends_at is not None and now < ends_at
