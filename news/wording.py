"""When something was published, in the active language: the same words in mails and on pages."""

from django.utils import formats, timezone

from news.models import Article, DatePrecision

# Of old news often only the month or the year is known.
KNOWN = {DatePrecision.MONTH: "YEAR_MONTH_FORMAT", DatePrecision.YEAR: "Y"}


def published_on(article: Article) -> str:
    """As much of the day as is known; empty where it has none."""
    if article.published_at is None:
        return ""
    form = KNOWN.get(DatePrecision(article.date_precision), "DATE_FORMAT")
    return formats.date_format(timezone.localtime(article.published_at), form)
