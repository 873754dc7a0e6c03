"""Answers for a later moment: prepared, changed, taken back, and published (docs/adr/0029-prepared-answers.md)."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from core.accounts import roles
from core.accounts.services import memberships
from core.actors import SYSTEM, Actor
from core.audit.record import record
from core.errors import Forbidden, Missing, Refusal
from core.mail import outbox
from ideas import answer_policies, errors
from ideas.models import IdeaStatus, PreparedAnswer
from ideas.services import answers
from ideas.services.locking import locked_idea


def prepare(
    idea_id: uuid.UUID, to: IdeaStatus, *, publish_at: datetime, answer: str, reason: str = "", by: Actor
) -> PreparedAnswer:
    """Have an answer published at a moment; what would be refused now is refused now already.

    Raises Missing, NotEntrusted, AnswerPrepared (one waits already), Conflict (the status cannot follow), Invalid.
    """
    with locked_idea(idea_id) as (idea, now):
        roles.require_ideas_of(by, idea.municipality_id)
        refusal = answer_policies.why_not_prepare(
            idea, to, answer=answer, reason=reason, publish_at=publish_at, now=now,
            is_prepared=idea.prepared_answers.waiting().exists(),
        )  # fmt: skip
        if refusal is not None:
            raise refusal
        prepared = PreparedAnswer.objects.create(
            idea=idea, status=to, answer=answer, reason=reason, publish_at=publish_at, prepared_by_id=by.person_id
        )
        _record("prepared", prepared, by=by)
    return prepared


def change(
    prepared_id: uuid.UUID, to: IdeaStatus, *, publish_at: datetime, answer: str, reason: str = "", by: Actor
) -> PreparedAnswer:
    """Say it differently, or at another moment; it is then the answer of who changed it.

    Raises Missing, NotEntrusted, AnswerSettled (it was published or refused meanwhile), Conflict, Invalid.
    """
    with _waiting(prepared_id, by=by) as (prepared, now):
        refusal = answer_policies.why_not_prepare(
            prepared.idea, to, answer=answer, reason=reason, publish_at=publish_at, is_prepared=False, now=now
        )
        if refusal is not None:
            raise refusal
        prepared.status, prepared.answer, prepared.reason, prepared.publish_at = to, answer, reason, publish_at
        prepared.prepared_by_id = by.person_id
        prepared.save()
        _record("changed", prepared, by=by)
    return prepared


def take_back(prepared_id: uuid.UUID, *, by: Actor) -> None:
    """Let it not be published. Raises Missing, NotEntrusted, AnswerSettled."""
    with _waiting(prepared_id, by=by) as (prepared, _now):
        _record("taken_back", prepared, by=by)
        prepared.delete()


def publish_due(*, now: datetime) -> int:
    """Publish, or refuse, those whose moment has come, each in a transaction of its own; returns how many."""
    due = list(PreparedAnswer.objects.due(now).order_by("publish_at", "pk").values_list("pk", flat=True))
    return sum(_settle(prepared_id) for prepared_id in due)


def _settle(prepared_id: uuid.UUID) -> bool:
    """The step and that it is settled are written together or not at all: a crash loses none and doubles none.

    Judged is what holds now, the roles of who prepared it included. Who is refused is told: an author waits.
    """
    try:
        with _waiting(prepared_id, by=SYSTEM) as (prepared, now):
            if prepared.publish_at > now:
                return False  # moved to a later moment, a moment ago
            try:
                with transaction.atomic():
                    prepared.step = answers.change_status(
                        prepared.idea_id, IdeaStatus(prepared.status), by=_who(prepared), answer=prepared.answer,
                        reason=prepared.reason,
                    )  # fmt: skip
            except Refusal as refusal:
                prepared.refusal = refusal.code
                language = prepared.prepared_by.language if prepared.prepared_by else "de"
                outbox.queue("prepared_answer_refused", language=language, prepared_id=prepared.pk)
                _record("refused", prepared, by=SYSTEM)
            prepared.settled_at = now
            prepared.save()
    except (Missing, errors.AnswerSettled):
        return False
    return True


def _who(prepared: PreparedAnswer) -> Actor:
    """Who prepared it, with the roles of this moment. Raises Forbidden where that is nobody any more."""
    person = prepared.prepared_by
    if person is None or not person.is_active:
        raise Forbidden
    return memberships.actor_of(person)


@contextmanager
def _waiting(prepared_id: uuid.UUID, *, by: Actor) -> Iterator[tuple[PreparedAnswer, datetime]]:
    """The prepared answer under the lock of its idea, which everything about the idea takes first."""
    idea_id = PreparedAnswer.objects.filter(pk=prepared_id).values_list("idea_id", flat=True).first()
    if idea_id is None:
        raise Missing
    with locked_idea(idea_id) as (idea, now):
        prepared = PreparedAnswer.objects.select_related("prepared_by").filter(pk=prepared_id).first()
        if prepared is None:
            raise Missing
        roles.require_ideas_of(by, idea.municipality_id)
        if prepared.settled_at is not None:
            raise errors.AnswerSettled
        prepared.idea = idea
        yield prepared, now


def _record(verb: str, prepared: PreparedAnswer, *, by: Actor) -> None:
    record(
        f"idea.answer_{verb}", prepared.idea, by=by,
        organization_id=roles.on_behalf_of(by, prepared.idea.municipality_id), status=prepared.status,
    )  # fmt: skip
