"""Sending a planned issue as a trial to the clerk who asks for it."""

import uuid

from django.db import transaction

from core.accounts import roles
from core.accounts.roles import NotEntrusted
from core.actors import Act, Actor
from core.audit.record import record
from core.errors import Missing
from core.mail import outbox
from core.municipalities.models import Municipality
from news.errors import IssueHasBegun
from news.models import Issue, IssueState


def send(issue_id: uuid.UUID, *, municipality: Municipality | None, language: str, by: Actor) -> None:
    """One mail to the address of who asks, as a reader of the place, or of all of them, would get it now.

    Raises NotEntrusted, Missing, IssueHasBegun.
    """
    if not roles.may_anywhere(by, Act.NEWS) or by.person_id is None:
        raise NotEntrusted
    with transaction.atomic():
        issue = Issue.objects.filter(pk=issue_id).first()
        if issue is None:
            raise Missing
        if issue.state != IssueState.PLANNED:
            raise IssueHasBegun
        record("issue.trial_sent", issue, by=by)
        ids = {"municipality_id": municipality.pk} if municipality else {}
        outbox.queue("issue_trial", language=language, person_id=by.person_id, issue_id=issue.pk, **ids)
