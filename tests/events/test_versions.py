"""What an event said before a change: kept beside the audit's entry, shown to its clerks, brought back as a change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import Role
from core.accounts.services import memberships
from core.actors import SYSTEM
from core.audit import versions
from core.audit.models import AuditEntry, Version
from core.errors import Conflict, Missing
from core.models import Publication
from core.municipalities.models import District
from core.privacy import rights, runs
from events import rrule
from events.models import Event, EventStatus, Registration, RegistrationState
from events.services import attachments, editing, series, states
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory, RegistrationFactory, VenueFactory
from tests.factories.roles import clerk_of
from tests.factories.uploads import DocumentFactory, ImageFactory
from tests.forms import submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
START = datetime(2027, 3, 1, 18, tzinfo=UTC)
RELATED = ("municipalities", "districts", "topics")


def change(event, *, by=SYSTEM, **values):
    """What a clerk does in one form."""
    event = Event.objects.get(pk=event.pk)
    related = {name: values.pop(name, list(getattr(event, name).all())) for name in RELATED}
    for name, value in values.items():
        setattr(event, name, value)
    editing.save(event, **related, by=by)
    return event


def last(event):
    return editing.VERSIONS.of(event.pk).first()


def restore(event, version=None, *, seen=None):
    seen = seen or Event.objects.get(pk=event.pk).updated_at.isoformat()
    check = versions.unchanged_since(seen)
    return states.restore(event.pk, (version or last(event)).pk, check=check, by=SYSTEM)


def contents(event):
    return editing.VERSIONS.contents(Event.objects.get(pk=event.pk))


def test_each_change_keeps_what_it_replaced():
    event = EventFactory(title="Eins", summary="Kurz")
    change(event, title="Zwei")
    change(event, title="Drei", summary="")
    told = [(one.entry.act, one.contents["title"], one.contents["summary"]) for one in editing.VERSIONS.of(event.pk)]
    assert told == [("event.changed", "Zwei", "Kurz"), ("event.changed", "Eins", "Kurz")]


def test_all_it_said_comes_back_as_a_change_of_its_own():
    place = District.objects.filter(municipality__slug="borsdorf")[0]
    event = EventFactory(
        title="Lesung", starts_at=START, ends_at=START + timedelta(hours=2), doors_at=START - timedelta(minutes=30),
        tags=["buch", "abend"], attendance_mode="mixed", venue=VenueFactory(), image=ImageFactory(), image_alt="Saal",
        image_credit="A. Muster", image_licence="CC BY 4.0", publication="draft",
    )  # fmt: skip
    event.districts.set([place])
    document = DocumentFactory()
    attachments.put(event.pk, [(document, "Programm")], by=SYSTEM)
    before = contents(event)
    change(
        event, title="X", starts_at=START + timedelta(days=1), ends_at=None, doors_at=None, tags=[], venue=None,
        attendance_mode="online", image=None, image_alt="", image_credit="", image_licence="", districts=[],
    )  # fmt: skip
    version = last(event)
    attachments.put(event.pk, [], by=SYSTEM)
    assert version.contents == before
    restored = restore(event, version)
    assert contents(event) == before
    assert restored.attachments.get().document == document
    assert list(AuditEntry.objects.filter(subject_id=str(event.pk)).order_by("id").values_list("act", flat=True)) == [
        "event.attachments_changed", "event.changed", "event.attachments_changed", "event.changed",
        "event.attachments_changed", "event.restored",
    ]  # fmt: skip


def test_bringing_back_can_be_taken_back():
    event = EventFactory(title="Eins")
    change(event, title="Zwei")
    restore(event)
    restore(event)
    assert Event.objects.get().title == "Zwei"


def test_a_change_that_replaces_nothing_of_it_keeps_nothing():
    event = EventFactory(starts_at=START, publication="draft", tags=["a"])
    change(event, starts_at=START.astimezone(ZoneInfo("Europe/Berlin")), publication="published", tags=["a"])
    assert Version.objects.count() == 0


def test_people_are_not_kept():
    event = EventFactory(contact_name="Erika Muster", contact_email="erika@muster.example", contact_phone="0341 4711")
    change(event, title="Neu", contact_name="Rathaus", contact_email="info@rathaus.example", contact_phone="")
    stored = str(Version.objects.get().contents)
    assert [word for word in ("Erika", "erika", "4711") if word in stored] == []
    restore(event)
    assert Event.objects.get().contact_name == "Rathaus"


def test_whoever_is_erased_is_no_longer_named_with_it():
    clerk = PersonFactory(is_staff=True, is_superuser=True)
    event = EventFactory(title="Eins")
    change(event, title="Zwei", by=memberships.actor_of(clerk))
    rights.erase(clerk, keep_contributions=True, by=SYSTEM)
    assert (last(event).contents["title"], last(event).entry.actor) == ("Eins", None)


def test_it_goes_with_its_entry():
    event = EventFactory(title="Eins")
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False):
        change(event, title="Zwei")
    change(event, title="Drei")
    with time_machine.travel("2027-01-02T12:00:00Z", tick=False):
        runs.carry_out(now=timezone.now())
    assert [one.contents["title"] for one in Version.objects.all()] == ["Zwei"]


def test_nobody_overwrites_unseen_what_somebody_else_wrote():
    event = EventFactory(title="Eins")
    seen = change(event, title="Zwei").updated_at.isoformat()
    version = last(event)
    change(event, title="Drei")
    with pytest.raises(Conflict):
        restore(event, version, seen=seen)
    assert Event.objects.get().title == "Drei"


def test_publication_and_calling_off_are_no_contents():
    registration = RegistrationFactory(confirmed=True)
    event = registration.workshop.event
    change(event, title="Zwei", status=EventStatus.CANCELLED)
    change(event, title="Drei", publication=Publication.WITHDRAWN)
    first = editing.VERSIONS.of(event.pk).last()
    restored = restore(event, first)
    assert (restored.title, restored.status, restored.publication) == (event.title, "cancelled", "withdrawn")
    assert Registration.objects.get().state == RegistrationState.CANCELLED


def test_what_is_gone_meanwhile_stays_as_it_is():
    venue = VenueFactory()
    event = EventFactory(attendance_mode="online", venue=venue, image=ImageFactory(), image_alt="Saal")
    attachments.put(event.pk, [(DocumentFactory(), "Programm")], by=SYSTEM)
    image, document = event.image, event.attachments.get().document
    other, another = VenueFactory(), ImageFactory()
    change(event, title="Neu", venue=other, image=another, image_alt="Markt")
    version = last(event)
    attachments.put(event.pk, [], by=SYSTEM)
    for gone in (venue, image, document):
        gone.delete()
    restored = restore(event, version)
    assert (restored.title, restored.venue, restored.image, restored.image_alt) == (
        event.title, other, another, "Markt",
    )  # fmt: skip
    assert list(restored.attachments.all()) == []


def test_the_pattern_of_a_series_follows_its_rule_only():
    event = EventFactory(starts_at=START)
    made = series.create(event.pk, rule=series_rule(), by=SYSTEM)
    change(made.pattern, title="Neu")
    with pytest.raises(Missing):
        restore(made.pattern)


def series_rule():
    return rrule.read("FREQ=WEEKLY;COUNT=3", zone="Europe/Berlin", starts_time=START.time())


def history(event):
    return reverse("admin:events_event_history", args=[event.pk])


@pytest.fixture
def clerk():
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(clerk_of("gemeinde-borsdorf", Role.EDITOR, display_name="Uta Amt"))
    return client


def test_the_history_of_an_event_tells_its_clerks_who_changed_what(clerk):
    event = EventFactory(title="Eins", starts_at=START, ends_at=None, publication="draft")
    person = clerk_of("gemeinde-borsdorf", Role.EDITOR, display_name="Ina Rat")
    with time_machine.travel("2026-11-20T12:00:00+01:00", tick=False):
        change(event, title="Zwei", starts_at=START + timedelta(days=1), by=memberships.actor_of(person))
    page = clerk.get(history(event))
    (told,) = page.context["versions"]
    assert (told["at"], told["who"], told["act"]) == ("20.11.2026 12:00", "Ina Rat", "Veranstaltung: geändert")
    assert told["changes"] == [
        ("Titel", "Eins", "Zwei"),
        ("Beginn", "01.03.2027 19:00", "02.03.2027 19:00"),
    ]
    assert page.context["audit"] == ""


def test_a_clerk_brings_a_version_back(clerk):
    event = EventFactory(title="Eins")
    change(event, title="Zwei", tags=["neu"])
    address = reverse("admin:events_event_restore", args=[event.pk, last(event).pk])
    assert clerk.get(address).context["sentences"][0] == "Titel: Zwei → Eins"
    stale = submit(clerk, address, seen="2026-01-01T00:00:00+00:00")
    assert (stale.status_code, stale.context["form"].errors["__all__"]) == (
        200, ["Der Stand hat sich inzwischen geändert. Bitte laden Sie ihn neu."],
    )  # fmt: skip
    assert submit(clerk, address).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.tags) == ("Eins", [])


def test_clerks_of_others_see_and_bring_back_nothing():
    event = EventFactory(title="Eins")
    change(event, title="Zwei")
    other = Client()
    other.force_login(clerk_of("stadt-naunhof", Role.EDITOR))
    address = reverse("admin:events_event_restore", args=[event.pk, last(event).pk])
    assert [other.get(one).status_code for one in (history(event), address)] == [404, 404]
    assert other.post(address, {"seen": Event.objects.get().updated_at.isoformat()}).status_code == 404
    assert Event.objects.get().title == "Zwei"


def test_a_version_of_another_event_is_not_its_own(clerk):
    event, other = EventFactory(title="Eins"), EventFactory()
    change(other, title="Zwei")
    assert clerk.get(reverse("admin:events_event_restore", args=[event.pk, last(other).pk])).status_code == 404
