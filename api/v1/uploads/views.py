"""Taking files in."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import StaffAuthentication, actor_of
from api.idempotency import idempotent
from api.parsers import UploadParser
from api.permissions import InsufficientScope, IsAuthor
from api.v1.uploads.serializers import UploadDocument, UploadRequest
from api.views import ApiView
from core import images
from core.accounts import roles
from core.uploads import errors, uploads


class UploadList(ApiView):
    authentication_classes = (StaffAuthentication,)
    permission_classes = (IsAuthor,)
    parser_classes = (UploadParser,)
    refusals: ClassVar = {
        "post": (
            roles.NotEntrusted,
            InsufficientScope,
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
        upload = uploads.add(file.read(), name=file.name, by=actor_of(request))
        return Response(UploadDocument(upload).data, status=201, headers={"Location": upload.url})
