"""How long personal data is kept: the same table as on the page and in the documents, for the apps' own notices."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.reference.serializers import InTwoLanguages
from api.views import PublicView
from core.privacy import table


class RetentionPeriod(serializers.Serializer[dict[str, Any]]):
    key = serializers.CharField()
    what = InTwoLanguages()
    why = InTwoLanguages()
    days = serializers.IntegerField(min_value=0)
    since = InTwoLanguages()


class RetentionPeriods(serializers.Serializer[dict[str, Any]]):
    results = RetentionPeriod(many=True)


class RetentionView(PublicView):
    @extend_schema(operation_id="getRetention", tags=["reference"], responses=RetentionPeriods)
    def get(self, _request: Request) -> Response:
        """How long which personal data is kept here, from when on and what for; afterwards it goes by itself."""
        return Response(RetentionPeriods({"results": table.in_two_languages()}).data)
