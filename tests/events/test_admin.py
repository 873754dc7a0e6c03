"""Events and registrations in the administration: what clerks do goes through the services."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import Role
from core.audit.models import AuditEntry
from core.mail.models import OutgoingMail
from core.models import Publication
from core.municipalities.models import Municipality, Organization
from events.models import Event, EventStatus, Registration, RegistrationState, Workshop
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory, RegistrationFactory, VenueFactory, WorkshopFactory
from tests.factories.roles import clerk_of
from tests.factories.uploads import PDF, picture
from tests.forms import submit

pytestmark = pytest.mark.usefixtures("region")
EVENTS = "/admin/events/event/"
REGISTRATIONS = "/admin/events/registration/"


@pytest.fixture
def person():
    return PersonFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def clerk(person):
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(person)
    return client


def change(event):
    return reverse("admin:events_event_change", args=[event.pk])


def place(slug):
    return str(Municipality.objects.get(slug=slug).pk)


def errors(response):
    assert response.status_code == 200
    form = response.context["adminform"].form
    return {name: list(found) for name, found in form.errors.items()}


def acts(thing):
    return list(AuditEntry.objects.filter(subject_id=str(thing.pk)).order_by("id").values_list("act", "actor_kind"))


def letters():
    return list(OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True))


def test_a_clerk_creates_an_event_with_registration(clerk, person):
    response = submit(
        clerk, f"{EVENTS}add/", title="Digitalworkshop", kind="workshop", attendance_mode="online", tags="digital,app",
        starts_at_0="15.03.2027", starts_at_1="17:00", ends_at_0="15.03.2027", ends_at_1="19:00",
        organization=str(Organization.objects.get(slug="gemeinde-borsdorf").pk), municipalities=[place("borsdorf")],
        workshop__TOTAL_FORMS="1", workshop__0__capacity="20", workshop__0__max_party_size="4",
        workshop__0__waiting_list="on", workshop__0__party_policy="strict", workshop__0__offer_period="24:00:00",
    )  # fmt: skip
    assert response.status_code == 302, errors(response)
    event = Event.objects.get()
    assert event.starts_at == datetime(2027, 3, 15, 16, tzinfo=UTC)
    assert (event.title, event.tags, event.publication) == ("Digitalworkshop", ["digital", "app"], "draft")
    assert list(event.municipalities.values_list("slug", flat=True)) == ["borsdorf"]
    assert event.workshop.capacity == 20
    assert acts(event) == [("event.created", "clerk")]
    assert acts(event.workshop) == [("workshop.created", "clerk")]
    assert AuditEntry.objects.filter(actor=person).count() == 2


def test_opening_and_saving_a_page_unchanged_changes_nothing(clerk):
    workshop = WorkshopFactory(join_url="https://konferenz.example/a", closes_at=timezone.now() + timedelta(days=9))
    event = workshop.event
    stored = Event.objects.values().get(), Workshop.objects.values().get()
    assert submit(clerk, change(event)).status_code == 302
    assert (Event.objects.values().get(), Workshop.objects.values().get()) == stored


def test_an_organization_addresses_only_its_own_municipalities(clerk):
    event = EventFactory()
    found = errors(submit(clerk, change(event), municipalities=[place("borsdorf"), place("brandis")]))
    assert found == {"municipalities": ["Gemeinde Borsdorf darf nicht veröffentlichen für: Brandis."]}
    assert list(event.municipalities.values_list("slug", flat=True)) == ["borsdorf"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at_0": "01.01.2020"}, "ends_at"),
        ({"attendance_mode": "offline"}, "venue"),
        ({"publication": "scheduled", "published_at_0": "", "published_at_1": ""}, "published_at"),
        ({"published_at_0": "01.01.2035", "published_at_1": "12:00"}, "publication"),
        ({"municipalities": None}, "municipalities"),
        ({"status": "cancelled"}, "status"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(clerk, changes, field):
    event = EventFactory()
    before = Event.objects.values().get()
    assert list(errors(submit(clerk, change(event), **changes))) == [field]
    assert Event.objects.values().get() == before


def test_whole_days_count_from_midnight_to_the_last_second(clerk):
    event = EventFactory()
    changes = {"time_precision": "day", "starts_at_0": "05.06.2027", "ends_at_0": "06.06.2027", "ends_at_1": "08:00"}
    assert submit(clerk, change(event), **changes, is_correction="on").status_code == 302
    event.refresh_from_db()
    assert event.starts_at == datetime(2027, 6, 4, 22, tzinfo=UTC)
    assert event.ends_at == datetime(2027, 6, 6, 21, 59, 59, tzinfo=UTC)


def test_nobody_overwrites_what_somebody_else_has_just_changed(clerk):
    event = EventFactory(title="Alt")
    response = submit(clerk, change(event), title="Meins", version="2020-01-01T00:00:00+00:00")
    assert list(errors(response)) == ["__all__"]
    assert Event.objects.get().title == "Alt"


def test_more_seats_are_offered_to_those_who_wait(clerk):
    workshop = WorkshopFactory(capacity=1)
    RegistrationFactory(workshop=workshop, confirmed=True)
    waiting = RegistrationFactory(workshop=workshop, waiting=True)
    assert submit(clerk, change(workshop.event), workshop__0__capacity="2").status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.OFFERED
    assert letters() == ["registration_offered"]


def test_calling_off_asks_first_and_tells_everybody(clerk):
    workshop = WorkshopFactory()
    registration = RegistrationFactory(workshop=workshop, confirmed=True)
    address = f"{EVENTS}{workshop.event_id}/call-off/"
    page = clerk.get(address)
    assert "per E-Mail" in page.content.decode()
    clerk.post(address)  # without the clerk's consent
    assert Event.objects.get().status == EventStatus.SCHEDULED
    assert letters() == []
    assert submit(clerk, address).status_code == 302
    registration.refresh_from_db()
    assert (Event.objects.get().status, registration.state) == ("cancelled", "cancelled")
    assert registration.cancel_reason == "event_cancelled"
    assert letters() == ["registration_cancelled"]


def test_a_link_to_call_off_changes_nothing_by_being_opened(clerk):
    event = WorkshopFactory().event
    assert clerk.get(f"{EVENTS}{event.pk}/call-off/").status_code == 200
    assert Event.objects.get().status == EventStatus.SCHEDULED


def test_publishing_tells_why_an_event_cannot_be_published(clerk):
    ready = EventFactory(publication=Publication.DRAFT)
    not_ready = EventFactory(publication=Publication.DRAFT, attendance_mode="offline", venue=None)
    answer = clerk.post(EVENTS, {"action": "publish", "_selected_action": [ready.pk, not_ready.pk]}, follow=True)
    states = dict(Event.objects.values_list("pk", "publication"))
    assert states == {ready.pk: "published", not_ready.pk: "draft"}
    assert sorted(message.level_tag for message in answer.context["messages"]) == ["error", "info"]


def test_withdrawing_asks_first(clerk):
    event = EventFactory(venue=VenueFactory())
    chosen = {"action": "withdraw", "_selected_action": event.pk}
    assert clerk.post(EVENTS, chosen).status_code == 200
    assert Event.objects.get().publication == Publication.PUBLISHED
    clerk.post(EVENTS, {**chosen, "confirmed": "yes"})
    assert Event.objects.get().publication == Publication.WITHDRAWN
    assert acts(event) == [("event.changed", "clerk")]


def test_events_are_never_deleted(clerk):
    event = EventFactory()
    assert clerk.post(f"{EVENTS}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    clerk.post(EVENTS, {"action": "delete_selected", "_selected_action": event.pk, "post": "yes"})
    assert Event.objects.filter(pk=event.pk).exists()


def test_the_organizer_ends_a_registration_and_the_next_gets_the_seat(clerk):
    workshop = WorkshopFactory(capacity=1)
    first = RegistrationFactory(workshop=workshop, confirmed=True)
    second = RegistrationFactory(workshop=workshop, waiting=True)
    address = f"{REGISTRATIONS}{first.pk}/end/"
    assert clerk.get(address).status_code == 200
    assert letters() == []
    assert submit(clerk, address).status_code == 302
    assert dict(Registration.objects.values_list("pk", "state")) == {first.pk: "cancelled", second.pk: "offered"}
    assert Registration.objects.get(pk=first.pk).cancel_reason == "by_organizer"
    assert letters() == ["registration_cancelled", "registration_offered"]


def test_registrations_are_read_only(clerk):
    registration = RegistrationFactory(confirmed=True)
    assert clerk.get(f"{REGISTRATIONS}{registration.pk}/change/").status_code == 200
    assert clerk.post(f"{REGISTRATIONS}{registration.pk}/change/", {"name": "X"}).status_code == 403
    assert clerk.get(f"{REGISTRATIONS}add/").status_code == 403


def test_who_has_another_role_can_end_nothing():
    client = Client()
    client.force_login(clerk_of("gemeinde-borsdorf", Role.MODERATOR, Role.MANAGER))
    registration = RegistrationFactory(confirmed=True)
    assert client.get(f"{REGISTRATIONS}{registration.pk}/change/").status_code == 403
    chosen = {"action": "end", "_selected_action": registration.pk, "confirmed": "yes"}
    client.post(REGISTRATIONS, chosen)
    assert client.post(f"{REGISTRATIONS}{registration.pk}/end/", chosen).status_code == 403
    assert client.post(f"{EVENTS}{registration.workshop.event_id}/call-off/", chosen).status_code == 403
    assert Registration.objects.get().state == RegistrationState.CONFIRMED
    assert Event.objects.get().status == EventStatus.SCHEDULED


def test_the_list_of_one_event_shows_places_in_line(clerk):
    workshop = WorkshopFactory(capacity=1)
    RegistrationFactory(workshop=workshop, confirmed=True, name="Erika")
    for name in ("Jörg", "Änne"):
        RegistrationFactory(workshop=workshop, waiting=True, name=name)
    RegistrationFactory(name="Andere Veranstaltung")
    rows = clerk.get(REGISTRATIONS, {"event": workshop.event_id}).context["cl"].result_list
    of = clerk.get(REGISTRATIONS).context["cl"].model_admin
    assert {row.name: of.place(row) for row in rows} == {"Erika": None, "Jörg": 1, "Änne": 2}


@pytest.mark.parametrize(("words", "found"), [("grosspösna", 1), ("GROSSPOESNA", 1), ("brandis", 0)])
def test_search_finds_events_whatever_the_spelling(clerk, words, found):
    EventFactory(title="Fest in Großpösna")
    assert len(clerk.get(EVENTS, {"q": words}).context["cl"].result_list) == found


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_whatever_their_length(clerk, count):
    for _number in range(count):
        RegistrationFactory(waiting=True)
    # Session, person, second factor, then the count of the page, its rows, their answers, and what the filters offer.
    for address, cost in ((EVENTS, 7), (REGISTRATIONS, 7)):
        with CaptureQueriesContext(connection) as queries:
            assert len(clerk.get(address).context["cl"].result_list) == count
        assert len(queries) == cost, (address, [query["sql"][:120] for query in queries])


def file(content, name):
    return SimpleUploadedFile(name, content)


def test_a_picture_is_chosen_described_shown_and_removed(clerk, settings, tmp_path):
    settings.MEDIA = tmp_path
    event = EventFactory()
    refused = submit(clerk, change(event), picture=file(picture(400, 300), "a.jpg"))
    again = [str(one) for one in refused.context["messages"]]
    assert again == ["Bitte wählen Sie die Dateien noch einmal aus: Der Browser behält sie nicht."]
    found = errors(refused)
    assert found == {"image_alt": ["Bitte beschreiben Sie, was das Bild zeigt, für alle, die es nicht sehen können."]}
    chosen = {"picture": file(picture(400, 300), "a.jpg"), "image_alt": "Ein Saal", "image_credit": "Stadt"}
    assert submit(clerk, change(event), **chosen).status_code == 302
    event.refresh_from_db()
    assert (event.image.width, event.image_alt, event.image_credit) == (400, "Ein Saal", "Stadt")
    page = clerk.get(change(event)).content.decode()
    assert f'<img src="/media/{event.image_id}/320.jpg" alt="Ein Saal" width="320" height="240">' in page
    assert submit(clerk, change(event), remove_picture="on").status_code == 302
    event.refresh_from_db()
    assert (event.image, event.image_alt, event.image_credit) == (None, "", "")


def test_a_file_that_is_no_picture_is_refused_beside_its_field(clerk):
    event = EventFactory()
    found = errors(submit(clerk, change(event), picture=file(b"<svg/>", "a.jpg"), image_alt="Ein Saal"))
    assert list(found) == ["picture"]
    assert Event.objects.get().image is None


def test_documents_are_attached_renamed_and_taken_away(clerk, settings, tmp_path):
    settings.MEDIA = tmp_path
    event = EventFactory()
    row = {"attachments__TOTAL_FORMS": "1", "attachments__0__title": "Einladung"}
    assert submit(clerk, change(event), **row, attachments__0__file=file(PDF, "Einladung.pdf")).status_code == 302
    attachment = event.attachments.get()
    assert (attachment.title, attachment.document.file_name) == ("Einladung", "einladung.pdf")
    assert f"/media/{attachment.document_id}/einladung.pdf" in clerk.get(change(event)).content.decode()
    assert submit(clerk, change(event), attachments__0__title="Plan").status_code == 302
    assert list(event.attachments.values_list("title", "document")) == [("Plan", attachment.document_id)]
    assert submit(clerk, change(event), attachments__0__DELETE="on").status_code == 302
    assert event.attachments.count() == 0
    assert acts(event) == [("event.attachments_changed", "clerk")] * 3


def test_only_documents_are_attached(clerk):
    event = EventFactory()
    row = {"attachments__TOTAL_FORMS": "1", "attachments__0__title": "Programm"}
    answer = submit(clerk, change(event), **row, attachments__0__file=file(b"MZ", "programm.pdf"))
    assert answer.status_code == 200
    assert event.attachments.count() == 0


def test_moving_a_public_event_asks_whether_it_was_moved_or_mistaken(clerk):
    event = EventFactory(starts_at=datetime(2027, 3, 1, 18, tzinfo=UTC))
    moved = {"starts_at_0": "08.03.2027", "ends_at_0": "08.03.2027"}
    assert errors(submit(clerk, change(event), **moved)).keys() == {"status"}
    assert submit(clerk, change(event), **moved, status="rescheduled").status_code == 302
    event.refresh_from_db()
    assert (event.starts_at, event.previous_starts_at) == (
        datetime(2027, 3, 8, 18, tzinfo=UTC), datetime(2027, 3, 1, 18, tzinfo=UTC),
    )  # fmt: skip


def test_a_mistaken_date_is_corrected_without_a_trace(clerk):
    event = EventFactory(starts_at=datetime(2027, 3, 1, 18, tzinfo=UTC))
    moved = {"starts_at_0": "08.03.2027", "ends_at_0": "08.03.2027"}
    assert submit(clerk, change(event), **moved, is_correction="on").status_code == 302
    event.refresh_from_db()
    assert (event.status, event.previous_starts_at) == ("scheduled", None)


def test_a_draft_moves_without_a_question(clerk):
    event = EventFactory(starts_at=datetime(2027, 3, 1, 18, tzinfo=UTC), publication="draft")
    moved = {"starts_at_0": "08.03.2027", "ends_at_0": "08.03.2027"}
    assert submit(clerk, change(event), **moved).status_code == 302


def test_questions_are_asked_from_the_event_s_page_and_two_of_a_name_are_refused(clerk):
    event = WorkshopFactory().event
    first = {"questions-0-label": "Essen?", "questions-0-key": "meal", "questions-0-kind": "single_choice"}
    rows = {"questions-TOTAL_FORMS": "1", **first}
    assert "2 bis 30 Antworten" in submit(clerk, change(event), **rows, **{"questions-0-lines": "alles"}).text
    assert submit(clerk, change(event), **rows, **{"questions-0-lines": "alles\nvegan"}).status_code == 302
    assert [(one.key, one.choices) for one in event.questions.all()] == [("meal", ["alles", "vegan"])]
    second = {"questions-1-label": "Noch etwas?", "questions-1-key": "meal", "questions-1-kind": "text"}
    twice = submit(clerk, change(event), **{"questions-TOTAL_FORMS": "2", **second})
    assert (twice.status_code, event.questions.count()) == (200, 1)


def test_settings_under_which_nobody_could_register_are_refused_beside_their_field(clerk):
    event = WorkshopFactory().event
    local = timezone.localtime(event.starts_at + timedelta(days=1))
    opens = {"workshop-0-opens_at_0": f"{local:%d.%m.%Y}", "workshop-0-opens_at_1": f"{local:%H:%M:%S}"}
    answer = submit(clerk, change(event), **opens, **{"workshop-0-keyword": "!"})
    (form,) = answer.context["inline_admin_formsets"][0].formset.forms
    assert {name: len(found) for name, found in form.errors.items()} == {"opens_at": 1, "keyword": 1}
