"""The base of all views: what is decided before authentication, and what every list has in common."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from rest_framework import generics
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api import pagination
from api.errors import answer
from api.filters import StrictFilterBackend, refuse_repeated, refuse_unknown_parameters
from api.parsers import MergePatchParser
from core.errors import Missing, Refusal


class ApiView(APIView):
    """`query_parameters` names those the view reads itself; `refusals` are the codes OpenAPI lists per method."""

    query_parameters: ClassVar[Sequence[str]] = ()
    refusals: ClassVar[Mapping[str, Sequence[type[Refusal]]]] = {}
    # Sent with every 2xx answer to GET; nobody may store what depends on the caller.
    cache_control: ClassVar[str] = "no-store"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """405 comes before 401, and OPTIONS asks nobody for credentials (so do 404s: see `unknown_route`)."""
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        if request.method == "OPTIONS":
            return
        super().initial(request, *args, **kwargs)
        refuse_unknown_parameters(request.GET, self.known_parameters())
        refuse_repeated(request.GET, pagination.PARAMETERS)

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
        is_read = request.method in {"GET", "HEAD"}
        response.headers.setdefault("Cache-Control", self.cache_control if is_read else "no-store")
        return response


# The one place that says for how long a public answer may be kept without asking again.
PUBLIC_FOR_A_MINUTE = "public, max-age=60"


class PublicView(ApiView):
    """The same bytes for every caller and language."""

    cache_control = PUBLIC_FOR_A_MINUTE
    authentication_classes = ()


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


class PublicList(ListMixin, PublicView):
    """A public list: `queryset`, `serializer_class`, `ordering` and, where it has filters, `filterset_class`."""


class PublicDetail(generics.RetrieveAPIView[Any], PublicView):
    """One public item: `queryset`, `serializer_class` and, unless it is `id`, `lookup_field`."""

    filter_backends = ()


def unknown_route(_request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Every address below /api that no other line of the table of contents takes."""
    return answer(Missing())
