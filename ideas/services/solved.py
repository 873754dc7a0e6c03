"""“Has it been solved?”: asked four weeks after an idea is done, answered with one click, shown from the next night."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from core import tokens
from core.actors import GUEST, Actor
from core.audit.record import record
from core.mail import outbox
from core.notifications import notifying
from ideas import errors, notices, policies
from ideas.models import Idea, IdeaStatus, IdeaStatusChange, IdeaToken, Solved, SolvedQuestion, Visibility
from ideas.services.locking import locked_idea


def ask_due(*, now: datetime) -> int:
    """Ask the authors of ideas that were done four weeks ago; returns how many. Repeating it does no harm."""
    left = IdeaStatusChange.objects.leaving_done(idea=OuterRef("idea"), after=OuterRef("position"))
    due = IdeaStatusChange.objects.making_done().filter(
        ~Exists(left),
        ~Exists(SolvedQuestion.objects.filter(step=OuterRef("pk"))),
        Q(idea__author__isnull=False) | Q(idea__follow=True) & ~Q(idea__email=""),
        idea__visibility=Visibility.PUBLIC, idea__status=IdeaStatus.DONE,
        created_at__lte=now - policies.ASK_AFTER, created_at__gt=now - policies.ASK_BEFORE,
    )  # fmt: skip
    return sum(_ask(step) for step in due.order_by("created_at", "id"))


def answer(idea_id: uuid.UUID, solved: Solved, *, by: Actor) -> Idea:
    """The author says whether it is solved; the last answer counts. Raises Missing, Forbidden, NotAsked."""
    with locked_idea(idea_id) as (idea, _now):
        refusal = policies.why_not_say_solved(idea, by=by)
        if refusal is not None:
            raise refusal
        _take_down(idea, solved, by=by)
    return idea


def answer_by_link(token: str, solved: Solved, *, by: Actor = GUEST) -> Idea:
    """The same by the link of the mail. Raises LinkExpired, NotAsked."""
    row = tokens.find(IdeaToken, token, purpose=IdeaToken.SOLVED)
    with locked_idea(row.idea_id) as (idea, _now):
        _take_down(idea, solved, by=by)
    return idea


def show_answers() -> int:
    """Show with the ideas what their authors have said since the last night; returns how many.

    All at once and in an order of chance: shown at the moment of the click, two ideas of one person, of which one is
    anonymous, would stand beside each other in the change log.
    """
    said = SolvedQuestion.objects.open().exclude(answer="").exclude(answer=F("idea__solved"))
    with transaction.atomic():
        new = dict(said.values_list("idea", "answer"))
        ideas = Idea.objects.filter(pk__in=new, status=IdeaStatus.DONE).select_for_update(no_key=True).order_by("id")
        for idea in ideas:
            idea.solved = new[idea.pk]
            idea.save(update_fields=["solved"])
    return len(new)


def _ask(step: IdeaStatusChange) -> bool:
    """Write the question and its mail, together or not at all; False where it was asked or has become void."""
    with locked_idea(step.idea_id) as (idea, now):
        asked = SolvedQuestion.objects.filter(step=step)
        question = SolvedQuestion(idea=idea, step=step, asked_on=timezone.localdate(now))
        if asked.exists() or idea.status != IdeaStatus.DONE or idea.visibility != Visibility.PUBLIC:
            return False
        question.save()
        if idea.author is not None:
            notifying.tell(notices.SOLVED, question.pk, people=[idea.author])
        else:
            outbox.queue("idea_solved", language=idea.language, question_id=question.pk)
    return True


def _take_down(idea: Idea, solved: Solved, *, by: Actor) -> None:
    question = SolvedQuestion.objects.open().filter(idea=idea).first()
    if question is None:
        raise errors.NotAsked
    if question.answer != solved:
        question.answer = solved
        question.save(update_fields=["answer"])
        record("idea.solved_said", idea, by=by)
