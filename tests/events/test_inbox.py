"""What others do to a registration stands in the inbox of its person; what one does oneself does not."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from core.actors import GUEST, SYSTEM
from core.actors import person as acting
from core.mail.models import OutgoingMail
from core.notifications import notifying
from core.notifications.models import Notification
from events.models import EventStatus, Registration, RegistrationStep, Workshop
from events.services import editing, messages, offers, registrations, seats
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
STARTS = datetime(2026, 12, 10, 17, tzinfo=UTC)


@pytest.fixture
def workshop():
    """One seat, taken by a guest; Erika waits with an account, behind her a guest."""
    with time_machine.travel(STARTS - timedelta(days=9), tick=False):
        workshop = WorkshopFactory(capacity=1, event=EventFactory(title="Ortskern", starts_at=STARTS))
        RegistrationFactory(workshop=workshop, confirmed=True, name="Gast")
        erika = PersonFactory(email="erika@example.org")
        for person in (erika, None):
            RegistrationFactory(workshop=workshop, waiting=True, person=person)
        yield workshop


def of_erika():
    return Registration.objects.get(person__email="erika@example.org")


def told():
    """Titles and first sentences in Erika's inbox, the oldest first; nobody else has one."""
    rows = list(Notification.objects.order_by("created_at", "pk"))
    assert {(row.person.email, row.channel) for row in rows} <= {("erika@example.org", "app")}
    with translation.override("de"):
        words = notifying.in_words(rows)
    return [(words[row.event_id].title, words[row.event_id].text.splitlines()[0]) for row in rows]


def in_german(rows):
    with translation.override("de"):
        return list(notifying.in_words(rows).values())


def free_the_seat():
    registrations.cancel(Registration.objects.get(name="Gast").pk, by=GUEST)


OFFERED = "Ein Platz ist für Sie frei: Ortskern"
LAPSED = "Das Platzangebot ist verfallen: Ortskern"


def test_a_seat_that_is_offered_and_lapses(workshop):
    free_the_seat()
    ((title, text),) = told()
    assert (title, "bis Mittwoch, 2. Dezember 2026, 18:00" in text) == (OFFERED, True)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        seats.settle(Workshop.objects.get(), now=timezone.now())
    assert [title for title, _ in told()] == [OFFERED, LAPSED]
    letters = OutgoingMail.objects.filter(ids__registration_id=str(of_erika().pk)).order_by("created_at")
    assert list(letters.values_list("letter", flat=True)) == ["registration_offered", "registration_expired"]


@pytest.mark.parametrize("act", [offers.accept, offers.decline, registrations.cancel])
@pytest.mark.parametrize("as_guest", [True, False])
def test_what_one_does_oneself_one_knows(workshop, act, as_guest):
    free_the_seat()
    mine = of_erika()
    act(mine.pk, by=GUEST if as_guest else acting(mine.person))
    assert len(told()) == RegistrationStep.objects.count() == 1


def test_what_the_organizer_does(workshop):
    erika = of_erika().person
    registrations.end(of_erika(), reason="by_organizer", now=timezone.now(), by=SYSTEM)
    assert [title for title, _ in told()] == ["Ihre Anmeldung ist aufgehoben: Ortskern"]
    Registration.objects.filter(person=erika).delete()
    RegistrationFactory(workshop=workshop, confirmed=True, person=erika)
    workshop.event.status = EventStatus.CANCELLED
    editing.save(workshop.event, municipalities=workshop.event.municipalities.all(), by=SYSTEM)
    rows = Notification.objects.filter(event_id__in=RegistrationStep.objects.values("pk"))
    assert [notice.title for notice in in_german(rows)] == ["Abgesagt: Ortskern"]


def test_a_moved_event_is_told_once_with_what_has_changed_since(workshop):
    event = workshop.event
    for starts_at, day in ((STARTS + timedelta(days=1), "Freitag, 11."), (STARTS, "Donnerstag, 10.")):
        event.starts_at, event.ends_at = starts_at, starts_at + timedelta(hours=2)
        editing.save(event, municipalities=event.municipalities.all(), by=SYSTEM)
        (notice,) = in_german(Notification.objects.all())  # what was taken back is not told any more
        assert (notice.title, notice.item_type, notice.item_id) == ("Geändert: Ortskern", "event", event.pk)
        assert f"{day} Dezember 2026, 18:00 Uhr (bisher: " in notice.text
    assert Notification.objects.count() == 2


def test_what_the_organizer_writes(workshop):
    RegistrationFactory(workshop=workshop, waiting=True, person=of_erika().person)  # she hears of it once
    messages.send(workshop.event_id, subject="Raum", text="Im Saal.", states=["waitlisted"], by=SYSTEM)
    assert told() == [("Raum", "Im Saal.")]


@pytest.mark.parametrize("count", [1, 3])
def test_putting_into_words_costs_three_queries(workshop, count, django_assert_num_queries):
    free_the_seat()
    step = RegistrationStep.objects.get()
    for _ in range(count):
        step.pk = None
        step._state.adding = True
        step.id = RegistrationStep._meta.pk.get_default()
        step.save()
        notifying.tell("registrations", step.pk, people=[step.registration.person])
    rows = list(Notification.objects.all())
    with django_assert_num_queries(3):
        assert len(notifying.in_words(rows)) == count + 1


def test_it_goes_with_the_registration(workshop):
    free_the_seat()
    of_erika().delete()
    assert RegistrationStep.objects.count() == 0
    assert notifying.in_words(Notification.objects.all()) == {}
