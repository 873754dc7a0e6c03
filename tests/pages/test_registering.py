"""Registering on the event's page: people without app and account, the domain's rules, and what nobody learns."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail as sent

from core.actors import SYSTEM
from core.legal.models import LegalDocument, LegalKind
from core.mail import delivery
from core.mail.models import OutgoingMail
from events.models import EventStatus, Question, Registration
from events.services import answers as replies
from events.services import questions
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory
from tests.forms import filled
from tests.pages.html import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)
EMAIL = "lena@example.org"
TOLD = {"name": "Lena Muster", "email": EMAIL, "party_size": "2"}
MEAL = {"key": "meal", "label": "Essen?", "kind": "single_choice", "choices": ["alles", "vegan"], "is_required": True}
DAYS = {"key": "days", "label": "Wann?", "kind": "multiple_choice", "choices": ["Sa", "So"]}
PHOTO = {"key": "photo", "label": "Fotos von mir dürfen erscheinen.", "kind": "consent", "is_required": True}


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def form(workshop):
    return f"/events/{workshop.event_id}/register"


def shown(reader, workshop):
    """What the event's page says of registering, as text, and where its button leads."""
    section = reader.open(f"/events/{workshop.event_id}").text.partition('aria-labelledby="registering"')[2]
    section = section.partition("</section>")[0]
    button = re.search(r'class="button"\s+href="([^"]+)"', section)
    return " ".join(re.sub(r"<[^>]*>|^>", " ", section).split()), button and button[1]


def heading(response):
    return " ".join(response.text.partition("<h1>")[2].partition("</h1>")[0].split())


def full(**fields):
    workshop = WorkshopFactory(capacity=1, **fields)
    RegistrationFactory(workshop=workshop, confirmed=True)
    return workshop


def test_from_the_events_page_by_the_form_and_the_mail_to_a_seat(reader):
    workshop = WorkshopFactory(capacity=3, residents_only=True)
    questions.put(workshop.event_id, [Question(**one) for one in (MEAL, DAYS, PHOTO)], by=SYSTEM)
    LegalDocument.objects.create(kind=LegalKind.PRIVACY, text_de="Hinweise", number=1, valid_from="2026-11-01")
    words, button = shown(reader, workshop)
    assert words == (
        "Anmeldung Es sind Plätze frei. Nur für Menschen, die hier wohnen: Borsdorf. Anmelden Sie können sich bis "
        "Montag, 14. Dezember 2026, 12:00 Uhr anmelden. Ein Konto brauchen Sie dafür nicht."
    )
    page = reader.open(button)
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store", "noindex")
    assert 'href="/legal/privacy/borsdorf"' in page.text
    hints = {one["name"]: one.get("autocomplete") for one in Page(page.text).all("input")}
    assert (hints["name"], hints["email"]) == ("name", "email")
    assert [filled(page)[name] for name in ("name", "email", "party_size")] == ["", "", "1"]

    asked = reader.press(button, **TOLD, **{"answers-meal": "vegan", "answers-days": ["So"], "answers-photo": "on",
                                            "is_resident": "on"})  # fmt: skip
    assert (asked.status_code, heading(asked)) == (200, "Bitte sehen Sie in Ihr Postfach")
    registration = Registration.objects.get()
    assert (registration.state, registration.holds_until) == ("unconfirmed", NOON + timedelta(minutes=30))
    assert (registration.name, registration.email, registration.party_size) == ("Lena Muster", EMAIL, 2)
    assert (registration.is_resident, registration.language) == (True, "de")
    assert replies.of(registration.pk) == {"meal": "vegan", "days": ["So"], "photo": True}

    delivery.deliver(OutgoingMail.objects.get().pk)
    token = re.search(r"^\S+/registrations/confirm\?token=(\S+)$", sent.outbox[-1].body, re.MULTILINE)[1]
    assert heading(reader.press("/registrations/confirm", token=token)) == "Sie sind angemeldet"
    assert shown(reader, workshop)[0].startswith("Anmeldung Es sind nur noch wenige Plätze frei.")


