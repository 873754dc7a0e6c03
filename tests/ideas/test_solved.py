"""Four weeks after an idea is done its author is asked, once, whether it is solved; nobody else answers."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone, translation

from core import tokens
from core.actors import GUEST, SYSTEM, person
from core.audit.models import AuditEntry
from core.changes.models import Change
from core.errors import Forbidden
from core.mail.models import OutgoingMail
from core.notifications import choices, notifying
from core.notifications.models import Notification
from ideas import errors
from ideas.models import Idea, IdeaStatus, IdeaToken, Solved, SolvedQuestion
from ideas.services import answers, privacy, solved
from tests.factories.ideas import AuthorFactory, IdeaFactory, SolvedQuestionFactory
from tests.ideas.conftest import letter, links_in, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
DONE_AT = datetime.fromisoformat("2026-06-01T12:00:00+02:00")
FOUR_WEEKS = timedelta(weeks=4)


def done(*, at=DONE_AT, **fields):
    with time_machine.travel(at, tick=False):
        idea = IdeaFactory(**fields)
        answers.change_status(idea.pk, IdeaStatus.DONE, by=SYSTEM, answer="Steht.")
    OutgoingMail.objects.all().delete()
    Notification.objects.all().delete()
    return Idea.objects.get(pk=idea.pk)


def ask(*, after=FOUR_WEEKS):
    with time_machine.travel(DONE_AT + after, tick=False):
        return solved.ask_due(now=timezone.now())


def asked():
    return set(SolvedQuestion.objects.values_list("idea", flat=True))


def step(idea, to, **said):
    with time_machine.travel(DONE_AT + timedelta(weeks=1), tick=False):
        answers.change_status(idea.pk, to, by=SYSTEM, **said)
    OutgoingMail.objects.all().delete()


def test_a_guest_is_asked_by_mail_once_and_not_before_four_weeks():
    idea = done()
    assert [ask(after=FOUR_WEEKS - timedelta(seconds=1)), ask(), ask(), ask(after=2 * FOUR_WEEKS)] == [0, 1, 0, 0]
    question = SolvedQuestion.objects.get()
    assert [(mail.letter, mail.ids) for mail in OutgoingMail.objects.all()] == [
        ("idea_solved", {"question_id": str(question.pk)})
    ]
    with translation.override("de"):
        mail = letter("idea_solved", question_id=question.pk)
    assert (mail.to, mail.subject) == (idea.email, f"Ist es gelöst? {idea.title}")
    assert len(links_in(words_of(mail))) == 1


def test_an_author_with_an_account_is_asked_as_they_chose():
    author = AuthorFactory()
    choices.choose(author, {"solved_questions": "app"}, by=person(author))
    idea, other = done(author=author, email=""), done(by_person=True)
    assert ask() == 2
    rows = Notification.objects.values_list("person", "channel")
    assert set(rows) == {(author.pk, "app"), (other.author.pk, "app"), (other.author.pk, "mail")}
    question = SolvedQuestion.objects.get(idea=other)
    assert letter("idea_solved", question_id=question.pk, person_id=author.pk) is None
    assert letter("idea_solved", question_id=question.pk, person_id=other.author.pk).to == other.author.email
    told = notifying.in_words(Notification.objects.filter(person=author))
    assert [notice.item_id for notice in told.values()] == [idea.pk]


def test_who_is_not_asked():
    reopened, again, interim = done(), done(), done()
    done(email="")
    done(follow=False)
    done(at=DONE_AT - timedelta(weeks=30))
    hidden = done()
    Idea.objects.filter(pk=hidden.pk).update(visibility="hidden", moderation_note="Name")
    step(reopened, IdeaStatus.IN_PROGRESS)
    step(again, IdeaStatus.IN_PROGRESS)
    step(again, IdeaStatus.DONE)
    step(interim, IdeaStatus.DONE, answer="Und gestrichen.")
    assert (ask(), asked()) == (1, {interim.pk})
    assert (ask(after=timedelta(weeks=5)), asked()) == (1, {interim.pk, again.pk})


def test_the_last_answer_counts_and_is_shown_at_night():
    idea = done(by_person=True)
    ask()
    author = person(idea.author)
    solved.answer(idea.pk, Solved.YES, by=author)
    solved.answer(idea.pk, Solved.NO, by=author)
    solved.answer(idea.pk, Solved.NO, by=author)
    assert Idea.objects.get().solved == ""
    assert [solved.show_answers(), solved.show_answers()] == [1, 0]
    assert Idea.objects.get().solved == "no"
    told = AuditEntry.objects.filter(act="idea.solved_said").values_list("actor_id", "details")
    assert list(told) == [(author.person_id, {}), (author.person_id, {})]


def test_answers_appear_in_an_order_that_tells_nothing():
    """Beside each other at the click, they would join an anonymous idea to a signed one of the same person."""
    author = AuthorFactory()
    ideas = [done(author=author, email="") for _ in range(5)]
    ask()
    for idea in sorted(ideas, key=lambda one: one.pk, reverse=True):
        solved.answer(idea.pk, Solved.YES, by=person(author))
    connection.check_constraints()  # as a commit: the change log gives out positions
    last = Change.objects.latest("position").position
    solved.show_answers()
    connection.check_constraints()
    shown = Change.objects.filter(position__gt=last).order_by("position").values_list("object_id", flat=True)
    assert list(shown) == sorted(idea.pk for idea in ideas)


def test_taken_up_again_the_question_and_its_answer_are_void_and_asked_anew():
    idea = done()
    ask()
    question = SolvedQuestion.objects.get()
    token = tokens.mint(IdeaToken, purpose=IdeaToken.SOLVED, expires_at=None, idea=idea)
    solved.answer_by_link(token, Solved.NO)
    solved.show_answers()
    with time_machine.travel(DONE_AT + 2 * FOUR_WEEKS, tick=False):
        answers.change_status(idea.pk, IdeaStatus.IN_PROGRESS, by=SYSTEM)
        assert Idea.objects.get().solved == ""
        assert (letter("idea_solved", question_id=question.pk), solved.show_answers()) == (None, 0)
        with pytest.raises(errors.NotAsked):
            solved.answer_by_link(token, Solved.YES)
        answers.change_status(idea.pk, IdeaStatus.DONE, by=SYSTEM)
    assert (solved.show_answers(), ask(after=3 * FOUR_WEEKS), SolvedQuestion.objects.count()) == (0, 1, 2)
    solved.answer_by_link(token, Solved.YES)
    assert (solved.show_answers(), Idea.objects.get().solved) == (1, "yes")


@pytest.mark.parametrize("by", [GUEST, SYSTEM, person(AuthorFactory.build())])
def test_only_its_author_answers(by):
    idea = SolvedQuestionFactory().idea
    with pytest.raises(Forbidden):
        solved.answer(idea.pk, Solved.YES, by=by)
    assert SolvedQuestion.objects.get().answer == ""


def test_it_is_exported_and_goes_with_the_idea():
    question = SolvedQuestionFactory(idea__by_person=True, answer="no")
    author = question.idea.author
    SolvedQuestionFactory(idea__by_person=True, answer="yes")
    assert privacy.export(author)["asked_whether_solved"] == [
        {"idea_id": question.idea.pk, "asked_on": question.asked_on, "answer": "no"}
    ]
    notifying.tell("solved_questions", question.pk, people=[author])
    privacy.erase(author, keep_contributions=False, by=SYSTEM)
    assert (SolvedQuestion.objects.count(), Notification.objects.count(), OutgoingMail.objects.count()) == (1, 0, 0)
