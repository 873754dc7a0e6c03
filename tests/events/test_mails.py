"""What the letters say, to whom, and when they are no longer written."""

import io
from datetime import timedelta

import pytest
import zxingcpp
from django.core import mail as sent
from django.utils import timezone
from icalendar import Calendar
from PIL import Image

from core.actors import GUEST
from core.mail import delivery, outbox
from core.mail.models import OutgoingMail
from events import checkin
from events.models import Registration
from events.services import attendance, registrations
from tests.events.conftest import links_in
from tests.factories.events import RegistrationFactory, VenueFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
LINK = "https://konferenz.example/geheim-4711"


def deliver_all():
    for mail in OutgoingMail.objects.filter(status="queued").order_by("created_at"):
        delivery.deliver(mail.pk)
    return sent.outbox


def test_the_confirmation_link_is_the_first_and_works(register):
    register(WorkshopFactory())
    (mail,) = deliver_all()
    link = links_in(mail.body)[0]
    path, _, token = link.partition("?token=")
    assert (path.rpartition("/registrations")[2], mail.to) == ("/confirm", ["erika@example.org"])
    assert registrations.confirm(token).state == "confirmed"


def test_the_confirmed_letter_brings_calendar_manage_and_cancel_links_and_the_join_link(register, confirm):
    confirm(register(WorkshopFactory(join_url=LINK)))
    (mail,) = deliver_all()
    paths = [link.partition("?")[0].rpartition("/registrations")[2] for link in links_in(mail.body)]
    assert paths == ["/manage", "/cancel"]
    assert LINK in mail.body
    (part,) = mail.attachments
    content = part.get_payload(decode=True)
    assert (part.get_filename(), part.get_content_type(), part.get_param("method")) == (
        "termin.ics", "text/calendar", "REQUEST",
    )  # fmt: skip
    assert b"4711" not in content
    assert Calendar.from_ical(content).walk("VEVENT")[0]["uid"] == str(Registration.objects.get().pk)


def test_before_its_time_the_join_link_is_announced_but_not_shown(register, confirm):
    confirm(register(WorkshopFactory(join_url=LINK, join_available_from=timezone.now() + timedelta(days=3))))
    (mail,) = deliver_all()
    assert LINK not in mail.body


def test_a_letter_that_is_no_longer_true_is_not_sent(register):
    registration = register(WorkshopFactory())
    registrations.cancel(registration.pk, by=GUEST)
    (mail,) = deliver_all()
    assert list(OutgoingMail.objects.order_by("created_at").values_list("letter", "status")) == [
        ("registration_confirm", "obsolete"),
        ("registration_cancelled", "sent"),
    ]
    assert mail.to == ["erika@example.org"]


def test_every_letter_is_written_in_both_languages():
    for language in ("de", "en"):
        for state in ({}, {"confirmed": True}, {"waiting": True}, {"offered": True}):
            RegistrationFactory(language=language, **state)
    letters = {
        "unconfirmed": ["registration_confirm"],
        "confirmed": ["registration_confirmed", "registration_known"],
        "waitlisted": ["registration_waitlisted", "registration_known"],
        "offered": ["registration_offered", "registration_known"],
    }
    for registration in Registration.objects.all():
        for letter in letters[registration.state]:
            outbox.queue(letter, language=registration.language, registration_id=registration.pk)
    assert len(deliver_all()) == 2 * 7


def test_mail_comes_from_the_organization_and_asks_for_no_automatic_answers(register):
    register(WorkshopFactory())
    (mail,) = deliver_all()
    assert mail.from_email.startswith("Gemeinde Borsdorf <")
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_who_comes_on_site_gets_a_picture_that_opens_the_door(register, confirm):
    workshop = WorkshopFactory(event__attendance_mode="offline", event__venue=VenueFactory())
    confirm(register(workshop))
    (mail,) = deliver_all()
    _calendar, (name, content, media_type) = mail.attachments
    assert (name, media_type) == ("einlasscode.png", "image/png")
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(content)))
    found = attendance.find_by_code(workshop.event_id, checkin.code_of(read.text))
    assert found == Registration.objects.get()
    assert read.text.startswith(f"https://api.partheland.example/admin/events/event/{workshop.event_id}/check-in/")
