"""The account of the person who is signed in: seen, changed, taken along, deleted; and where it is signed in."""

import uuid
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import BearerAuthentication, person_of
from api.permissions import IsSignedIn
from api.v1.me.serializers import Account, AccountChange, AccountDeletion, OwnSession
from api.views import ApiView, ListMixin
from core import actors
from core.accounts.models import Session
from core.accounts.services import accounts, sessions
from core.limits.policies import PASSWORD
from core.privacy import exports

# Seconds: the worker has put together some ten thousand rows by then.
ASK_AGAIN = 5


class MeView(ApiView):
    """Only for who is signed in, and only about them: what belongs to others does not exist here."""

    authentication_classes = (BearerAuthentication,)
    permission_classes = (IsSignedIn,)


class Me(MeView):
    delete_body: ClassVar = AccountDeletion
    limits: ClassVar = {"delete": PASSWORD}

    @extend_schema(operation_id="getMe", tags=["me"], responses=Account)
    def get(self, request: Request) -> Response:
        return Response(Account(person_of(request)).data)

    @extend_schema(operation_id="changeMe", tags=["me"], request=AccountChange, responses=Account)
    def patch(self, request: Request) -> Response:
        """What is left out stays as it is."""
        person = person_of(request)
        changed = accounts.change(person, AccountChange.read_changes(request), by=actors.person(person))
        return Response(Account(changed).data)

    @extend_schema(operation_id="deleteMe", tags=["me"], request=AccountDeletion, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Delete the account and all personal data for good; registrations to come are cancelled."""
        person, wanted = person_of(request), AccountDeletion.read(request)
        accounts.delete(
            person,
            password=wanted["password"],
            keep_contributions=wanted["contributions"] == "keep",
            by=actors.person(person),
        )
        return Response(status=204)


class Export(MeView):
    @extend_schema(operation_id="exportMe", tags=["me"], responses={200: OpenApiTypes.OBJECT, 202: None})
    def get(self, request: Request) -> HttpResponse:
        """Everything this service knows about you (GDPR Art. 15 and 20).

        Where it is much, it is put together first: 202, and the same address has it after `Retry-After` seconds.
        """
        content = exports.of(person_of(request))
        if content is None:
            return Response(status=202, headers={"Location": request.path, "Retry-After": str(ASK_AGAIN)})
        headers = {"Content-Disposition": 'attachment; filename="export.json"'}
        return HttpResponse(content, content_type="application/json", headers=headers)


class SessionList(ListMixin, MeView):
    """Where you are signed in, the most recently used first."""

    serializer_class = OwnSession
    ordering = ("-last_used_at", "-id")

    def get_queryset(self) -> QuerySet[Session]:
        return sessions.of(person_of(self.request))

    @extend_schema(operation_id="listMySessions", tags=["me"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class SessionDetail(MeView):
    @extend_schema(operation_id="endMySession", tags=["me"], responses={204: None})
    def delete(self, request: Request, session_id: uuid.UUID) -> Response:
        """Sign out another device, or this one."""
        person = person_of(request)
        sessions.end(session_id, person=person, by=actors.person(person))
        return Response(status=204)
