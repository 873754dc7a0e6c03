"""What the real routes are compared with: a plain answer, and the same list through an ordinary serializer view."""

import functools

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path
from django.utils import timezone
from rest_framework.generics import ListAPIView
from rest_framework.pagination import LimitOffsetPagination

from api.v1.events.serializers import EventDocument
from api.v1.events.views import EventList
from bench import LIST
from core.urls import urlpatterns as real
from events.models import Event


@functools.cache
def body() -> bytes:
    """As many bytes as the list has."""
    request = HttpRequest()
    request.method, request.path, request.GET = "GET", LIST.partition("?")[0], QueryDict(LIST.partition("?")[2])
    return b"x" * len(EventList.as_view()(request).content)


def plain(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(body(), content_type="application/json")


class TwentyAtATime(LimitOffsetPagination):
    default_limit = 20

    def get_count(self, _queryset):
        return 20  # counting would make the comparison too easy


class OrdinaryList(ListAPIView):
    """As most Django projects would write it, with its relations prefetched."""

    serializer_class = EventDocument
    pagination_class = TwentyAtATime
    filter_backends = ()

    def get_queryset(self):
        return Event.objects.published().upcoming(timezone.now()).with_details().order_by("starts_at", "id")


urlpatterns = [path("bench/plain", plain), path("bench/ordinary", OrdinaryList.as_view()), *real]
