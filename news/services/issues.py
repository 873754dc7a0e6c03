"""Issues of the newsletter: planned ahead, moved and introduced by clerks, begun at their moment."""

import uuid
from collections.abc import Sequence
from datetime import datetime, tzinfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from core.accounts import roles
from core.actors import SYSTEM, Act, Actor
from core.audit.record import record
from core.errors import Missing
from core.municipalities.models import Municipality, Organization
from news import issue_policies
from news.errors import IssueHasBegun, IssueOutOfTurn
from news.issue_policies import Rhythm, Slot
from news.models import Copy, CopyState, Frequency, Introduction, Issue, IssueState
from news.services import issue_contents, novelties, sending

# One statement for all copies, whose number is that of the readers. The domain is what stands after the last @.
COPIES = """
    INSERT INTO news_copy (id, created_at, issue_id, subscription_id, domain, state, attempts, next_attempt_at, failure)
    SELECT gen_random_uuid(), %(now)s, %(issue)s, id, substring(email from '[^@]*$'), 'queued', 0, %(now)s, ''
      FROM news_subscription WHERE state = 'confirmed' AND frequency = %(frequency)s
"""


def rhythm(frequency: str) -> Rhythm:
    """How often and when it goes out, as the operator has set it. Raises ImproperlyConfigured."""
    return issue_policies.read(getattr(settings, f"NEWSLETTER_{frequency.upper()}"), frequency=frequency)


def plan(*, now: datetime) -> None:
    """Make the next issue of each frequency, so that clerks can write for it ahead. Repeating it does nothing."""
    for frequency in Frequency:
        _make(frequency, issue_policies.next_slot(rhythm(frequency), now, _zone()))


def begin_due(*, now: datetime) -> list[Issue]:
    """Begin the issues whose moment has come: of each frequency one, into which those that were missed are merged."""
    if not Issue.objects.due(now).exists():
        return []
    # In transactions of its own, for the noticing of one holds up that of all.
    novelties.notice(now=now)
    return [begun for frequency in Frequency if (begun := _begin_latest(frequency, now))]


def move(issue_id: uuid.UUID, send_at: datetime, *, by: Actor) -> Issue:
    """Have a planned issue go out at another moment.

    It goes to all of the region, so that is for who may tell news to all of it. Raises Missing, NotEntrusted,
    IssueHasBegun, and IssueOutOfTurn where the moment is past or the next issue would come first.
    """
    with transaction.atomic():
        issue, now = _locked(issue_id), timezone.now()
        _require_region(by)
        following = issue_policies.slot_after(rhythm(issue.frequency), issue.slot_on, _zone())
        if not now <= send_at < following.at:
            raise IssueOutOfTurn
        if send_at != issue.send_at:
            record(
                "issue.moved", issue, by=by, changes={"send_at": [issue.send_at.isoformat(), send_at.isoformat()]}
            )  # fmt: skip
            issue.send_at, issue.updated_at = send_at, now
            issue.save(update_fields=["send_at", "updated_at"])
    return issue


def introduce(
    issue_id: uuid.UUID, organization: Organization, text: str, text_en: str = "", *, by: Actor
) -> Introduction | None:
    """Write above a planned issue, for the readers of the organization's municipalities; no text takes it away.

    Raises Missing, NotEntrusted, IssueHasBegun.
    """
    with transaction.atomic():
        issue, now = _locked(issue_id), timezone.now()
        roles.require(by, Act.NEWS, organization.pk)
        before = Introduction.objects.filter(issue=issue, organization=organization).first()
        if not text:
            if before:
                record("introduction.deleted", before, by=by, issue=str(issue.pk))
                before.delete()
            return None
        after = before or Introduction(issue=issue, organization=organization)
        if before and (before.text, before.text_en) == (text, text_en):
            return before
        after.text, after.text_en, after.updated_at = text, text_en, now
        after.save()
        record("introduction.changed" if before else "introduction.created", after, by=by, issue=str(issue.pk))
    return after


