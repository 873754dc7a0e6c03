"""What an event tells beyond date and title, written and read over HTTP: contact, doors, accessibility, documents."""

import json

import pytest
from django.utils import timezone

from events.models import Event, EventAttachment, Venue, Workshop
from tests.client import ApiClient
from tests.factories.accounts import signed_in
from tests.factories.events import EventFactory, VenueFactory
from tests.factories.roles import clerk_of
from tests.factories.uploads import DocumentFactory, ImageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
EVENT = {
    "title": "Lesung", "kind": "reading", "starts_at": "2027-03-01T19:00:00+01:00", "municipalities": ["naunhof"],
    "venue": {"name": "Stadtbibliothek", "address": "Lange Straße 1, 04683 Naunhof"},
}  # fmt: skip
CONTACT = {"name": "Stadtbibliothek", "email": "bibliothek@naunhof.de", "phone": "034293 42150", "url": None}
NOTHING_KNOWN = {"step_free": None, "accessible_toilet": None, "hearing_loop": None, "parking": None, "note": ""}


@pytest.fixture
def clerk():
    """An editor of Naunhof."""
    client = ApiClient()
    client.token = signed_in(clerk_of("stadt-naunhof")).access
    return client


def if_match(answer):
    return {"If-Match": answer.headers["ETag"]}


def wrong(answer):
    return answer.status_code, [one["pointer"] for one in answer.json().get("errors", [])]


def test_what_is_told_of_an_event_stands_in_its_document(api, clerk):
    told = {
        "summary_easy": "Eine Frau liest vor.", "audience": "Erwachsene", "contact": CONTACT,
        "doors_at": "2027-03-01T18:30:00+01:00", "source_url": "https://naunhof.de/lesung",
    }  # fmt: skip
    made = clerk.post("/events", {**EVENT, **told})
    read = api.get(f"/events/{made.json()['id']}").json()
    assert {name: read[name] for name in told} == told


def test_what_is_not_told_is_empty_or_null(api, clerk):
    read = api.get(f"/events/{clerk.post('/events', EVENT).json()['id']}").json()
    names = ("summary_easy", "audience", "contact", "doors_at", "previous_starts_at", "source_url", "attachments")
    assert [read[name] for name in names] == ["", "", None, None, None, None, []]
    assert read["venue"]["accessibility"] == NOTHING_KNOWN


def test_a_change_gives_a_part_of_the_contact_and_null_takes_it_away(clerk):
    made = clerk.post("/events", {**EVENT, "contact": CONTACT})
    address = f"/events/{made.json()['id']}"
    changed = clerk.patch(address, {"contact": {"phone": "034293 1", "email": None}}, headers=if_match(made))
    assert changed.json()["contact"] == {**CONTACT, "phone": "034293 1", "email": ""}
    assert clerk.patch(address, {"contact": None}, headers=if_match(changed)).json()["contact"] is None


def test_a_put_says_the_whole_contact(clerk):
    made = clerk.put("/events/by-external-id/7", {**EVENT, "contact": CONTACT})
    put = clerk.put("/events/by-external-id/7", {**EVENT, "contact": {"name": "Rathaus"}}, headers=if_match(made))
    assert put.json()["contact"] == {"name": "Rathaus", "email": "", "phone": "", "url": None}


@pytest.mark.parametrize(
    ("doors_at", "precision"),
    [
        ("2027-03-01T19:00:01+01:00", "minute"), ("2027-02-28T19:00:00+01:00", "minute"),
        ("2027-03-01T00:00:00+01:00", "day"),
    ],
)  # fmt: skip
def test_doors_open_on_the_day_before_the_start(clerk, doors_at, precision):
    answer = clerk.post("/events", {**EVENT, "doors_at": doors_at, "time_precision": precision})
    assert wrong(answer) == (400, ["/doors_at"])


def test_a_place_learns_how_accessible_it_is_and_forgets_nothing(api, clerk):
    first = {**EVENT["venue"], "accessibility": {"step_free": True, "note": "Aufzug am Hintereingang"}}
    made = clerk.post("/events", {**EVENT, "venue": first})
    second = {**EVENT["venue"], "accessibility": {"step_free": False, "hearing_loop": False, "note": None}}
    clerk.post("/events", {**EVENT, "venue": second})
    assert Venue.objects.count() == 1
    assert api.get(f"/events/{made.json()['id']}").json()["venue"]["accessibility"] == {
        **NOTHING_KNOWN, "step_free": True, "hearing_loop": False, "note": "Aufzug am Hintereingang",
    }  # fmt: skip


def test_what_a_place_learns_shows_in_all_its_events(api):
    venue = VenueFactory()
    event = EventFactory(venue=venue, attendance_mode="offline")
    before = api.get(f"/events/{event.pk}")
    Venue.objects.filter(pk=venue.pk).update(parking=True)
    after = api.get(f"/events/{event.pk}")
    assert after.json()["venue"]["accessibility"]["parking"] is True
    assert after.headers["ETag"] != before.headers["ETag"]


