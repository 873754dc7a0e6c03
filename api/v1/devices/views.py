"""Devices for push messages: of who is signed in, and without account by a secret of their own."""

import uuid
from typing import Any, ClassVar

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import person_of, session_of
from api.bearer import bearer_token
from api.idempotency import idempotent
from api.v1.devices.serializers import DeviceChange, DeviceDocument, DeviceRegistration, DeviceWithSecret
from api.v1.me.views import MeView
from api.views import ApiView, ListMixin
from core.accounts.models import Session
from core.limits.policies import DEVICES
from core.push import devices
from core.push.models import Device, DeviceQuerySet


class OwnDevices(ListMixin, MeView):
    """Where you are told of news, the most recently seen first."""

    serializer_class = DeviceDocument
    ordering = ("-last_seen_at", "-id")
    refusals: ClassVar = {"post": (devices.PushNotOffered, devices.TooManyDevices)}

    def get_queryset(self) -> DeviceQuerySet:
        return devices.of(person_of(self.request)).with_wishes()

    @extend_schema(operation_id="listMyDevices", tags=["me"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="registerMyDevice", tags=["me"], request=DeviceRegistration, responses={201: DeviceDocument}
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """The same subscription again replaces what it wishes; send it at each start, or it is removed after a time.

        The device is that of this sign-in, and is told nothing any more as soon as it is over.
        """
        device, _secret = register(request, session=session_of(request))
        return Response(
            DeviceDocument(device).data, status=201, headers={"Location": f"/api/v1/me/devices/{device.pk}"}
        )


class OwnDevice(MeView):
    def device(self, device_id: uuid.UUID) -> Device:
        return devices.get(device_id, person=person_of(self.request))

    @extend_schema(operation_id="getMyDevice", tags=["me"], responses=DeviceDocument)
    def get(self, _request: Request, device_id: uuid.UUID) -> Response:
        return Response(DeviceDocument(self.device(device_id)).data)

    @extend_schema(operation_id="changeMyDevice", tags=["me"], request=DeviceChange, responses=DeviceDocument)
    def patch(self, request: Request, device_id: uuid.UUID) -> Response:
        """What is left out stays as it is."""
        device, wishes = self.device(device_id), DeviceChange.read_changes(request)
        return Response(DeviceDocument(devices.change(device, wishes)).data)

    @extend_schema(operation_id="removeMyDevice", tags=["me"], responses={204: None})
    def delete(self, _request: Request, device_id: uuid.UUID) -> Response:
        devices.remove(self.device(device_id))
        return Response(status=204)


class Devices(ApiView):
    authentication_classes = ()
    limits: ClassVar = {"post": DEVICES}
    refusals: ClassVar = {"post": (devices.PushNotOffered,)}

    @extend_schema(
        operation_id="registerDevice", tags=["devices"], request=DeviceRegistration, responses={201: DeviceWithSecret}
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Without an account. The same subscription again is the same device, with new wishes and a new secret."""
        device, secret = register(request, session=None)
        device.secret = secret  # type: ignore[attr-defined]
        return Response(DeviceWithSecret(device).data, status=201, headers={"Location": "/api/v1/devices/current"})


class CurrentDevice(ApiView):
    """What a device without account does with `Authorization: Bearer <secret>`."""

    authentication_classes = ()
    own_scheme: ClassVar = "deviceSecret"
    refusals: ClassVar = dict.fromkeys(("get", "patch", "delete"), (devices.UnknownDevice,))

    def device(self, request: Request) -> Device:
        """Raises Unauthenticated, UnknownDevice."""
        return devices.recognize(bearer_token(request))

    @extend_schema(operation_id="getDevice", tags=["devices"], responses=DeviceDocument)
    def get(self, request: Request) -> Response:
        return Response(DeviceDocument(self.device(request)).data)

    @extend_schema(operation_id="changeDevice", tags=["devices"], request=DeviceChange, responses=DeviceDocument)
    def patch(self, request: Request) -> Response:
        """What is left out stays as it is."""
        device, wishes = self.device(request), DeviceChange.read_changes(request)
        return Response(DeviceDocument(devices.change(device, wishes)).data)

    @extend_schema(operation_id="removeDevice", tags=["devices"], responses={204: None})
    def delete(self, request: Request) -> Response:
        devices.remove(self.device(request))
        return Response(status=204)


def register(request: Request, *, session: Session | None) -> tuple[Device, str]:
    wanted = dict(DeviceRegistration.read(request))
    subscription = wanted.pop("subscription")
    address = devices.WebPushAddress(endpoint=subscription["endpoint"], **subscription["keys"])
    del wanted["platform"]  # there is one so far
    wanted.setdefault("language", session.person.language if session else get_language() or "de")
    return devices.register(address, wanted, session=session)
