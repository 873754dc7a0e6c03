"""Reading and writing news: list, counts and one article."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import F, Value
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.content import CHANGE_REFUSALS, WRITE_REFUSALS, ContentView, ContentWrite
from api.content_lists import ContentOfOrganization
from api.facets import Facet, FacetsView, each_of, month_of
from api.idempotency import idempotent
from api.ranking import Ranked
from api.v1.news.filters import ArticleFilters
from api.v1.news.serializers import ArticleCounts, ArticleDocument
from api.v1.news.writing import ArticlePut, ArticleWrite, EditedArticle
from api.views import PublicDetail, PublicList
from core.actors import Act
from core.errors import Missing
from news.errors import NoticePeriodRuns
from news.models import Article
from news.models.article import ArticleQuerySet
from news.services.writing import WRITER

# A public notice stays public for its time.
KEEPING = (*CHANGE_REFUSALS, NoticePeriodRuns)


class ArticleContent(ContentView):
    """How articles are written."""

    act = Act.NEWS
    writer = WRITER
    public, edited = ArticleDocument, EditedArticle
    written: ClassVar[type[ContentWrite]] = ArticleWrite
    address = "news/{0.pk}".format


class ArticleList(ArticleContent, Ranked, PublicList):
    """News, the newest first; without those that have expired."""

    document_type = "news"
    serializer_class = ArticleDocument
    filterset_class = ArticleFilters
    refusals: ClassVar = {"post": WRITE_REFUSALS}
    ordering = ("-published_at", "-id")

    def get_queryset(self) -> ArticleQuerySet:
        return public_articles()

    def valid_until(self, now: datetime) -> datetime | None:
        return Article.objects.published().next_turn(now)

    @extend_schema(operation_id="listNews", tags=["news"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(operation_id="createArticle", tags=["news"], request=ArticleWrite, responses={201: EditedArticle})
    @idempotent
    def post(self, request: Request) -> Response:
        """Write an article for an organization entrusted to you; public at once unless `publication` says else."""
        return self.create(request)


class ArticleFacets(FacetsView):
    """How many articles there are per value of a filter."""

    document_type = "news"
    filterset_class = ArticleFilters
    facets: ClassVar = {
        "municipality": Facet(F("municipalities__slug"), ["municipality"]),
        "district": Facet(F("districts__slug"), ["district"]),
        "topic": Facet(F("topics__slug"), ["topic"]),
        "kind": Facet(F("kind"), ["kind"]),
        "tag": Facet(each_of("tags"), ["tag"]),
        "organization": Facet(F("organization__slug"), ["organization"]),
        "month": Facet(
            month_of("published_at", time_zone=Value(settings.TIME_ZONE)), ["published_after"], by_value=True
        ),
    }

    def get_queryset(self) -> ArticleQuerySet:
        return Article.objects.published()

    def valid_until(self, now: datetime) -> datetime | None:
        return self.get_queryset().next_turn(now)

    @extend_schema(operation_id="countNews", tags=["news"], filters=True, responses=ArticleCounts)
    def get(self, request: Request) -> HttpResponse:
        """Counts per value for the filters of the list, each facet without its own filter; at most 100 values each."""
        return self.counts(request)


class ArticleDetail(ArticleContent, PublicDetail):
    """One article, also after it has expired."""

    document_type = "news"
    serializer_class = ArticleDocument
    refusals: ClassVar = {"patch": KEEPING, "delete": KEEPING}
    shows_drafts = True
    lookup_url_kwarg = "article_id"

    def get_queryset(self) -> ArticleQuerySet:
        return public_articles()

    @extend_schema(operation_id="getArticle", tags=["news"])
    def get(self, request: Request, article_id: uuid.UUID) -> Any:
        """The same for everyone. One that is not public is shown to its editors, with what else they wrote."""
        try:
            return super().get(request, article_id=article_id)
        except Missing:
            return self.unpublished(request, article_id)

    @extend_schema(operation_id="changeArticle", tags=["news"], request=ArticleWrite, responses=EditedArticle)
    def patch(self, request: Request, article_id: uuid.UUID) -> Response:
        """Change what is given and leave the rest; null gives a field back its default (RFC 7396)."""
        return self.change(request, article_id)

    @extend_schema(operation_id="withdrawArticle", tags=["news"], responses={204: None})
    def delete(self, request: Request, article_id: uuid.UUID) -> Response:
        """Take it out of public view; who keeps a copy hears of it by `sync`. Its editors still see and change it."""
        return self.withdraw(request, article_id)


class ArticleByNumber(ArticleContent):
    """An article by the number it has at the site it comes from."""

    written = ArticlePut
    refusals: ClassVar = {"put": KEEPING}

    @extend_schema(
        operation_id="putArticle", tags=["news"], request=ArticlePut, responses={200: EditedArticle, 201: EditedArticle}
    )
    def put(self, request: Request, external_id: str) -> Response:
        """Make it be so, whether or not it is known here. What is there already needs its ETag as `If-Match`.

        Numbers are the organization's own. A site keeps the ETag of its last write; `If-Match: *` overwrites whatever
        is there.
        """
        return self.put_by_number(request, external_id)


class ArticlesOfOrganization(ContentOfOrganization):
    """What an organization has written, also what is not public."""

    act, writer = Act.NEWS, WRITER
    serializer_class = EditedArticle

    @extend_schema(operation_id="listNewsOfOrganization", tags=["news"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """For its editors and its site keys: drafts, what is scheduled, public or withdrawn; the newest first.

        `getArticle` gives the ETag that changing one needs.
        """
        return super().get(request, *args, **kwargs)


def public_articles() -> ArticleQuerySet:
    return Article.objects.published().with_details()
