"""Reading the region: configuration, municipalities, topics, organizations."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.reference import legal
from api.v1.reference.explanations import explanations
from api.v1.reference.labels import labels
from api.v1.reference.serializers import Configuration, MunicipalityDocument, OrganizationDocument, TopicDocument
from api.views import PublicDetail, PublicList, PublicView
from core.errors import Missing
from core.municipalities.models import District, Municipality, Organization, Region, Topic
from core.push import keys

MUNICIPALITIES = Municipality.objects.prefetch_related(
    Prefetch("districts", District.objects.order_by("sort_key", "slug"))
)


class ConfigurationView(PublicView):
    """What an app asks at its start."""

    refusals: ClassVar = {"get": (Missing,)}  # as long as no region is loaded

    @extend_schema(operation_id="getConfiguration", tags=["reference"], responses=Configuration)
    def get(self, _request: Request) -> Response:
        region = Region.objects.first()
        if region is None:
            raise Missing
        document = {
            "region": region,
            "languages": region.languages,
            "minimum_app_version": region.minimum_app_version,
            "labels": labels(),
            "explanations": explanations(),
            "application_server_key": keys.application_server_key(),
            "legal_documents": legal.held_everywhere(timezone.localdate()),
        }
        return Response(Configuration(document).data)


class MunicipalityList(PublicList):
    """Towns and municipalities of the region, by name."""

    queryset = MUNICIPALITIES
    document_type = "municipality"
    serializer_class = MunicipalityDocument
    ordering = ("sort_key", "slug")

    @extend_schema(operation_id="listMunicipalities", tags=["reference"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class MunicipalityDetail(PublicDetail):
    """One town or municipality."""

    queryset = MUNICIPALITIES
    document_type = "municipality"
    serializer_class = MunicipalityDocument
    lookup_field = "slug"

    @extend_schema(operation_id="getMunicipality", tags=["reference"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class TopicList(PublicList):
    """The official fields of action, in their official order."""

    queryset = Topic.objects.all()
    document_type = "topic"
    serializer_class = TopicDocument
    ordering = ("position",)

    @extend_schema(operation_id="listTopics", tags=["reference"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OrganizationList(PublicList):
    """Who publishes, by name."""

    queryset = Organization.objects.prefetch_related(Prefetch("municipalities", Municipality.objects.by_name()))
    document_type = "organization"
    serializer_class = OrganizationDocument
    ordering = ("sort_key", "slug")

    @extend_schema(operation_id="listOrganizations", tags=["reference"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
