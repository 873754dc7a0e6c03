"""The base of all views: what is decided before authentication, and what every list has in common."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django.db.models import QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, generics
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api import conditional, idempotency, pagination, rendering, throttling
from api.bearer import MisplacedToken, refuse_token_in_address
from api.caching import PAGES, Page, Versions
from api.errors import answer
from api.filters import StrictFilterBackend
from api.parameters import refuse_repeated, refuse_unknown_parameters
from api.parsers import MergePatchParser
from api.shapes import STATEMENTS, Shape, statement
from core.changes import log
from core.errors import Missing, Refusal, Unauthenticated
from core.limits.policies import Policy
from core.statements import Row


class ApiView(APIView):
    """`query_parameters` names those the view reads itself; `refusals` are the codes OpenAPI lists per method."""

    query_parameters: ClassVar[Sequence[str]] = ()
    refusals: ClassVar[Mapping[str, Sequence[type[Refusal]]]] = {}
    # Sent with every 2xx answer to GET; nobody may store what depends on the caller.
    cache_control: ClassVar[str] = "no-store"
    # Beyond those of reading and writing, by method: {"post": MAIL} (core.limits.policies).
    limits: ClassVar[Mapping[str, Sequence[Policy]]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """405 comes before 401, and OPTIONS asks nobody for credentials (so do 404s: see `unknown_route`)."""
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        if request.method == "OPTIONS":
            return
        try:
            refuse_token_in_address(request)
            super().initial(request, *args, **kwargs)
        except (Unauthenticated, MisplacedToken, exceptions.NotAuthenticated):
            throttling.check_stranger(self, request)
            raise
        refuse_unknown_parameters(request.GET, self.known_parameters())
        refuse_repeated(request.GET, pagination.PARAMETERS)

    def check_throttles(self, request: Request) -> None:
        """REST framework's place for it. A repeated request does nothing, so idempotent methods count their acts."""
        throttling.check_request(self, request)
        if not idempotency.is_idempotent(self, request.method):
            throttling.check_act(self, request)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002 - Django's signature
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def known_parameters(self) -> Sequence[str]:
        return self.query_parameters

    def get_parsers(self) -> list[BaseParser]:
        """PATCH also takes RFC 7396's media type, which says what our PATCH does."""
        parsers = super().get_parsers()
        request = getattr(self, "request", None)
        return [*parsers, MergePatchParser()] if request is not None and request.method == "PATCH" else parsers

    @property
    def default_response_headers(self) -> dict[str, str]:
        """None: `Allow` belongs to 405 and OPTIONS, and a route has one format, so nothing varies by Accept."""
        return {}

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            throttling.give_back(request)
        is_read = request.method in {"GET", "HEAD"}
        response.headers.setdefault("Cache-Control", self.cache_control if is_read else "no-store")
        return response


# Caches may keep a public answer but ask each time whether it is still true: a write is visible to the very next read.
PUBLIC = "public, no-cache"


