"""Taking files in."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import BearerAuthentication, person_of
from api.idempotency import idempotent
from api.parsers import UploadParser
from api.permissions import IsStaff
from api.v1.uploads.serializers import UploadDocument, UploadRequest
from api.views import ApiView
from core import actors, images
from core.errors import Forbidden
from core.uploads import errors, uploads


class UploadList(ApiView):
    authentication_classes = (BearerAuthentication,)
    permission_classes = (IsStaff,)
    parser_classes = (UploadParser,)
    refusals: ClassVar = {
        "post": (
            Forbidden,
            images.NotAPicture,
            images.TooManyPixels,
            errors.NotADocument,
            errors.ActiveDocument,
        )
    }

    @extend_schema(operation_id="upload", tags=["content"], request=UploadRequest, responses={201: UploadDocument})
    @idempotent
    def post(self, request: Request) -> Response:
        """Upload a picture or a document, to name its `id` in an event or article within a day."""
        file = UploadRequest.read(request)["file"]
        upload = uploads.add(file.read(), name=file.name, by=actors.clerk(person_of(request)))
        return Response(UploadDocument(upload).data, status=201, headers={"Location": upload.url})
