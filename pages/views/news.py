"""An article for everybody; and before it is public, for colleagues who were sent its link."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.models import Publication
from core.text import html_of
from news import wording
from news.models import Article
from news.services import previews
from pages.links import private_page, token_of
from pages.rendering import page


@require_safe
@cache_control(public=True, no_cache=True)
def show(_request: HttpRequest, article_id: uuid.UUID) -> HttpResponse:
    """Where newsletter and feeds lead to what has no page elsewhere; an expired article stays, and says that it is."""
    article = Article.objects.published().with_details().filter(pk=article_id).first()
    if article is None:
        raise Http404
    return page(
        "news/show.html",
        article=article,
        text=_html(article),
        published_on=wording.published_on(article),
        is_over=article.expires_at is not None and article.expires_at <= timezone.now(),
    )


@private_page
def preview(request: HttpRequest) -> HttpResponse:
    """What its readers will see, under a line that says that it is not public yet. It shows and changes nothing."""
    article = previews.shown(token_of(request))
    is_public = article.publication == Publication.PUBLISHED
    moment = article.published_at if is_public or article.publication == Publication.SCHEDULED else None
    return page(
        "news/preview.html",
        article=article,
        text=_html(article),
        is_public=is_public,
        appears_at=timezone.localtime(moment) if moment else None,
    )


def _html(article: Article) -> str:
    return html_of(article.text, base=article.public_url or article.source_url or None)
