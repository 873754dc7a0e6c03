"""Clerks read, check and answer ideas in the administration; everything goes through the services."""

import pytest
from django.urls import reverse

from core.accounts.models import Person
from core.audit.models import AuditEntry
from ideas.models import Idea, IdeaCall, Measure
from tests.factories.ideas import IdeaCallFactory, IdeaFactory, MeasureFactory
from tests.forms import submit
from tests.ideas.conftest import letters_about, steps_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def office(client):
    person = Person.objects.create_superuser("klara@example.org", "langes-passwort-4711", display_name="Klara")
    client.force_login(person)
    return client


def page_of(item):
    return reverse(f"admin:ideas_{item._meta.model_name}_change", args=[item.pk])


def decide(office, idea, **decision):
    empty = dict.fromkeys(("decision", "decision_reason", "template", "next_status", "answer"), "")
    empty |= dict.fromkeys(("status_reason", "target", "publish_at"), "")
    formset = {f"{rows}-{kind}_FORMS": 0 for rows in ("history", "photos") for kind in ("TOTAL", "INITIAL")}
    filed = {"municipality": idea.municipality_id or "", "topic": idea.topic_id or "", "measure": idea.measure_id or ""}
    return office.post(page_of(idea), empty | formset | filed | decision)


def errors_of(response):
    return {name: list(map(str, errors)) for name, errors in response.context["adminform"].form.errors.items()}


@pytest.mark.parametrize("model", [Idea, IdeaCall, Measure])
def test_the_pages_open(office, model):
    item = {Idea: IdeaFactory, IdeaCall: IdeaCallFactory, Measure: MeasureFactory}[model]()
    assert office.get(reverse(f"admin:ideas_{model._meta.model_name}_changelist"), {"q": "xyz"}).status_code == 200
    assert office.get(page_of(item)).status_code == 200


def test_publishing_and_answering_is_one_act(office):
    idea = IdeaFactory(waiting=True)
    response = decide(office, idea, decision="approve", next_status="under_review", answer="Wir prüfen das.")
    assert response.status_code == 302
    idea.refresh_from_db()
    assert (idea.visibility, idea.status) == ("public", "under_review")
    assert (steps_of(idea)[-1], letters_about(idea)) == (
        ("received", "under_review"),
        ["idea_published", "idea_status"],
    )
    entry = AuditEntry.objects.get(act="idea.status_changed")
    assert (entry.actor_kind, entry.actor.email) == ("clerk", "klara@example.org")


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({"decision": "hide"}, "decision_reason"),
        ({"decision": "request_changes"}, "decision_reason"),
        ({"next_status": "rejected"}, "status_reason"),
        ({"next_status": "received"}, "answer"),
        ({"next_status": "duplicate"}, "target"),
        ({"next_status": "duplicate", "target": "XXXX-XXXX"}, "target"),
        ({"answer": "Ohne Status"}, "next_status"),
    ],
)
def test_what_is_missing_is_told_beside_its_field(office, decision, field):
    idea = IdeaFactory()
    response = decide(office, idea, **decision)
    assert (response.status_code, list(errors_of(response))) == (200, [field])
    assert (steps_of(idea), letters_about(idea)) == ([("", "received")], [])


def test_an_idea_that_is_not_public_is_not_answered(office):
    idea = IdeaFactory(waiting=True)
    response = decide(office, idea, next_status="accepted")
    assert list(errors_of(response)) == ["next_status"]


def test_a_duplicate_is_named_by_its_reference_number(office):
    idea, target = IdeaFactory(), IdeaFactory()
    assert decide(office, idea, next_status="duplicate", target=target.reference.lower()).status_code == 302
    idea.refresh_from_db()
    assert idea.duplicate_of == target


def test_filing_an_idea_under_a_measure_leaves_its_words_alone(office):
    idea, measure = IdeaFactory(), MeasureFactory()
    decide(office, idea, measure=measure.pk, title="Anders", text="Anders", author_name="Anders")
    changed = Idea.objects.get(pk=idea.pk)
    assert (changed.measure, changed.title, changed.text, changed.author_name) == (
        measure, idea.title, idea.text, idea.author_name,
    )  # fmt: skip
    assert AuditEntry.objects.get(act="idea.classified").details == {
        "fields": ["measure_id"],
        "changes": {"measure_id": [None, str(measure.pk)]},
    }


def test_several_ideas_are_published_at_once_and_the_rest_is_told(office):
    waiting, pending = IdeaFactory(waiting=True), IdeaFactory(pending=True)
    url = reverse("admin:ideas_idea_changelist")
    office.post(url, {"action": "approve", "_selected_action": [waiting.pk, pending.pk]})
    waiting.refresh_from_db()
    pending.refresh_from_db()
    assert (waiting.visibility, pending.visibility) == ("public", "pending_confirmation")


def test_nobody_deletes_ideas_here(office):
    assert office.get(reverse("admin:ideas_idea_delete", args=[IdeaFactory().pk])).status_code == 403


def test_a_call_is_written_through_its_service(office):
    call = IdeaCallFactory()
    refused = submit(office, page_of(call), closes_at_0="2020-01-01")
    assert list(errors_of(refused)) == ["closes_at"]
    refused = submit(office, page_of(call), discussing_until_0="2030-01-01", discussing_until_1="12:00")
    assert list(errors_of(refused)) == ["discussing_from"]
    assert submit(office, page_of(call), title="Neu", topics=[]).status_code == 302
    call.refresh_from_db()
    assert (call.title, call.topics.count()) == ("Neu", 0)
    entry = AuditEntry.objects.get(act="ideacall.changed")
    assert (entry.actor_kind, entry.details) == ("clerk", {"fields": ["title"]})


def test_a_measure_is_written_through_its_service(office):
    measure = MeasureFactory(name="Öffentliche Bänke")
    assert submit(office, page_of(measure), name="Ämter öffnen", status="done").status_code == 302
    measure.refresh_from_db()
    assert (measure.sort_key, measure.status, measure.external_id) == ("amter offnen", "done", None)
    assert AuditEntry.objects.get(act="measure.changed").details == {
        "fields": ["name", "status"],
        "changes": {"status": ["running", "done"]},
    }
