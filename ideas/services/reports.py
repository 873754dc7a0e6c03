"""Reporting an idea or a comment: anybody may, once; many reports hide it until somebody has looked."""

import uuid
from contextlib import nullcontext
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from core import sealing
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from core.accounts.services import accounts
from core.actors import SYSTEM, Actor
from core.audit.record import record
from core.errors import FieldError, Invalid, Missing
from core.mail import outbox
from ideas import errors, policies
from ideas.models import Comment, CommentVisibility, Decision, Ground, Idea, Outcome, Report, Signal, Visibility
from ideas.services import queue, recording
from ideas.services.locking import locked_idea, part_of


def submit(
    idea_id: uuid.UUID,
    *,
    comment_id: uuid.UUID | None = None,
    reason: Ground,
    text: str,
    network: str,
    person: Person | None = None,
    email: str = "",
    language: str,
    by: Actor,
) -> Report:
    """Say that something public should not be; the same again is the same report.

    Without an account a report counts for its `network`. Raises Missing, AlreadyReported, Invalid,
    Unauthenticated.
    """
    if reason == Ground.OTHER and not text.strip():
        raise Invalid([FieldError("/text", "required", _("Please say what is wrong with it."))])
    email = normalize_email(email) if email else ""
    with accounts.held(person) if person else nullcontext(), locked_idea(idea_id) as (idea, now):
        item = part_of(idea, comment_id)
        if not _is_public(item, idea):
            raise Missing
        who = ("account", str(person.pk)) if person else ("network", network)
        key = sealing.digest("report", *who, str(item.pk))
        known = Report.objects.of(item).filter(reporter=key).first()
        if known is not None:
            # With another address it is somebody else in the same network, who would wait for a decision in vain.
            if (known.reason, known.text, known.email) == (reason, text, email):
                return known
            raise errors.AlreadyReported
        report = Report.objects.create(
            idea=idea, comment_id=comment_id, reporter=key, person=person, reason=reason, text=text, language=language,
            email=email, created_at=now,
        )  # fmt: skip
        queue.enter(item, Signal.REPORTED, now=now)
        record("report.received", report, by=by)
        if report.email or person:
            outbox.queue("report_received", language=language, report_id=report.pk)
        _hide_if_many(item, now=now)
    return report


def settle(item: Idea | Comment, *, decision: Decision | None, now: datetime) -> None:
    """Tell who has reported it what was decided; without a decision its author has taken it away."""
    for report in Report.objects.of(item).undecided():
        report.decision, report.decided_at = decision, now
        report.save(update_fields=["decision", "decided_at"])
        if report.email or report.person_id:
            outbox.queue("report_decided", language=report.language, report_id=report.pk)


def reportable_idea(idea_id: uuid.UUID) -> Idea:
    """What anybody may report. Raises Missing."""
    idea = Idea.objects.public().select_related("municipality").filter(pk=idea_id).first()
    if idea is None:
        raise Missing
    return idea


def reportable_comment(comment_id: uuid.UUID) -> Comment:
    """The same of a comment. Raises Missing."""
    comment = Comment.objects.public().select_related("idea__municipality").filter(pk=comment_id).first()
    if comment is None:
        raise Missing
    return comment


def _is_public(item: Idea | Comment, idea: Idea) -> bool:
    is_public = idea.visibility == Visibility.PUBLIC
    return is_public and (not isinstance(item, Comment) or item.visibility == CommentVisibility.PUBLIC)


def _hide_if_many(item: Idea | Comment, *, now: datetime) -> None:
    rows = Report.objects.of(item)
    if not policies.is_suspended_by(
        rows.undecided().count(),
        limit=settings.REPORTS_TO_HIDE,
        is_official=isinstance(item, Comment) and item.organization_id is not None,
        was_approved=rows.filter(decision__outcome=Outcome.APPROVED).exists(),
    ):
        return
    item.visibility, item.updated_at = Visibility.IN_MODERATION, now
    item.save(update_fields=["visibility", "updated_at"])
    decision = recording.write(item, Outcome.SUSPENDED, by=SYSTEM, now=now)
    record("comment.suspended" if isinstance(item, Comment) else "idea.suspended", item, by=SYSTEM)
    outbox.queue("contribution_suspended", language=item.language, decision_id=decision.pk)
