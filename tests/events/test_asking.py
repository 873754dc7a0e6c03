"""Questions to those who register: what answers may be, in every way in, and what becomes of them."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.actors import GUEST, SYSTEM
from core.errors import Invalid
from core.privacy import runs
from events import asking, rrule
from events.models import Answer, Channel, Question, Registration
from events.services import participants, privacy, questions, registrations, series
from tests.events.conftest import token_of
from tests.factories.accounts import PersonFactory, signed_in
from tests.factories.events import RegistrationFactory, WorkshopFactory
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
MEAL = {"key": "meal", "label": "Was essen Sie?", "kind": "single_choice", "choices": ["alles", "vegan"]}
DAYS = {"key": "days", "label": "An welchen Tagen?", "kind": "multiple_choice", "choices": ["Sa", "So"]}
NOTE = {"key": "note", "label": "Noch etwas?", "kind": "text"}
FIRST = {"key": "first", "label": "Zum ersten Mal?", "kind": "yes_no", "is_required": True}

PHOTO = {"key": "photo", "label": "Fotos von mir dürfen erscheinen.", "kind": "consent", "is_required": True}


def ask(workshop, *asked):
    questions.put(workshop.event_id, [Question(**one) for one in asked], by=SYSTEM)


def guest(workshop, **told):
    return registrations.register(
        workshop.event_id, name="Erika", email="erika@example.org", party_size=1, language="de", by=GUEST, **told
    )


def answers_of(registration):
    return dict(Answer.objects.filter(registration=registration).values_list("key", "value"))


@pytest.mark.parametrize(
    ("asked", "told", "kept"),
    [
        (MEAL, "vegan", "vegan"), (MEAL, "", None), (MEAL, None, None), (MEAL, "Pizza", "invalid"),
        (MEAL, ["vegan"], "invalid"), (MEAL, {}, None), (MEAL, 1, "invalid"),
        (DAYS, ["So", "Sa", "Sa"], ["Sa", "So"]), (DAYS, [], None), (DAYS, "Sa", "invalid"), (DAYS, ["Mo"], "invalid"),
        (DAYS, [["Sa"]], "invalid"),
        (NOTE, " Gern vorn\r\nsitzen ", "Gern vorn\nsitzen"), (NOTE, " ", None), (NOTE, "a\0b", "invalid"),
        (NOTE, "\ud800", "invalid"), (NOTE, 7, "invalid"), (NOTE, "a" * 1001, "invalid"),
        (PHOTO, True, True), (PHOTO, False, "required"), (PHOTO, None, "required"), (PHOTO, "ja", "invalid"),
        (FIRST, False, False), (FIRST, None, "required"), (FIRST, "ja", "invalid"), (FIRST, 1, "invalid"),
    ],
)  # fmt: skip
def test_what_an_answer_may_be(asked, told, kept):
    found, errors = asking.read([Question(**{"is_required": False, **asked})], {asked["key"]: told})
    if kept in ("invalid", "required"):
        assert [(error.pointer, error.code) for error in errors] == [(f"/answers/{asked['key']}", kept)]
    else:
        assert (found[asked["key"]].value if found[asked["key"]] else None, errors) == (kept, [])


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ([{**NOTE, "key": "Große Frage"}], "/questions/0/key"), ([NOTE, NOTE], "/questions/1/key"),
        ([{**MEAL, "choices": ["alles"]}], "/questions/0/choices"), ([{**NOTE, "label": " "}], "/questions/0/label"),
        ([{**MEAL, "choices": ["a", "a"]}], "/questions/0/choices"),
        ([{**NOTE, "choices": ["a", "b"]}], "/questions/0/choices"),
    ],
)  # fmt: skip
def test_questions_that_nobody_could_answer_are_refused(asked, pointer):
    with pytest.raises(Invalid) as refused:
        ask(WorkshopFactory(), *asked)
    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_a_guest_answers_and_changes_what_is_given():
    workshop = WorkshopFactory()
    ask(workshop, MEAL, FIRST, NOTE)
    with pytest.raises(Invalid) as refused:
        guest(workshop, answers={"meal": "Pizza", "shoe": 42})
    assert {error.pointer for error in refused.value.errors} == {"/answers/meal", "/answers/shoe", "/answers/first"}
    assert not Registration.objects.exists()
    registration = guest(workshop, answers={"meal": "vegan", "first": True})
    registrations.confirm(token_of(registration))
    registrations.change(registration.pk, by=GUEST, answers={"meal": None, "note": "Rollstuhl"})
    assert answers_of(registration) == {"first": True, "note": "Rollstuhl"}
    with pytest.raises(Invalid):
        registrations.change(registration.pk, by=GUEST, answers={"first": None})


def test_an_answer_stays_readable_whatever_becomes_of_its_question():
    workshop = WorkshopFactory()
    ask(workshop, MEAL)
    registration = guest(workshop, answers={"meal": "vegan"})
    ask(workshop, {**MEAL, "label": "Menü?", "choices": ["1", "2"]})
    assert [str(one) for one in registration.answers.all()] == ["Was essen Sie?: vegan"]
    registrations.change(registration.pk, by=GUEST, party_size=2, answers={})
    ask(workshop)
    assert answers_of(registration) == {"meal": "vegan"}
    table = participants.export_csv(workshop.event_id, by=SYSTEM).decode()
    assert table.splitlines()[0].endswith(";Was essen Sie?")
    assert table.splitlines()[1].endswith(";vegan")


def test_a_consent_is_one_to_its_words_and_can_be_taken_back():
    workshop = WorkshopFactory()
    ask(workshop, {**PHOTO, "is_required": False})
    registration = guest(workshop, answers={"photo": True})
    agreed_at = registration.answers.get().created_at
    registrations.change(registration.pk, by=GUEST, answers={"photo": True})
    assert registration.answers.get().created_at == agreed_at
    asked, given = questions.of(workshop.event_id), registration.answers.all()
    assert asking.still_said(asked, given) == {"photo": True}
    ask(workshop, {**PHOTO, "label": "Fotos und Filme.", "is_required": False})
    assert asking.still_said(questions.of(workshop.event_id), given) == {}
    assert [one.label for one in given] == ["Fotos von mir dürfen erscheinen."]
    registrations.change(registration.pk, by=GUEST, answers={"photo": False})
    assert answers_of(registration) == {}


def test_a_known_address_keeps_its_answers():
    workshop = WorkshopFactory()
    ask(workshop, NOTE)
    known = RegistrationFactory(workshop=workshop, email="erika@example.org", confirmed=True)
    Answer.objects.create(registration=known, key="note", label="Noch etwas?", kind="text", value="vorn")
    guest(workshop, answers={"note": "hinten"})
    assert answers_of(known) == {"note": "vorn"}


def test_who_registered_by_mail_answers_when_confirming():
    workshop = WorkshopFactory(residents_only=True)
    ask(workshop, FIRST)
    registration = RegistrationFactory(workshop=workshop, channel=Channel.MAIL, held=True)
    token = token_of(registration)
    with pytest.raises(Invalid) as refused:
        registrations.confirm(token)
    assert {error.pointer for error in refused.value.errors} == {"/answers/first", "/is_resident"}
    confirmed = registrations.confirm(token, answers={"first": False}, is_resident=True)
    assert (confirmed.state, answers_of(confirmed)) == ("confirmed", {"first": False})


def test_only_who_declares_to_live_there_registers():
    workshop = WorkshopFactory(residents_only=True)
    with pytest.raises(Invalid) as refused:
        guest(workshop)
    assert [error.pointer for error in refused.value.errors] == ["/is_resident"]
    assert "Borsdorf" in str(refused.value.errors[0].detail)
    person = PersonFactory(display_name="Ada")
    with pytest.raises(Invalid):
        registrations.register_person(workshop.event_id, person=person, party_size=1, by=GUEST)
    assert guest(workshop, is_resident=True).is_resident


def test_the_dates_of_a_series_ask_the_same():
    workshop = WorkshopFactory()
    ask(workshop, MEAL, NOTE)
    rule = rrule.read("FREQ=DAILY;COUNT=2", zone="Europe/Berlin", starts_time=None)
    for date in series.create(workshop.event_id, rule=rule, by=SYSTEM).dates.all():
        assert [one.key for one in questions.of(date.pk)] == ["meal", "note"]


def test_answers_go_at_their_own_time_and_with_their_person():
    workshop = WorkshopFactory()
    ask(workshop, {**MEAL, "keep_days": 2}, NOTE)
    person = PersonFactory()
    registration = registrations.register_person(
        workshop.event_id, person=person, party_size=1, answers={"meal": "vegan", "note": "vorn"}, by=GUEST
    )
    exported = privacy.export(person)["answers_to_workshops"]
    assert [(one["label"], one["value"]) for one in exported] == [("Was essen Sie?", "vegan"), ("Noch etwas?", "vorn")]
    with time_machine.travel(workshop.event.over_at + timedelta(days=2, seconds=-1), tick=False):
        runs.carry_out(now=timezone.now())
        assert len(answers_of(registration)) == 2
    with time_machine.travel(workshop.event.over_at + timedelta(days=2, seconds=1), tick=False):
        runs.carry_out(now=timezone.now())
    assert answers_of(registration) == {"note": "vorn"}
    privacy.erase(person, keep_contributions=False, by=GUEST)
    assert not Answer.objects.exists()


def test_the_document_tells_what_is_asked_and_copies_hear_of_it(api):
    workshop = WorkshopFactory()
    cursor = api.get("/sync", types="event").json()["cursor"]
    ask(workshop, MEAL)
    (change,) = api.get("/sync", types="event", cursor=cursor).json()["changes"]
    assert change["object"]["registration"]["questions"] == [
        {**MEAL, "help_text": "", "is_required": False, "keep_days": None}
    ]


def test_answers_over_http(api):
    workshop = WorkshopFactory(residents_only=True)
    ask(workshop, MEAL)
    body = {"name": "Erika", "email": "erika@example.org", "answers": {"meal": ["vegan"]}}
    refused = api.post(f"/events/{workshop.event_id}/registrations", body)
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/answers/meal", "/is_resident"]
    right = {**body, "answers": {"meal": "vegan"}, "is_resident": True}
    assert api.post(f"/events/{workshop.event_id}/registrations", right).status_code == 202
    answer = api.post("/registrations/confirm", {"token": token_of(Registration.objects.get())}).json()
    assert answer["answers"] == {"meal": "vegan"}
    changed = api.patch("/registrations/manage", {"answers": {"meal": "alles"}}, token=answer["manage_token"])
    assert json.loads(changed.content)["answers"] == {"meal": "alles"}


@pytest.mark.parametrize("count", [1, 3])
def test_clerks_read_who_comes_and_what_they_answered(api, django_assert_num_queries, count):
    workshop = WorkshopFactory()
    for number in range(count):
        row = RegistrationFactory(workshop=workshop, name=f"Ada {number}", waiting=True)
        Answer.objects.create(registration=row, key="meal", label="Essen?", kind="text", value="alles")
    token = signed_in(clerk_of("gemeinde-borsdorf")).access
    address = f"/events/{workshop.event_id}/participants"
    with django_assert_num_queries(9):
        rows = api.get(address, token=token).json()["results"]
    assert [(row["name"], row["place_in_line"]) for row in rows] == [(f"Ada {n}", n + 1) for n in range(count)]
    assert rows[0]["answers"] == [{"key": "meal", "label": "Essen?", "value": "alles"}]
    assert len(api.get(address, token=token, q="ada 0", status="waitlisted").json()["results"]) == 1
    assert api.get(address, token=token, status="confirmed").json()["results"] == []
