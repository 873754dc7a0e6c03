"""Rules about articles that are both told and enforced."""

from django.utils.translation import gettext as _

from core.errors import FieldError
from core.uploads import policies as pictures
from news.models import Article


def contradictions(article: Article) -> list[FieldError]:
    """What does not fit together in an article's own fields."""
    errors = []
    if article.expires_at and article.published_at and article.expires_at <= article.published_at:
        errors.append(FieldError("/expires_at", "expires_before_publication", _("The end must lie after publication.")))
    return [*errors, *pictures.contradictions(article)]