def may_move(actor: Actor) -> bool:
    """Whether the actor may tell news to the whole region."""
    if not actor.is_bound:
        return True
    theirs = Organization.objects.filter(roles.entrusted(actor, Act.NEWS, organization="pk"))
    return theirs.annotate(places=Count("municipalities")).filter(places=Municipality.objects.count()).exists()


def _require_region(by: Actor) -> None:
    if not may_move(by):
        raise roles.NotEntrusted


def _locked(issue_id: uuid.UUID) -> Issue:
    issue = Issue.objects.select_for_update(no_key=True).filter(pk=issue_id).first()
    if issue is None:
        raise Missing
    if issue.state != IssueState.PLANNED:
        raise IssueHasBegun
    return issue


def _make(frequency: str, slot: Slot) -> None:
    Issue.objects.bulk_create(
        [Issue(frequency=frequency, slot_on=slot.on, send_at=slot.at)], ignore_conflicts=True
    )  # fmt: skip


def _begin_latest(frequency: str, now: datetime) -> Issue | None:
    """The latest of those due. Where the worker slept, what it missed goes out with that of the last regular moment."""
    latest = issue_policies.latest_slot(rhythm(frequency), now, _zone())
    planned = Issue.objects.filter(frequency=frequency, state=IssueState.PLANNED)
    with transaction.atomic():
        # Locked before anything is concluded from them: another worker may begin them at this moment.
        due = list(planned.due(now).select_for_update(no_key=True).order_by("-slot_on"))
        if not due:
            return None
        if due[0].slot_on < latest.on:
            _make(frequency, latest)
        turn = planned.filter(Q(send_at__lte=now) | Q(slot_on=latest.on))
        issue, *missed = turn.select_for_update(no_key=True).order_by("-slot_on")
        _merge(missed, into=issue)
        if issue.send_at > now:
            return None  # a clerk has moved it, and what was missed goes out with it
        _begin(issue, now)
    return issue


def _merge(missed: Sequence[Issue], *, into: Issue) -> None:
    """Their introductions move on; where an organization has written two, the earlier one stands first."""
    for earlier in missed:
        for introduction in earlier.introductions.all():
            later = into.introductions.filter(organization=introduction.organization_id).first()
            if later:
                later.text = f"{introduction.text}\n\n{later.text}"
                later.text_en = "\n\n".join(filter(None, [introduction.text_en, later.text_en]))
                later.save(update_fields=["text", "text_en"])
            else:
                Introduction.objects.filter(pk=introduction.pk).update(issue=into)
        record("issue.merged", earlier, by=SYSTEM, into=str(into.pk))
        earlier.delete()


def _begin(issue: Issue, now: datetime) -> None:
    """Fix what it tells, write a copy for each reader, and have them sent."""
    issue.after, issue.up_to = issue_contents.begins_after(issue, now), novelties.last()
    issue.upcoming_until = issue_policies.looks_until(issue.frequency, now, _zone())
    issue.state, issue.started_at, issue.updated_at = IssueState.SENDING, now, now
    issue.save()
    _supersede(issue, now)
    with connection.cursor() as cursor:
        cursor.execute(COPIES, {"now": now, "issue": issue.pk, "frequency": issue.frequency})
        copies = cursor.rowcount
    record("issue.started", issue, by=SYSTEM, recipients=copies)
    sending.defer(issue.pk)


def _supersede(issue: Issue, now: datetime) -> None:
    """What still waits of an earlier issue is told by this one's copy: nobody gets two in a row."""
    earlier = Issue.objects.filter(frequency=issue.frequency, state=IssueState.SENDING).exclude(pk=issue.pk)
    waiting = Copy.objects.filter(issue__in=earlier, state=CopyState.QUEUED)
    waiting.update(state=CopyState.OBSOLETE, settled_at=now)
    # Held up or resting there is nothing left to wait for, so that it can be finished.
    earlier.update(paused_at=None, rests_until=None)


def _zone() -> tzinfo:
    return timezone.get_default_timezone()
