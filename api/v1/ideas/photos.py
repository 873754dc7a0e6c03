"""Taking in photos, before the idea that shows them."""

from http import HTTPStatus
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import BearerAuthentication
from api.idempotency import idempotent
from api.parsers import UploadParser
from api.v1.ideas.photo_serializers import PhotoDocument, PhotoRequest
from api.views import ApiView
from core import actors, images
from core.accounts.models import Person
from core.limits.policies import PHOTOS
from ideas.services import photos


class PhotoList(ApiView):
    """Open to guests as handing in is: what no idea takes is gone a day later."""

    authentication_classes = (BearerAuthentication,)
    parser_classes = (UploadParser,)
    limits: ClassVar = {"post": PHOTOS}
    refusals: ClassVar = {"post": (images.NotAPicture, images.TooManyPixels)}

    @extend_schema(operation_id="uploadIdeaPhoto", tags=["ideas"], request=PhotoRequest, responses={201: PhotoDocument})
    @idempotent
    def post(self, request: Request) -> Response:
        """Upload a photo, to name its `id` in an idea within a day. It is shown to all only with a public idea."""
        person = request.user if isinstance(request.user, Person) else None
        by = actors.person(person) if person else actors.GUEST
        photo = photos.add(PhotoRequest.read(request)["file"].read(), person=person, by=by)
        return Response(PhotoDocument(photo).data, status=HTTPStatus.CREATED)
