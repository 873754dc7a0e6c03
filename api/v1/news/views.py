"""Reading news: list and one article."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from api.filters import StrictFilterBackend
from api.v1.news.filters import ArticleFilters
from api.v1.news.serializers import ArticleDocument
from api.views import PublicView
from core.errors import Missing
from news.models import Article
from news.models.article import ArticleQuerySet


class ArticleList(PublicView, ListAPIView[Article]):
    """News, the newest first; without those that have expired."""

    filterset_class = ArticleFilters
    filter_backends = (StrictFilterBackend,)
    serializer_class = ArticleDocument
    ordering = ("-published_at", "-id")

    def get_queryset(self) -> ArticleQuerySet:
        return Article.objects.published().with_details()

    @extend_schema(operation_id="listNews", tags=["news"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ArticleDetail(PublicView):
    """One article, also after it has expired."""

    @extend_schema(operation_id="getArticle", tags=["news"], responses=ArticleDocument)
    def get(self, _request: Request, article_id: uuid.UUID) -> Response:
        article = Article.objects.published().with_details().filter(pk=article_id).first()
        if article is None:
            raise Missing
        return Response(ArticleDocument(article).data)
