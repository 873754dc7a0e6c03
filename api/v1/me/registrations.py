"""The registrations of the person who is signed in; those of others do not exist here."""

import uuid
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import person_of
from api.v1.me.serializers import OwnRegistrationChange
from api.v1.me.views import MeView
from api.v1.registrations.serializers import JoinLink, OwnRegistration
from api.views import ListMixin
from core import actors
from events import errors
from events.models import Registration
from events.services import join_links, own_registrations, registrations


class RegistrationList(ListMixin, MeView):
    """Your registrations, the latest first; those made as a guest with the same address are among them."""

    serializer_class = OwnRegistration
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> QuerySet[Registration]:
        return own_registrations.of(person_of(self.request))

    @extend_schema(operation_id="listMyRegistrations", tags=["me"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class RegistrationDetail(MeView):
    refusals: ClassVar = {"patch": (errors.NotEnoughSeats, errors.RegistrationEnded)}

    @extend_schema(operation_id="getMyRegistration", tags=["me"], responses=OwnRegistration)
    def get(self, request: Request, registration_id: uuid.UUID) -> Response:
        return Response(OwnRegistration(own_registrations.one(registration_id, person=person_of(request))).data)

    @extend_schema(
        operation_id="changeMyRegistration", tags=["me"], request=OwnRegistrationChange, responses=OwnRegistration
    )
    def patch(self, request: Request, registration_id: uuid.UUID) -> Response:
        """A smaller party frees seats for others; a larger one needs free seats."""
        person = person_of(request)
        mine = own_registrations.one(registration_id, person=person)
        registrations.change(mine.pk, by=actors.person(person), **OwnRegistrationChange.read_changes(request))
        return Response(OwnRegistration(own_registrations.one(registration_id, person=person)).data)

    @extend_schema(operation_id="cancelMyRegistration", tags=["me"], responses={204: None})
    def delete(self, request: Request, registration_id: uuid.UUID) -> Response:
        """Cancel it; its seats go to the next. Repeating it changes nothing."""
        person = person_of(request)
        registrations.cancel(own_registrations.one(registration_id, person=person).pk, by=actors.person(person))
        return Response(status=204)


class RegistrationAccess(MeView):
    refusals: ClassVar = {"get": (errors.NotConfirmed, errors.NotYetAvailable, errors.NoJoinLink, errors.EventOver)}

    @extend_schema(operation_id="getMyJoinLink", tags=["me"], responses=JoinLink)
    def get(self, request: Request, registration_id: uuid.UUID) -> Response:
        """The link for taking part online, for confirmed participants and from its time on."""
        person = person_of(request)
        mine = own_registrations.one(registration_id, person=person)
        workshop = join_links.reveal(mine.pk, by=actors.person(person))
        return Response({"join_url": workshop.join_url, "available_from": workshop.join_link_from})
