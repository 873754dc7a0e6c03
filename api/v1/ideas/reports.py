"""Reporting an idea or a comment, by anybody (DSA art. 16)."""

import uuid
from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import StrictCharField, StrictChoiceField, StrictEmailField, StrictSerializer
from api.idempotency import idempotent
from api.v1.ideas.views import PublicToRead
from core import actors
from core.accounts.models import Person
from core.errors import Missing
from core.limits import networks
from core.limits.policies import NEW_ADDRESS
from ideas import errors
from ideas.models import Comment, Ground, Report
from ideas.services import reports


class ReportRequest(StrictSerializer):
    """What is wrong with something public. Receipt and decision go to `email`; signed in, to the account's."""

    reason = StrictChoiceField(Ground.choices)
    text = StrictCharField(
        max_length=2000, multiline=True, allow_blank=True, default="", help_text="Required for the reason “other”."
    )
    email = StrictEmailField(required=False)


class ReportReceipt(serializers.ModelSerializer[Report]):
    """That a report has arrived, under a number to quote."""

    received_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Report
        fields = ("reference", "reason", "received_at")


class _Reporting(PublicToRead):
    """A report is taken with an account or without."""

    limits: ClassVar = {"post": NEW_ADDRESS}
    refusals: ClassVar = {"post": (errors.AlreadyReported,)}

    def take(self, request: Request, idea_id: uuid.UUID, comment_id: uuid.UUID | None = None) -> Response:
        wanted: dict[str, Any] = ReportRequest.read(request)
        person = request.user if isinstance(request.user, Person) else None
        report = reports.submit(
            idea_id, comment_id=comment_id, person=person, network=networks.of(request.META),
            language=person.language if person else get_language() or "de",
            by=actors.person(person) if person else actors.GUEST, **wanted,
        )  # fmt: skip
        return Response(ReportReceipt(report).data, status=HTTPStatus.CREATED)


class IdeaReports(_Reporting):
    @extend_schema(operation_id="reportIdea", tags=["ideas"], request=ReportRequest, responses={201: ReportReceipt})
    @idempotent
    def post(self, request: Request, idea_id: uuid.UUID) -> Response:
        """Report a public idea, without an account too: once per person, without account per network."""
        return self.take(request, idea_id)


class CommentReports(_Reporting):
    @extend_schema(operation_id="reportComment", tags=["ideas"], request=ReportRequest, responses={201: ReportReceipt})
    @idempotent
    def post(self, request: Request, comment_id: uuid.UUID) -> Response:
        """Report a public comment, without an account too: once per person, without account per network."""
        idea_id = Comment.objects.filter(pk=comment_id).values_list("idea", flat=True).first()
        if idea_id is None:
            raise Missing
        return self.take(request, idea_id, comment_id)
