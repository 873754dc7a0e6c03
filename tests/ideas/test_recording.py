"""Ideas that clerks write down for others: where from, by whom, with whose consent, and what the author hears."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.accounts.models import Person, Role
from core.accounts.roles import NotEntrusted
from core.accounts.services import memberships
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.municipalities.models import Municipality
from ideas.models import Case, Idea, IdeaChannel, IdeaStatus
from ideas.services import answers, entering
from ideas.services.entering import Origin
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory
from tests.factories.ideas import IdeaCallFactory, IdeaFactory
from tests.factories.roles import clerk_of
from tests.ideas.conftest import letter, letters_about, steps_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
WORDS = {"title": "Bank am Radweg", "text": "Zum Ausruhen."}
PAPER = Origin(IdeaChannel.PAPER)


def borsdorf():
    return Municipality.objects.get(slug="borsdorf")


def acting_as(slug, role):
    return memberships.actor_of(clerk_of(slug, role))


@time_machine.travel("2026-11-24T12:00:00+01:00", tick=False)
def test_what_a_moderator_writes_down_is_public_at_once_and_names_nobody(moderator):
    said_on = date(2026, 11, 3)
    idea = entering.record_for(origin=Origin(IdeaChannel.PHONE, said_on=said_on), by=moderator, **WORDS)
    idea.refresh_from_db()
    assert (idea.visibility, idea.author_id, idea.author_name, idea.display) == ("public", None, "", "anonymous")
    assert (idea.channel, idea.origin, idea.submitted_on) == ("phone", "Am Telefon", said_on)
    assert (steps_of(idea), letters_about(idea), Case.objects.count()) == ([("", "received")], [], 0)
    entry = AuditEntry.objects.get(act="idea.recorded")
    assert (entry.actor_id, entry.details["channel"]) == (moderator.person_id, "phone")


def test_an_author_with_an_address_hears_how_we_came_by_it_and_of_each_answer(moderator):
    event = EventFactory(title="Ideenabend")
    idea = entering.record_for(
        origin=Origin(IdeaChannel.WORKSHOP, event), email="Gisela@Example.org", has_consent=True, display="pseudonym",
        author_name="Gisela", by=moderator, **WORDS,
    )  # fmt: skip
    assert (idea.origin, idea.author_name, letters_about(idea)) == ("Ideenabend", "Gisela", ["idea_recorded"])
    told = letter("idea_recorded", idea_id=idea.pk)
    assert (told.to, "Ideenabend" in words_of(told)) == ("gisela@example.org", True)
    answers.change_status(idea.pk, IdeaStatus.ACCEPTED, by=moderator)
    assert letters_about(idea) == ["idea_recorded", "idea_status"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"email": "gisela@example.org"}, "/has_consent"),
        ({"display": "name", "author_name": "Gisela Gast"}, "/display"),
        ({"display": "pseudonym", "has_consent": True}, "/author_name"),
        ({"origin": Origin(IdeaChannel.ONLINE)}, "/channel"),
        ({"origin": Origin(IdeaChannel.PAPER, said_on=date(2099, 1, 1))}, "/submitted_on"),
        ({"title": "Siehe https://example.org"}, "/title"),
    ],
)
def test_what_does_not_fit_together_is_named(moderator, wrong, pointer):
    with pytest.raises(Invalid) as refusal:
        entering.record_for(**({"origin": PAPER, "by": moderator} | WORDS | wrong))
    assert [error.pointer for error in refusal.value.errors] == [pointer]
    assert Idea.objects.count() == 0


def test_a_telephone_has_no_workshop(moderator):
    with pytest.raises(Invalid) as refusal:
        entering.record_for(origin=Origin(IdeaChannel.PHONE, EventFactory()), by=moderator, **WORDS)
    assert [error.pointer for error in refusal.value.errors] == ["/event"]


def test_the_database_keeps_no_address_without_consent():
    idea = IdeaFactory(channel="paper", has_consent=True)
    with pytest.raises(IntegrityError, match="ideas_idea_recorded_address_has_consent"), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(has_consent=False)


def test_who_holds_the_workshop_or_makes_the_call_records_too_and_a_moderator_reads_it():
    editor = acting_as("gemeinde-borsdorf", Role.EDITOR)
    own = EventFactory(organization=IdeaCallFactory().organization)
    at_workshop = entering.record_for(origin=Origin(IdeaChannel.WORKSHOP, own), by=editor, **WORDS)
    closed = IdeaCallFactory(closed=True)
    on_paper = entering.record_for(origin=PAPER, call=closed, municipality=borsdorf(), by=editor, **WORDS)
    assert {one.visibility for one in (at_workshop, on_paper)} == {"in_moderation"}
    assert [case.signals for case in Case.objects.all()] == [["new"]] * 2


def test_others_record_nothing():
    for by in (acting_as("stadt-naunhof", Role.MODERATOR), acting_as("stadt-naunhof", Role.EDITOR)):
        for origin in (PAPER, Origin(IdeaChannel.WORKSHOP, EventFactory(organization=IdeaCallFactory().organization))):
            with pytest.raises(NotEntrusted):
                entering.record_for(origin=origin, municipality=borsdorf(), by=by, **WORDS)
    assert Idea.objects.count() == 0


def form_of(**fields):
    empty = dict.fromkeys(
        ("municipality", "topic", "call", "event", "origin", "author_name", "email", "submitted_on"), ""
    )
    return empty | WORDS | {"channel": "paper", "display": "anonymous", "submitted_on": "03.11.2026"} | fields


def test_a_moderator_writes_down_on_a_page(client):
    client.force_login(clerk_of("gemeinde-borsdorf"))
    page = reverse("admin:ideas_idea_add")
    shown = client.get(page)
    assert shown.status_code == 200
    assert [value for value, _label in shown.context["adminform"].form.fields["channel"].choices] == [
        "workshop", "paper", "phone",
    ]  # fmt: skip
    refused = client.post(page, form_of(email="gisela@example.org", municipality=borsdorf().pk))
    assert list(refused.context["adminform"].form.errors) == ["has_consent"]
    assert client.post(page, form_of(municipality=borsdorf().pk)).status_code == 302
    idea = Idea.objects.get()
    assert (idea.visibility, idea.channel, str(idea.submitted_on)) == ("public", "paper", "2026-11-03")
    assert client.get(reverse("admin:ideas_idea_change", args=[idea.pk])).status_code == 200


def test_the_page_is_for_moderators(client):
    for person in (clerk_of("gemeinde-borsdorf", Role.EDITOR), PersonFactory()):
        client.force_login(person)
        assert client.get(reverse("admin:ideas_idea_add")).status_code in {302, 403}
    assert Person.objects.count() == 2
