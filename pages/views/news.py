"""An article before it is public, for colleagues who were sent its link."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.models import Publication
from core.text import html_of
from news.services import previews
from pages.links import private_page, token_of
from pages.rendering import page


@private_page
def preview(request: HttpRequest) -> HttpResponse:
    """What its readers will see, under a line that says that it is not public yet. It shows and changes nothing."""
    article = previews.shown(token_of(request))
    is_public = article.publication == Publication.PUBLISHED
    moment = article.published_at if is_public or article.publication == Publication.SCHEDULED else None
    return page(
        "news/preview.html",
        article=article,
        text=html_of(article.text, base=article.public_url or article.source_url or None),
        is_public=is_public,
        appears_at=timezone.localtime(moment) if moment else None,
    )
