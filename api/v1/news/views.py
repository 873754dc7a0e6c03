"""Reading news: list and one article."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.ranking import Ranked
from api.v1.news.filters import ArticleFilters
from api.v1.news.serializers import ArticleDocument
from api.views import PublicDetail, PublicList
from news.models import Article
from news.models.article import ArticleQuerySet


class ArticleList(Ranked, PublicList):
    """News, the newest first; without those that have expired."""

    document_type = "news"
    serializer_class = ArticleDocument
    filterset_class = ArticleFilters
    ordering = ("-published_at", "-id")

    def get_queryset(self) -> ArticleQuerySet:
        return public_articles()

    def valid_until(self, now: datetime) -> datetime | None:
        return Article.objects.published().next_expiry(now)

    @extend_schema(operation_id="listNews", tags=["news"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ArticleDetail(PublicDetail):
    """One article, also after it has expired."""

    document_type = "news"
    serializer_class = ArticleDocument
    lookup_url_kwarg = "article_id"

    def get_queryset(self) -> ArticleQuerySet:
        return public_articles()

    @extend_schema(operation_id="getArticle", tags=["news"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def public_articles() -> ArticleQuerySet:
    return Article.objects.published().with_details()