class PublicView(ApiView):
    """The same bytes for every caller and language, with a strong ETag."""

    cache_control = PUBLIC
    authentication_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        conditional.refuse_endless_list(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method not in {"GET", "HEAD"} or response.status_code != HTTPStatus.OK or self.is_private(response):
            return response
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.add_post_render_callback(lambda rendered: conditional.with_validator(request, rendered))
            return response
        return conditional.with_validator(request, response)

    def is_private(self, response: HttpResponse) -> bool:
        return "no-store" in response.headers["Cache-Control"]


class ListMixin(generics.ListAPIView[Any], ApiView):
    """Keyset pages along `ordering`, narrowed by `filterset_class`."""

    ordering: ClassVar[Sequence[str]]
    filter_backends = (StrictFilterBackend,)

    def keyset(self) -> Sequence[str]:
        """The total order; a list with several orders overrides it."""
        return self.ordering

    def known_parameters(self) -> Sequence[str]:
        filters = getattr(getattr(self, "filterset_class", None), "base_filters", {})
        return [*self.query_parameters, *filters, *pagination.PARAMETERS]


class Kept(PublicView):
    """A public answer made of kept documents (api.rendering) and itself kept in the process (api.caching).

    `document_type` is a type of the change log; any change of that type makes the answer anew.
    """

    document_type: ClassVar[str]
    media_type: ClassVar[str] = "application/json"
    # Whether `make` reads the versions with what it shows, where nobody has asked for them before.
    reads_versions = False

    def valid_until(self, now: datetime) -> datetime | None:  # noqa: ARG002 - for those whom time changes
        """When any answer of this view stops being true by time alone; None where never."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who holds the present bytes is told so before anything is prepared for answering more."""
        return self._still_true(request) or super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    @cached_property
    def versions(self) -> Versions:
        """Read before what they are the versions of: then a page is never taken for newer than it is."""
        return log.versions([self.document_type])

    def kept(self, request: Request, make: Callable[[], bytes]) -> HttpResponse:
        """The answer from memory where it is still true, else made by `make`."""
        now, key = timezone.now(), request.get_full_path()
        known = PAGES.holds(key) or not self.reads_versions
        page = PAGES.get(key, versions=self.versions, now=now) if known else None
        if page is None:
            body = make()
            page = Page(body, conditional.etag_of(body), self.versions, self._valid_until(now))
            PAGES.put(key, page)
        return HttpResponse(page.body, content_type=self.media_type, headers={"ETag": page.etag})

    def _valid_until(self, now: datetime) -> datetime | None:
        """Asked once per version and turn: it is kept as a page without a body."""
        key = f"{type(self).__module__}.{type(self).__qualname__}"
        page = PAGES.get(key, versions=self.versions, now=now)
        if page is None:
            page = Page(b"", "", self.versions, self.valid_until(now))
            PAGES.put(key, page)
        return page.valid_until

    def _still_true(self, request: HttpRequest) -> HttpResponse | None:
        """304 where If-None-Match names a page in memory that is still true; else the long way finds out."""
        if "HTTP_IF_NONE_MATCH" not in request.META or request.method not in {"GET", "HEAD"}:
            return None
        page = PAGES.get(request.get_full_path(), versions=self.versions, now=timezone.now())
        if page is None or not conditional.is_known(request, page.etag):
            return None
        if not throttling.grants_public_read(self, request):
            return None
        return conditional.not_modified({"ETag": page.etag, "Cache-Control": self.cache_control})


class PublicList(ListMixin, Kept):
    """A public list: `document_type`, `queryset`, `serializer_class`, `ordering`, and `filterset_class` if filtered."""

    reads_versions = True

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> HttpResponse:  # type: ignore[override]
        return self.kept(request, self._body)

    def _body(self) -> bytes:
        self.page.begin(self.request, self)
        names = [*self.page.names, "pk", "document", "version"]
        page = self.page.arrange([dict(zip(names, row, strict=True)) for row in self._rows_of_a_version()])
        documents = rendering.fill(self.document_type, {row["pk"]: row["document"] for row in page})
        return rendering.list_body(
            next_url=self.page.next, previous_url=self.page.previous, documents=documents_in_order(page, documents)
        )

    @property
    def page(self) -> pagination.KeysetPagination:
        return self.paginator  # type: ignore[return-value]

    def _rows_of_a_version(self) -> Sequence[Row]:
        """Rows and version are of one statement, so of one moment; where no row tells it, the version comes first."""
        fetch = self._statement()
        if "versions" in vars(self):
            return fetch()
        if rows := fetch():
            self.versions = {self.document_type: rows[0][-1]}
            return rows
        self.versions = log.versions([self.document_type])
        return fetch()

    def _statement(self) -> Callable[[], Sequence[Row]]:
        """The page's rows, by SQL that was built for an earlier request of the same shape where there was one."""
        filters = StrictFilterBackend().checked(self.request, self)
        shape = filters.by_shape() if filters and self.page.has_shape else Shape()
        is_known_shape, shape = shape is not None and self.page.has_shape, shape or Shape()
        slots = self.page.by_shape(shape)

        def build() -> QuerySet[Any]:
            rows = rendering.with_document(self.document_type, self.filter_queryset(self.get_queryset()))
            rows = self.page.with_keyset(rows)
            # As text, for that is what a cursor holds: reading each moment took longer than all else in Python.
            keys = [Cast(name, TextField()) for name in self.page.names]
            version = Subquery(log.latest(self.document_type))
            return self.page.rows_from(rows.values_list(*keys, "pk", "document", version), slots)

        if not is_known_shape:
            return functools.partial(statement(build()).rows_once, shape.values)
        # Whatever else a list may read of the request, it stands there as it was sent.
        others = tuple((name, *self.request.GET.getlist(name)) for name in self.query_parameters)
        key = (type(self), self.request.path, others, *shape.names)
        return functools.partial(STATEMENTS.get(key, build).rows, shape.values)


class PublicDetail(generics.RetrieveAPIView[Any], Kept):
    """One public item: `document_type`, `queryset`, `serializer_class` and, unless it is `id`, `lookup_field`."""

    filter_backends = ()

    def retrieve(self, request: Request, *_args: Any, **_kwargs: Any) -> HttpResponse:  # type: ignore[override]
        return self.kept(request, self._body)

    def _body(self) -> bytes:
        value = self.kwargs[self.lookup_url_kwarg or self.lookup_field]
        rows = rendering.with_document(self.document_type, self.get_queryset().filter(**{self.lookup_field: value}))
        found = rendering.fill(self.document_type, dict(rows.values_list("pk", "document")[:1]))
        if not found:
            raise Missing
        return next(iter(found.values())).encode()


def documents_in_order(page: Sequence[Mapping[str, Any]], documents: rendering.Documents) -> Iterator[str]:
    """In the order of the page; an object that went away since is left out."""
    return (documents[row["pk"]] for row in page if row["pk"] in documents)


@csrf_exempt  # like all of the API: without cookies there is nothing to forge, and the answer is 404, not 403
def unknown_route(_request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Every address below /api that no other line of the table of contents takes."""
    return answer(Missing())
