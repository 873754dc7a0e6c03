"""The door of an event: the picture of a confirmation is scanned, the party is here."""

import uuid
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import StaffAuthentication, actor_of
from api.fields import StrictCharField, StrictSerializer
from api.permissions import InsufficientScope, IsEntrusted
from api.views import ApiView
from core.accounts import roles
from core.actors import Act
from events import errors
from events.services import attendance


class CheckInRequest(StrictSerializer):
    """`code` is what a scanner read from the picture: an address, or the bare code."""

    code = StrictCharField(max_length=500)


class CheckedIn(serializers.Serializer[Any]):
    """Who is here. `was_here` tells that the same picture was shown before; `checked_in_at` keeps the first time."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    party_size = serializers.IntegerField()
    checked_in_at = serializers.DateTimeField()
    was_here = serializers.BooleanField()


class CheckIns(ApiView):
    authentication_classes = (StaffAuthentication,)
    permission_classes = (IsEntrusted,)
    act: ClassVar[Act] = Act.CHECK_IN
    refusals: ClassVar = {
        "post": (roles.NotEntrusted, InsufficientScope, errors.UnknownCode, errors.WrongEvent, errors.NoSeat)
    }

    @extend_schema(operation_id="checkIn", tags=["content"], request=CheckInRequest, responses=CheckedIn)
    def post(self, request: Request, event_id: uuid.UUID) -> Response:
        """Check in who shows the picture of the confirmation. Repeating it changes nothing."""
        code = CheckInRequest.read(request)["code"]
        registration, was_here = attendance.check_in_by_code(event_id, code, by=actor_of(request))
        registration.was_here = was_here  # type: ignore[attr-defined]
        return Response(CheckedIn(registration).data)
