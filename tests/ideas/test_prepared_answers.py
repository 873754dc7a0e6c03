"""Answers for a later moment: published exactly once, re-judged at that moment, and who is refused is told."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from core.accounts.models import Membership, Role
from core.accounts.services import memberships
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.mail.models import OutgoingMail
from core.municipalities.models import Municipality, Organization
from ideas import errors, tasks
from ideas.models import IdeaStatus, PreparedAnswer
from ideas.services import answers, bulk_answers, moderation, prepared
from tests.factories.ideas import IdeaFactory
from tests.factories.roles import actor_of, clerk_of
from tests.ideas.conftest import letter, letters_about, steps_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
TOMORROW = timedelta(days=1)


@pytest.fixture
def idea():
    return IdeaFactory(municipality=Municipality.objects.get(slug="naunhof"))


@pytest.fixture
def clerk():
    return clerk_of("stadt-naunhof", Role.MODERATOR, email="klara@naunhof.example", display_name="Klara")


def prepare(idea, by, to=IdeaStatus.ACCEPTED, **words):
    told = {"answer": "Wir bauen sie.", "publish_at": timezone.now() + TOMORROW} | words
    return prepared.prepare(idea.pk, to, by=by, **told)


def let_its_time_come():
    with time_machine.travel(timezone.now() + TOMORROW):
        for _again in range(2):
            tasks.publish_answers()


def test_it_is_published_at_its_time_and_once(idea, clerk):
    waiting = prepare(idea, memberships.actor_of(clerk))
    tasks.publish_answers()
    assert (steps_of(idea)[-1], letters_about(idea)) == (("", "received"), [])
    let_its_time_come()
    waiting.refresh_from_db()
    assert (steps_of(idea)[1:], letters_about(idea)) == ([("received", "accepted")], ["idea_status"])
    assert (waiting.step.answer, waiting.step.actor, waiting.refusal) == ("Wir bauen sie.", clerk, "")
    acts = AuditEntry.objects.filter(subject_id=idea.pk).order_by("at", "pk")
    assert list(acts.values_list("act", "actor", "organization__slug")) == [
        ("idea.answer_prepared", clerk.pk, "stadt-naunhof"), ("idea.status_changed", clerk.pk, "stadt-naunhof"),
    ]  # fmt: skip


def test_what_is_refused_now_is_not_prepared(idea, clerk):
    by = memberships.actor_of(clerk)
    for wrong in ({"publish_at": timezone.now()}, {"publish_at": timezone.now() + timedelta(days=367)},
                  {"answer": " "}, {"to": IdeaStatus.REJECTED},
                  {"to": IdeaStatus.WITHDRAWN}, {"to": IdeaStatus.DUPLICATE}):  # fmt: skip
        with pytest.raises(Invalid):
            prepare(idea, by, **wrong)
    with pytest.raises(errors.IdeaNotPublic):
        prepare(IdeaFactory(waiting=True, municipality=idea.municipality), by)
    with pytest.raises(memberships.roles.NotEntrusted):
        prepare(idea, actor_of("gemeinde-borsdorf", Role.MODERATOR))
    prepare(idea, by)
    with pytest.raises(errors.AnswerPrepared):
        prepare(idea, by)
    assert PreparedAnswer.objects.count() == 1


def hide(idea, clerk):
    moderation.hide(idea.pk, reason="Ein Name", by=memberships.actor_of(clerk))


def close(idea, clerk):
    answers.change_status(idea.pk, IdeaStatus.NOT_RESPONSIBLE, by=memberships.actor_of(clerk))


def lose_the_role(_idea, clerk):
    Membership.objects.filter(person=clerk).delete()


@pytest.mark.parametrize(
    ("meanwhile", "to", "code"),
    [
        (hide, IdeaStatus.ACCEPTED, "idea_not_public"),
        (close, IdeaStatus.DONE, "status_not_possible"),
        (lose_the_role, IdeaStatus.ACCEPTED, "not_entrusted"),
    ],
)
def test_it_is_judged_anew_and_the_clerk_is_told(idea, clerk, meanwhile, to, code):
    waiting = prepare(idea, memberships.actor_of(clerk), to=to)
    meanwhile(idea, clerk)
    before = (steps_of(idea), letters_about(idea))
    let_its_time_come()
    waiting.refresh_from_db()
    assert (waiting.refusal, waiting.step, (steps_of(idea), letters_about(idea))) == (code, None, before)
    told = OutgoingMail.objects.get(letter="prepared_answer_refused")
    with translation.override("en"):
        one = letter(told.letter, prepared_id=waiting.pk)
    assert one.to == "klara@naunhof.example"
    assert [part in words_of(one) for part in (idea.title, idea.reference, idea.email)] == [True, True, False]
    assert AuditEntry.objects.filter(act="idea.answer_refused", subject_id=idea.pk).count() == 1


@pytest.mark.parametrize(
    ("office", "to"), [("rathaus@naunhof.example", "rathaus@naunhof.example"), ("", "info@partheland.de")]
)
def test_where_the_clerk_has_left_the_office_is_told(idea, clerk, office, to):
    Organization.objects.filter(slug="stadt-naunhof").update(email=office)
    waiting = prepare(idea, memberships.actor_of(clerk))
    clerk.is_active = False
    clerk.save()
    let_its_time_come()
    one = letter("prepared_answer_refused", prepared_id=waiting.pk)
    assert (one.to, "Klara" in words_of(one)) == (to, False)


def test_to_a_withdrawn_idea_no_answer_is_asked_for(idea, clerk):
    waiting = prepare(idea, memberships.actor_of(clerk))
    answers.change_status(idea.pk, IdeaStatus.WITHDRAWN, by=memberships.actor_of(clerk))
    let_its_time_come()
    told = words_of(letter("prepared_answer_refused", prepared_id=waiting.pk))
    assert ("Zu beantworten ist nichts mehr" in told, "beantworten Sie sie neu" in told) == (True, False)


def test_it_can_be_changed_moved_and_taken_back(idea, clerk):
    other = clerk_of("stadt-naunhof", Role.MODERATOR)
    waiting = prepare(idea, memberships.actor_of(clerk))
    later = waiting.publish_at + TOMORROW
    changed = prepared.change(
        waiting.pk, IdeaStatus.REJECTED, answer="Leider nein.", reason="Kein Platz.", publish_at=later,
        by=memberships.actor_of(other),
    )  # fmt: skip
    assert (changed.prepared_by_id, changed.status) == (other.pk, "rejected")
    let_its_time_come()  # the first one
    assert PreparedAnswer.objects.waiting().count() == 1
    with pytest.raises(memberships.roles.NotEntrusted):
        prepared.take_back(waiting.pk, by=actor_of("gemeinde-borsdorf", Role.MODERATOR))
    prepared.take_back(waiting.pk, by=memberships.actor_of(clerk))
    with time_machine.travel(later):
        tasks.publish_answers()
    assert (steps_of(idea), PreparedAnswer.objects.count()) == ([("", "received")], 0)


def test_what_is_settled_stays(idea, clerk):
    waiting = prepare(idea, memberships.actor_of(clerk))
    let_its_time_come()
    by = memberships.actor_of(clerk)
    with pytest.raises(errors.AnswerSettled):
        prepared.take_back(waiting.pk, by=by)
    with pytest.raises(errors.AnswerSettled):
        prepared.change(waiting.pk, IdeaStatus.DONE, answer="Doch.", publish_at=timezone.now() + TOMORROW, by=by)


def test_many_ideas_get_an_answer_of_their_own(clerk, idea):
    by = memberships.actor_of(clerk)
    second = IdeaFactory(municipality=idea.municipality, title="Brunnen")
    foreign = IdeaFactory(municipality=Municipality.objects.get(slug="borsdorf"), title="Anderswo")
    gone = IdeaFactory(municipality=idea.municipality, title="Weg", hidden=True)
    every = [one.pk for one in (idea, second, foreign, gone)]
    outcome = bulk_answers.give(every, IdeaStatus.UNDER_REVIEW, answer="Zu „{Titel}“ ({Nummer}): {bald}.", by=by)
    assert outcome.answered == 2
    assert {one.title: refusal.code for one, refusal in outcome.refused} == {
        "Anderswo": "not_entrusted", "Weg": "idea_not_public",
    }  # fmt: skip
    assert second.history.latest("position").answer == f"Zu „Brunnen“ ({second.reference}): {{bald}}."
    assert [len(letters_about(one)) for one in (idea, second, foreign, gone)] == [1, 1, 0, 0]
    later = {"answer": "Fertig.", "publish_at": timezone.now() + TOMORROW}
    assert bulk_answers.give(every, IdeaStatus.DONE, by=by, **later).answered == 2
    assert PreparedAnswer.objects.waiting().count() == 2
    let_its_time_come()
    assert [steps_of(one)[-1] for one in (idea, second)] == [("under_review", "done")] * 2


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"settled_at": timezone.now()}, "settled_once"),
        ({"refusal": "invalid"}, "settled_once"),
        ({"status": "rejected"}, "rejection_has_reason"),
        ({"answer": ""}, "says_something"),
    ],
)
def test_what_no_prepared_answer_may_be(idea, clerk, fields, constraint):
    prepare(idea, memberships.actor_of(clerk))
    with pytest.raises(IntegrityError, match=f"ideas_preparedanswer_{constraint}"), transaction.atomic():
        PreparedAnswer.objects.update(**fields)
