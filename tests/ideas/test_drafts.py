"""Drafts on the account: seen by their author alone until they are handed in; and mending what is public already."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import Person
from core.actors import SYSTEM
from core.actors import person as acting
from core.errors import Invalid, Missing
from core.privacy import runs
from ideas import errors
from ideas.models import Case, Idea, IdeaPhoto, IdeaStatus
from ideas.services import answers, drafts, ideas, supports
from tests.factories.ideas import AuthorFactory, IdeaCallFactory, IdeaFactory
from tests.ideas.conftest import letters_about, steps_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"


def begin(author, **contents):
    return drafts.begin(person=author, language="de", by=acting(author), **contents)


def submit(idea):
    return ideas.submit_draft(idea.pk, person=idea.author, by=acting(idea.author))


def test_a_draft_is_handed_in_as_if_it_were_written_then():
    anna = AuthorFactory(display_name="Anna Autorin")
    with time_machine.travel(NOON, tick=False) as clock:
        draft = begin(anna, title="Bank")
        assert (draft.visibility, draft.author_name, draft.submitted_on) == ("draft", "Anna Autorin", None)
        assert (steps_of(draft), letters_about(draft), Case.objects.count()) == ([], [], 0)
        with pytest.raises(Invalid) as refusal:
            submit(draft)
        assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/text", "required")]
        ideas.change(draft.pk, by=acting(anna), text="Zum Ausruhen.")
        clock.shift(timedelta(days=3))
        handed_in = submit(draft)
        assert submit(draft) == handed_in
        assert (handed_in.created_at, handed_in.confirmed_at) == (timezone.now(), timezone.now())
    handed_in.refresh_from_db()
    assert (handed_in.visibility, str(handed_in.submitted_on)) == ("in_moderation", "2026-11-27")
    assert (steps_of(handed_in), letters_about(handed_in)) == ([("", "received")], ["idea_received"])
    assert Case.objects.get().signals == ["new"]


def test_a_draft_of_a_call_that_has_closed_or_gone_stays_a_draft():
    call = IdeaCallFactory()
    draft = begin(AuthorFactory(), title="Bank", text="Zum Ausruhen.", call=call)
    for change in ({"closes_at": timezone.now()}, {"publication": "withdrawn"}):
        type(call).objects.filter(pk=call.pk).update(**change)
        with pytest.raises(errors.CallClosed):
            submit(draft)
    assert Idea.objects.get().visibility == "draft"


def test_nobody_else_has_anything_to_do_with_a_draft(moderator, client):
    draft = IdeaFactory(draft=True)
    for by in (acting(AuthorFactory()), moderator):
        for act in (ideas.change, ideas.withdraw):
            with pytest.raises(Missing):
                act(draft.pk, by=by)
    with pytest.raises(Missing):
        ideas.submit_draft(draft.pk, person=AuthorFactory(), by=acting(AuthorFactory()))
    client.force_login(Person.objects.get(email="klara@example.org"))
    Person.objects.update(is_staff=True)
    assert client.get(reverse("admin:ideas_idea_change", args=[draft.pk])).status_code == 302
    assert draft.title not in client.get(reverse("admin:ideas_idea_changelist")).content.decode()


def test_what_is_thrown_away_is_gone_with_its_photos():
    draft = IdeaFactory(draft=True)
    ideas.withdraw(draft.pk, by=acting(draft.author))
    assert (Idea.objects.count(), IdeaPhoto.objects.count()) == (0, 0)
    with pytest.raises(Missing):
        ideas.withdraw(draft.pk, by=acting(draft.author))


def test_an_account_holds_fifty_drafts():
    anna = AuthorFactory()
    for _ in range(drafts.MOST):
        IdeaFactory(draft=True, author=anna)
    IdeaFactory(draft=True)
    with pytest.raises(errors.TooManyDrafts):
        begin(anna, title="Noch eine")
    submit(Idea.objects.drafts().filter(author=anna).first())
    assert begin(anna, title="Noch eine").visibility == "draft"


def test_drafts_are_kept_for_half_a_year_after_the_last_change():
    now = timezone.now()
    old, young = (IdeaFactory(draft=True, updated_at=now - timedelta(days=days)) for days in (180, 179))
    kept = IdeaFactory(updated_at=now - timedelta(days=900))
    assert runs.carry_out(now=now).counts["idea_drafts"] == 1
    assert (set(Idea.objects.all()), old.author.ideas.count()) == ({young, kept}, 0)


def test_an_own_draft_is_no_repetition():
    draft = IdeaFactory(draft=True, title="Eine Bank am Radweg nach Borsdorf", text="Zum Ausruhen für alle, die gehen.")
    words = {"title": draft.title, "text": draft.text}
    ideas.submit_as(person=draft.author, language="de", by=acting(draft.author), **words)
    assert Case.objects.get().signals == ["new"]


@pytest.fixture
def checked_afterwards():
    """As where the municipality checks afterwards."""
    call = IdeaCallFactory(moderation="after")
    return IdeaFactory(by_person=True, call=call)


def test_a_changed_public_idea_is_read_before_it_is_public_again_where_ideas_are():
    idea = IdeaFactory(by_person=True)
    changed = ideas.change(idea.pk, by=acting(idea.author), text="Mit Lehne.")
    assert (changed.visibility, Case.objects.get().signals) == ("in_moderation", ["changed"])
    assert changed.published_at == idea.published_at


def test_a_changed_public_idea_stays_public_where_ideas_are_checked_afterwards(checked_afterwards):
    idea = checked_afterwards
    changed = ideas.change(idea.pk, by=acting(idea.author), text="Mit Lehne.")
    assert (changed.visibility, Case.objects.get().signals) == ("public", ["changed"])
    Case.objects.all().delete()
    ideas.change(idea.pk, by=acting(idea.author), follow=False)
    ideas.change(idea.pk, by=acting(idea.author), display="anonymous")
    assert Case.objects.count() == 0


def test_the_first_support_and_the_first_answer_end_the_time_to_mend(checked_afterwards):
    supported, answered = checked_afterwards, IdeaFactory(by_person=True)
    supports.give(supported.pk, person=AuthorFactory())
    answers.change_status(answered.pk, IdeaStatus.RECEIVED, answer="Wir lesen es.", by=SYSTEM)
    for idea in (supported, answered):
        with pytest.raises(errors.IdeaNotEditable):
            ideas.change(idea.pk, by=acting(idea.author), text="Anders.")
        assert ideas.withdraw(idea.pk, by=acting(idea.author)).status == "withdrawn"
