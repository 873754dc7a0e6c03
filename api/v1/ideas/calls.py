"""Calls for ideas."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.ideas.call_documents import IdeaCallDocument
from api.views import PublicDetail, PublicList
from ideas.models import IdeaCall
from ideas.models.call import IdeaCallQuerySet


class IdeaCallList(PublicList):
    """Calls for ideas, those that opened last first; closed ones stay in the list."""

    document_type = "idea_call"
    serializer_class = IdeaCallDocument
    ordering = ("-opens_at", "-id")

    def get_queryset(self) -> IdeaCallQuerySet:
        return public_calls()

    @extend_schema(operation_id="listIdeaCalls", tags=["ideas"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class IdeaCallDetail(PublicDetail):
    """One call for ideas."""

    document_type = "idea_call"
    serializer_class = IdeaCallDocument
    lookup_field = "slug"

    def get_queryset(self) -> IdeaCallQuerySet:
        return public_calls()

    @extend_schema(operation_id="getIdeaCall", tags=["ideas"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def public_calls() -> IdeaCallQuerySet:
    return IdeaCall.objects.published().with_details()
