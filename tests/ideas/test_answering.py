"""Clerks check and answer ideas; the author always hears of it, and the history only grows."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from core.audit.models import AuditEntry
from core.errors import Invalid
from ideas import errors
from ideas.models import Idea, IdeaStatus, IdeaStatusChange
from ideas.services import answers, ideas, moderation
from tests.factories.ideas import AuthorFactory, IdeaFactory
from tests.ideas.conftest import letter, letters_about, steps_of, token_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_approving_makes_an_idea_public_once(moderator):
    idea = IdeaFactory(waiting=True)
    first = moderation.approve(idea.pk, by=moderator)
    assert (first.visibility, moderation.approve(idea.pk, by=moderator).published_at) == ("public", first.published_at)
    assert letters_about(idea) == ["idea_published"]
    entry = AuditEntry.objects.get(subject_id=idea.pk, act="idea.approved")
    assert (entry.actor_kind, entry.actor_id, entry.details) == ("clerk", moderator.person_id, {})


@pytest.mark.parametrize(
    ("fields", "error"),
    [({"pending": True}, errors.IdeaNotConfirmed), ({"waiting": True, "status": "withdrawn"}, errors.IdeaWithdrawn)],
)
def test_what_cannot_be_approved(moderator, fields, error):
    idea = IdeaFactory(**fields)
    Idea.objects.filter(pk=idea.pk).update(status=fields.get("status", "received"))
    with pytest.raises(error):
        moderation.approve(idea.pk, by=moderator)


@pytest.mark.parametrize(
    ("act", "visibility", "letter_name"),
    [
        (moderation.hide, "hidden", "idea_hidden"),
        (moderation.request_changes, "changes_requested", "idea_changes_requested"),
    ],
)
def test_the_author_is_told_why_an_idea_is_not_public(moderator, act, visibility, letter_name):
    idea = IdeaFactory(waiting=True)
    for _again in range(2):
        assert act(idea.pk, reason="Enthält eine Telefonnummer.", by=moderator).visibility == visibility
    assert letters_about(idea) == [letter_name]
    assert "Enthält eine Telefonnummer." in words_of(letter(letter_name, idea_id=idea.pk))
    assert list(Idea.objects.public()) == []


@pytest.mark.parametrize("act", [moderation.hide, moderation.request_changes])
def test_nothing_is_refused_without_a_reason(moderator, act):
    with pytest.raises(Invalid):
        act(IdeaFactory().pk, reason="  ", by=moderator)


def test_a_hidden_idea_can_be_shown_again(moderator):
    idea = IdeaFactory()
    moderation.hide(idea.pk, reason="Irrtum", by=moderator)
    shown = moderation.approve(idea.pk, by=moderator)
    assert (shown.visibility, shown.moderation_note, shown.published_at) == ("public", "", idea.published_at)


def test_each_status_is_one_step_with_one_letter(moderator):
    idea = IdeaFactory()
    answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=moderator)
    answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=moderator, answer="Der Bauhof prüft den Ort.")
    answers.change_status(idea.pk, IdeaStatus.DONE, by=moderator, answer="Die Bank steht.")
    assert steps_of(idea) == [
        ("", "received"), ("received", "under_review"), ("under_review", "under_review"), ("under_review", "done"),
    ]  # fmt: skip
    assert letters_about(idea) == ["idea_status"] * 3
    idea.refresh_from_db()
    assert idea.status == "done"


@pytest.mark.parametrize("status", [status for status in IdeaStatus if status != IdeaStatus.RECEIVED])
def test_the_letter_tells_the_step_with_reason_and_answer(moderator, status):
    idea, target = IdeaFactory(), IdeaFactory(title="Bänke überall")
    step = answers.change_status(
        idea.pk, status, by=moderator, reason="Grund R", answer="Antwort A",
        duplicate_of=target if status == IdeaStatus.DUPLICATE else None,
    )  # fmt: skip
    with translation.override("en"):
        one = letter("idea_status", change_id=step.pk)
    assert (one.to, one.subject) == (idea.email, f"News about your idea: {idea.title}")
    assert [part in words_of(one) for part in ("Grund R", "Antwort A")] == [True, True]
    assert ("Bänke überall" in words_of(one)) == (status == IdeaStatus.DUPLICATE)


def test_an_earlier_step_is_told_as_it_was(moderator):
    idea = IdeaFactory()
    first = answers.change_status(idea.pk, IdeaStatus.ACCEPTED, by=moderator, answer="Gute Idee.")
    answers.change_status(idea.pk, IdeaStatus.DONE, by=moderator, answer="Fertig.")
    words = words_of(letter("idea_status", change_id=first.pk))
    assert ("Gute Idee." in words, "Fertig." in words) == (True, False)


def test_letters_go_to_the_account_or_else_to_the_guest(submit):
    anna = AuthorFactory(email="anna@example.org", display_name="Anna")
    assert letter("idea_published", idea_id=IdeaFactory(author=anna, email="").pk).to == "anna@example.org"
    assert letter("idea_confirm", idea_id=submit().pk).to == "gisela@example.org"
    assert letter("idea_published", idea_id=IdeaFactory(email="").pk) is None


def test_a_letter_that_is_no_longer_true_is_not_written(submit):
    idea = submit()
    ideas.confirm(token_of(idea))
    assert letter("idea_confirm", idea_id=idea.pk) is None
    assert letter("idea_published", idea_id=idea.pk) is None


def test_a_closed_idea_can_be_taken_up_again(moderator):
    idea, target = IdeaFactory(), IdeaFactory()
    answers.change_status(idea.pk, IdeaStatus.DUPLICATE, by=moderator, duplicate_of=target)
    answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=moderator)
    idea.refresh_from_db()
    assert (idea.status, idea.duplicate_of) == ("under_review", None)


def test_no_duplicate_leads_to_a_duplicate(moderator):
    first, second, third = IdeaFactory(), IdeaFactory(), IdeaFactory()
    answers.change_status(first.pk, IdeaStatus.DUPLICATE, by=moderator, duplicate_of=second)
    with pytest.raises(errors.OthersContinueHere):
        answers.change_status(second.pk, IdeaStatus.DUPLICATE, by=moderator, duplicate_of=third)
    with pytest.raises(Invalid):
        answers.change_status(third.pk, IdeaStatus.DUPLICATE, by=moderator, duplicate_of=first)
    with pytest.raises(Invalid):  # neither by the way of an interim answer
        answers.change_status(first.pk, IdeaStatus.DUPLICATE, by=moderator, answer="Dort.", duplicate_of=first)
    answers.change_status(first.pk, IdeaStatus.DUPLICATE, by=moderator, answer="Nun dort.", duplicate_of=third)
    answers.change_status(second.pk, IdeaStatus.DUPLICATE, by=moderator, duplicate_of=third)
    assert set(Idea.objects.exclude(pk=third.pk).values_list("status", "duplicate_of")) == {("duplicate", third.pk)}


def test_a_refused_status_leaves_no_trace(moderator):
    idea = IdeaFactory()
    with pytest.raises(Invalid):
        answers.change_status(idea.pk, IdeaStatus.REJECTED, by=moderator)
    assert (steps_of(idea), letters_about(idea)) == ([("", "received")], [])


@pytest.mark.parametrize(
    ("column", "value"),
    [("answer", "anders"), ("status_to", "done"), ("happened_on", None), ("is_public", False), ("position", 7)],
)
def test_the_database_refuses_to_rewrite_a_step(moderator, column, value):
    step = answers.change_status(IdeaFactory().pk, IdeaStatus.ACCEPTED, by=moderator, answer="Gute Idee.")
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        IdeaStatusChange.objects.filter(pk=step.pk).update(**{column: value})


def test_the_database_refuses_to_put_another_actor_on_a_step(moderator):
    step = answers.change_status(IdeaFactory().pk, IdeaStatus.ACCEPTED, by=moderator)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        IdeaStatusChange.objects.filter(pk=step.pk).update(actor=AuthorFactory())


def test_a_step_forgets_an_erased_actor(moderator):
    step = answers.change_status(IdeaFactory().pk, IdeaStatus.ACCEPTED, by=moderator)
    step.actor.delete()
    step.refresh_from_db()
    assert (step.actor, step.actor_kind) == (None, "clerk")


def test_the_database_refuses_to_delete_a_step():
    idea = IdeaFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="only with the idea"), transaction.atomic():
        IdeaStatusChange.objects.filter(idea=idea).delete()


def test_steps_go_with_their_idea():
    idea = IdeaFactory()
    idea.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert IdeaStatusChange.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"position": 1}, "one_per_position"),
        ({"position": 2, "status_from": ""}, "first_is_receipt"),
        ({"position": 0}, "first_is_receipt"),
        ({"status_to": "rejected"}, "rejection_has_reason"),
        ({"status_to": "received"}, "says_something"),
        ({"date_precision": "day"}, "date_has_precision"),
    ],
)
def test_what_no_step_may_be(fields, constraint):
    idea = IdeaFactory()
    values = {"position": 2, "status_from": "received", "status_to": "done", "actor_kind": "system"} | fields
    if values["position"] == 1:
        values |= {"status_from": "", "status_to": "received"}
    with pytest.raises(IntegrityError, match=f"ideas_ideastatuschange_{constraint}"), transaction.atomic():
        IdeaStatusChange.objects.create(idea=idea, **values)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"published_at": None}, "public_has_moment"),
        ({"visibility": "hidden"}, "refusal_has_reason"),
        ({"visibility": "changes_requested"}, "refusal_has_reason"),
        ({"status": "duplicate"}, "duplicate_has_target"),
        ({"visibility": "pending_confirmation", "email": ""}, "pending_has_address"),
        ({"display": "anonymous"}, "anonymous_has_no_name"),
        ({"author_name": ""}, "signed_has_name"),
        ({"latitude": 51.3}, "location_on_earth"),
        ({"latitude": 51.3, "longitude": 181.0}, "location_on_earth"),
        ({"submitted_on": None}, "date_has_precision"),
    ],
)
def test_what_no_idea_may_be(fields, constraint):
    idea = IdeaFactory()
    with pytest.raises(IntegrityError, match=f"ideas_idea_{constraint}"), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(**fields)


def test_an_idea_has_one_contact_and_does_not_repeat_itself():
    idea = IdeaFactory()
    with pytest.raises(IntegrityError, match="ideas_idea_one_contact"), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(author=AuthorFactory())
    with pytest.raises(IntegrityError, match="ideas_idea_repeats_another"), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(status="duplicate", duplicate_of=idea)