def test_documents_are_attached_by_what_the_upload_gave(api, clerk):
    agenda, plan = DocumentFactory(), DocumentFactory()
    told = [{"document": str(agenda.pk), "title": "Tagesordnung"}, {"document": str(plan.pk), "title": "Plan"}]
    made = clerk.post("/events", {**EVENT, "attachments": told})
    address = f"/events/{made.json()['id']}"
    shown = api.get(address).json()["attachments"]
    assert [{name: one[name] for name in ("document", "title")} for one in shown] == told
    assert shown[0]["url"] == agenda.url
    kept = clerk.patch(address, {"title": "Anders"}, headers=if_match(made))
    assert len(kept.json()["attachments"]) == 2
    fewer = clerk.patch(address, {"attachments": told[1:]}, headers=if_match(kept))
    assert [one["title"] for one in fewer.json()["attachments"]] == ["Plan"]
    assert fewer.headers["ETag"] == api.get(address).headers["ETag"]
    assert clerk.patch(address, {"attachments": None}, headers=if_match(fewer)).json()["attachments"] == []


def test_what_cannot_be_attached_is_named_and_nothing_is_written(clerk):
    document = str(DocumentFactory().pk)
    picture = {"document": str(ImageFactory().pk), "title": "Bild"}
    assert wrong(clerk.post("/events", {**EVENT, "attachments": [picture]})) == (400, ["/attachments/0/document"])
    twice = [{"document": document, "title": "Plan"}, {"document": document, "title": "Plan"}]
    assert wrong(clerk.post("/events", {**EVENT, "attachments": twice})) == (400, ["/attachments/1"])
    untitled = [{"document": document, "title": " "}]
    assert wrong(clerk.post("/events", {**EVENT, "attachments": untitled})) == (400, ["/attachments/0/title"])
    assert (Event.objects.count(), EventAttachment.objects.count()) == (0, 0)


def test_a_moved_event_keeps_when_it_was_to_start(clerk):
    made = clerk.post("/events", EVENT)
    address = f"/events/{made.json()['id']}"
    assert wrong(clerk.patch(address, {"status": "rescheduled"}, headers=if_match(made))) == (
        400, ["/previous_starts_at"],
    )  # fmt: skip
    moved = clerk.patch(
        address, {"status": "rescheduled", "starts_at": "2027-03-08T19:00:00+01:00"}, headers=if_match(made)
    )
    assert moved.json()["previous_starts_at"] == EVENT["starts_at"]
    again = clerk.patch(address, {"title": "Lesung, verlegt"}, headers=if_match(moved))
    assert again.json()["previous_starts_at"] == EVENT["starts_at"]
    back = clerk.patch(address, {"status": "scheduled"}, headers=if_match(again))
    assert back.json()["previous_starts_at"] is None


def test_a_site_may_say_itself_when_it_was_to_start_and_repeat_its_put(clerk):
    told = {**EVENT, "status": "rescheduled", "previous_starts_at": "2027-02-01T19:00:00+01:00"}
    made = clerk.put("/events/by-external-id/8", told)
    assert made.json()["previous_starts_at"] == told["previous_starts_at"]
    del told["previous_starts_at"]
    put = clerk.put("/events/by-external-id/8", told, headers=if_match(made))
    assert put.json()["previous_starts_at"] == "2027-02-01T19:00:00+01:00"


def test_what_moved_online_is_online_and_keeps_the_place_it_left(clerk):
    made = clerk.post("/events", EVENT)
    address = f"/events/{made.json()['id']}"
    assert wrong(clerk.patch(address, {"status": "moved_online"}, headers=if_match(made))) == (
        400, ["/attendance_mode"],
    )  # fmt: skip
    moved = clerk.patch(address, {"status": "moved_online", "attendance_mode": "online"}, headers=if_match(made))
    assert moved.json()["venue"]["name"] == "Stadtbibliothek"


def test_registration_is_written_in_parts_and_may_lie_at_another_address(api, clerk):
    made = clerk.post("/events", {**EVENT, "registration": {"capacity": 12, "keyword": "Kurs"}})
    address = f"/events/{made.json()['id']}"
    assert (made.json()["registration"]["capacity"], made.json()["registration"]["open"]) == (12, True)
    elsewhere = {"external_url": "https://vhs.example/kurs"}
    changed = clerk.patch(address, {"registration": elsewhere}, headers=if_match(made)).json()["registration"]
    assert (changed["capacity"], changed["open"]) == (12, False)
    assert changed["external_url"] == elsewhere["external_url"]
    guest = {"name": "Erika Muster", "email": "erika@example.org"}
    refused = api.post(f"{address}/registrations", guest)
    assert (refused.status_code, refused.json()["code"]) == (409, "registration_elsewhere")
    linked = json.loads(api.get(f"{address}/event.jsonld").content)
    assert linked["potentialAction"] == {"@type": "RegisterAction", "target": elsewhere["external_url"]}
    assert "Anmeldung: https://vhs.example/kurs" in api.get(f"{address}/calendar.ics").text.replace("\r\n ", "")
    assert not Workshop.objects.with_keyword(timezone.now()).exists()
    assert not Workshop.objects.shown_wrongly(timezone.now()).exists()


def test_registration_closes_after_it_opens(clerk):
    window = {"opens_at": "2027-02-01T12:00:00+01:00", "closes_at": "2027-02-01T12:00:00+01:00"}
    assert wrong(clerk.post("/events", {**EVENT, "registration": window})) == (400, ["/registration/closes_at"])
    never = {"opens_at": EVENT["starts_at"], "keyword": "?!"}
    assert wrong(clerk.post("/events", {**EVENT, "registration": never})) == (
        400, ["/registration/opens_at", "/registration/keyword"],
    )  # fmt: skip
