"""Holding up an issue that is being sent, because somebody saw a mistake in it, and letting it go on."""

import uuid

from django.db import transaction
from django.utils import timezone

from core.accounts import roles
from core.accounts.roles import NotEntrusted
from core.actors import Act, Actor
from core.audit.record import record
from core.errors import Missing
from news.errors import IssueNotBeingSent
from news.models import Issue, IssueState
from news.services import sending


def pause(issue_id: uuid.UUID, *, by: Actor) -> Issue:
    """From now on no further copy is handed over; what is handed over at this moment still goes out.

    Everyone who may write news may do it, for each minute counts. Raises NotEntrusted, Missing, IssueNotBeingSent.
    """
    with transaction.atomic():
        issue = _locked(issue_id, by)
        if issue.paused_at is None:
            issue.paused_at = issue.updated_at = timezone.now()
            issue.save(update_fields=["paused_at", "updated_at"])
            record("issue.paused", issue, by=by)
    return issue


def resume(issue_id: uuid.UUID, *, by: Actor) -> Issue:
    """Go on at once, also where the mail server would be asked again only later.

    Raises NotEntrusted, Missing, IssueNotBeingSent.
    """
    with transaction.atomic():
        issue = _locked(issue_id, by)
        if issue.paused_at or issue.rests_until:
            issue.paused_at, issue.rests_until, issue.updated_at = None, None, timezone.now()
            issue.save(update_fields=["paused_at", "rests_until", "updated_at"])
            record("issue.resumed", issue, by=by)
            sending.defer(issue.pk)
    return issue


def _locked(issue_id: uuid.UUID, by: Actor) -> Issue:
    if not roles.may_anywhere(by, Act.NEWS):
        raise NotEntrusted
    issue = Issue.objects.select_for_update(no_key=True).filter(pk=issue_id).first()
    if issue is None:
        raise Missing
    if issue.state != IssueState.SENDING:
        raise IssueNotBeingSent
    return issue