def test_what_is_wrong_stands_above_and_beside_and_what_was_typed_stays(reader):
    workshop = WorkshopFactory(max_party_size=2, residents_only=True)
    questions.put(workshop.event_id, [Question(**one) for one in (MEAL, DAYS, PHOTO)], by=SYSTEM)
    typed = {"name": "Lena", "email": EMAIL, "answers-days": ["Sa", "So"]}
    first = reader.press(form(workshop), **typed | {"email": "lena", "party_size": "zwei"})
    assert (first.status_code, Page(first.text).title[:8]) == (400, "Fehler: ")
    assert (first.text.count("name@example.org"), first.text.count("zum Beispiel 2.")) == (2, 2)
    too_many = reader.press(form(workshop), **typed, party_size="3")
    assert (too_many.status_code, too_many.text.count("Bitte melden Sie 1 bis 2 Personen an.")) == (400, 2)
    refused = reader.press(form(workshop), **typed, party_size="2")
    assert refused.status_code == 400
    assert re.findall(r'<a href="#(id_\S+)"', refused.text) == ["id_answers-meal", "id_answers-photo", "id_is_resident"]
    assert filled(refused) | {"answers-meal": ""} == typed | {"party_size": "2", "answers-meal": ""}
    assert (Registration.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_a_full_workshop_says_so_before_the_form_and_leads_to_the_waiting_list(reader):
    workshop = full()
    words, button = shown(reader, workshop)
    assert words.startswith("Anmeldung Zurzeit sind alle Plätze belegt. Sie können sich auf die Warteliste")
    page = reader.open(button)
    assert heading(page) == "Auf die Warteliste setzen"
    assert page.text.index("Zurzeit sind alle Plätze belegt.") < page.text.index("<form")
    asked = reader.press(button, **TOLD | {"party_size": "1"})
    assert "Mit dem Link kommen Sie auf die Warteliste." in asked.text
    assert Registration.objects.values_list("state", "holds_until").get(email=EMAIL) == ("unconfirmed", None)


def test_a_free_seat_for_which_somebody_waits_is_nobody_elses(reader):
    workshop = WorkshopFactory(capacity=2)
    RegistrationFactory(workshop=workshop, confirmed=True)
    RegistrationFactory(workshop=workshop, waiting=True, party_size=2)
    assert heading(reader.open(form(workshop))) == "Auf die Warteliste setzen"


@pytest.mark.parametrize(
    ("make", "status", "title", "sentence"),
    [
        (lambda: full(waiting_list=False), 409, "Der Workshop ist ausgebucht", "Alle Plätze sind belegt, und es gibt"),
        (lambda: WorkshopFactory(closes_at=NOON), 409, "Die Anmeldung ist beendet", "Die Anmeldung zu diesem"),
        (
            lambda: WorkshopFactory(opens_at=NOON + timedelta(days=1)), 409, "Die Anmeldung hat noch nicht begonnen",
            "Die Anmeldung beginnt am Dienstag, 1. Dezember 2026, 12:00 Uhr. Bitte kommen Sie dann wieder.",
        ),
        (
            lambda: WorkshopFactory(event__status=EventStatus.CANCELLED), 409, "Die Veranstaltung ist abgesagt",
            "Diese Veranstaltung ist abgesagt.",
        ),
        (
            lambda: WorkshopFactory(event__starts_at=NOON - timedelta(days=2), external_url="https://x.example/"), 410,
            "Die Veranstaltung ist vorbei", "Diese Veranstaltung ist vorbei.",
        ),
    ],
)  # fmt: skip
def test_where_nobody_can_register_both_pages_say_why(reader, make, status, title, sentence):
    workshop = make()
    words, button = shown(reader, workshop)
    assert (words[: len("Anmeldung ") + len(sentence)], button) == (f"Anmeldung {sentence}", None)
    before = Registration.objects.count()
    for answer in (reader.open(form(workshop)), reader.press(form(workshop), **TOLD)):
        assert (answer.status_code, heading(answer)) == (status, title)
        assert (sentence in answer.text, "<form" in answer.text, "x.example" in answer.text) == (True, False, False)
    assert (Registration.objects.count(), OutgoingMail.objects.count()) == (before, 0)


def test_too_many_for_the_free_seats_is_said_beside_their_number(reader):
    workshop = WorkshopFactory(capacity=2, waiting_list=False)
    RegistrationFactory(workshop=workshop, confirmed=True)
    refused = reader.press(form(workshop), **TOLD)
    assert (refused.status_code, 'href="#id_party_size"' in refused.text) == (409, True)
    assert filled(refused) == TOLD


def test_elsewhere_leads_there_and_no_event_or_a_draft_leads_nowhere(reader):
    workshop = WorkshopFactory(external_url="https://anmeldung.example/1", keyword="Digital")
    assert shown(reader, workshop) == (
        "Anmeldung Für diese Veranstaltung meldet man sich auf einer anderen Seite an. Dort anmelden",
        "https://anmeldung.example/1",
    )
    assert 'href="https://anmeldung.example/1"' in reader.press(form(workshop), **TOLD).text
    without = EventFactory()
    assert 'id="registering"' not in reader.open(f"/events/{without.pk}").text
    assert heading(reader.open(f"/events/{without.pk}/register")) == "Für diese Veranstaltung gibt es keine Anmeldung"
    draft = WorkshopFactory(event__publication="draft")
    assert [one.status_code for one in (reader.open(form(draft)), reader.press(form(draft), **TOLD))] == [404, 404]


def test_the_keyword_is_told_where_a_mailbox_is_read(reader, settings):
    workshop = WorkshopFactory(keyword="Digital & gut")
    settings.MAILBOX_ADDRESS = ""
    assert "Stichwort" not in shown(reader, workshop)[0]
    settings.MAILBOX_ADDRESS = "anmeldung@partheland.example"
    page = reader.open(f"/events/{workshop.event_id}").text
    assert 'href="mailto:anmeldung@partheland.example?subject=Digital%20%26%20gut"' in page
    assert "mit dem Stichwort „Digital &amp; gut“." in page


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(reader):
    workshop = WorkshopFactory(capacity=3)
    RegistrationFactory(workshop=workshop, confirmed=True, email=EMAIL)
    known = reader.press(form(workshop), **TOLD)
    stranger = reader.press(form(workshop), **TOLD | {"email": "niemand@example.org"})
    assert known.text == stranger.text.replace("niemand@example.org", EMAIL)
    assert list(OutgoingMail.objects.order_by("created_at", "letter").values_list("letter", flat=True)) == [
        "registration_confirm", "registration_known",
    ]  # fmt: skip


def test_a_mailbox_gets_five_letters_an_hour_and_what_is_refused_does_not_count(reader, settings):
    settings.RATE_LIMITS = True
    workshop = WorkshopFactory()
    wrong = [reader.press(form(workshop), **TOLD | {"party_size": "9"}).status_code for _ in range(6)]
    right = [reader.press(form(workshop), **TOLD).status_code for _ in range(6)]
    assert (wrong, right) == ([400] * 6, [200] * 5 + [429])
    assert OutgoingMail.objects.count() == 5
