"""Routes that only tests have: every way to fail, a body with a field of each kind, and lists to page through."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponseForbidden
from django.urls import path, re_path
from django.utils import timezone
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from api.content_filters import municipality_filter
from api.fields import (
    StrictBooleanField,
    StrictCharField,
    StrictChoiceField,
    StrictDateTimeField,
    StrictEmailField,
    StrictFloatField,
    StrictIntegerField,
    StrictSerializer,
    StrictUUIDField,
)
from api.filter_kinds import CodesFilter, DayFilter, MomentFilter, SearchFilter
from api.filters import StrictFilterSet
from api.views import ApiView, ListMixin, PublicView, unknown_route
from core import errors
from events.models import Event, EventKind

FAULTS = {
    "invalid": lambda: errors.Invalid([errors.FieldError("/name", "required", "Please give a name.")]),
    "unauthenticated": errors.Unauthenticated,
    "forbidden": errors.Forbidden,
    "missing": errors.Missing,
    "conflict": lambda: errors.Conflict(opens_at=timezone.now(), seats=2),
    "gone": errors.Gone,
    "too-many": lambda: errors.TooMany(retry_after=30),
    "http404": Http404,
    "django-forbidden": PermissionDenied,
    "suspicious": SuspiciousOperation,
    "not-authenticated": exceptions.NotAuthenticated,
    "fault": lambda: RuntimeError("erika@example.org"),
}


class Fail(ApiView):
    def get(self, _request, way):
        raise FAULTS[way]()  # noqa: RSE102 - some are functions


class Bounced(ApiView):
    """What other middleware answers: a page."""

    def get(self, _request):
        return HttpResponseForbidden("<h1>No</h1>")


class Inner(StrictSerializer):
    a_b = StrictIntegerField(min_value=0, max_value=9)


class Body(StrictSerializer):
    name = StrictCharField(max_length=10)
    text = StrictCharField(max_length=50, multiline=True, required=False)
    email = StrictEmailField(required=False)
    number = StrictIntegerField(min_value=1, max_value=5, required=False)
    share = StrictFloatField(min_value=0, max_value=1, required=False)
    flag = StrictBooleanField(required=False)
    kind = StrictChoiceField(EventKind.choices, required=False)
    key = StrictUUIDField(required=False)
    moment = StrictDateTimeField(required=False)
    parts = Inner(many=True, required=False)
    words = serializers.ListField(child=StrictCharField(max_length=5), required=False)


class Echo(ApiView):
    def post(self, request):
        return Response(Body.read(request))

    def patch(self, request):
        return Response(Body.read_changes(request))


class Guarded(ApiView):
    """Refuses everybody, so that what is decided earlier shows."""

    def perform_authentication(self, _request):
        raise errors.Unauthenticated

    def post(self, _request):
        return Response()


class EventReference(serializers.ModelSerializer):
    class Meta:
        model = Event
        fields = ("title",)


class Filters(StrictFilterSet):
    municipality = municipality_filter()
    kind = CodesFilter(EventKind.choices, column="kind", about="Kinds.")
    after = MomentFilter(narrow=lambda rows, moment: rows.filter(starts_at__gte=moment), about="From then on.")
    day = DayFilter(narrow=lambda rows, day: rows.filter(starts_at__date=day), about="On that day.")
    q = SearchFilter(narrow=lambda rows, words: rows.matching(words), about="Words.")


class Ascending(ListMixin, PublicView):
    queryset = Event.objects.published()
    serializer_class = EventReference
    filterset_class = Filters
    ordering = ("starts_at", "id")


class Descending(Ascending):
    ordering = ("-starts_at", "-id")


class BothWays(Ascending):
    ordering = ("-starts_at", "id")


urlpatterns = [
    path("api/fail/<str:way>", Fail.as_view()),
    path("api/bounced", Bounced.as_view()),
    path("api/echo", Echo.as_view()),
    path("api/guarded", Guarded.as_view()),
    path("api/ascending", Ascending.as_view()),
    path("api/descending", Descending.as_view()),
    path("api/both-ways", BothWays.as_view()),
    re_path(r"^api/.*$", unknown_route),
]
handler400 = "pages.views.errors.bad_request"
handler500 = "pages.views.errors.server_error"
