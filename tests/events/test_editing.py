"""Creating and changing events through the one verb for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.models import Publication
from core.municipalities.models import District, Municipality, Organization
from events.models import Event
from events.services import editing
from tests.factories.events import EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def save(event, *slugs, **more):
    return editing.save(event, municipalities=Municipality.objects.filter(slug__in=slugs), by=SYSTEM, **more)


def test_an_organization_addresses_only_its_municipalities():
    event = EventFactory(organization=Organization.objects.get(slug="stadt-naunhof"), addressed=["naunhof"])
    save(event, "naunhof", "belgershain")
    with pytest.raises(Invalid) as refusal:
        save(event, "naunhof", "borsdorf")
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/municipalities", "not_addressable")]
    assert set(event.municipalities.values_list("slug", flat=True)) == {"naunhof", "belgershain"}


def test_an_event_addresses_somebody():
    with pytest.raises(Invalid):
        save(EventFactory())


def test_districts_lie_in_the_municipalities_addressed():
    elsewhere = District.objects.filter(municipality__slug="machern")[:1]
    with pytest.raises(Invalid):
        save(EventFactory(), "borsdorf", districts=elsewhere)


def test_saving_without_a_change_leaves_no_trace():
    event = EventFactory()
    before = Event.objects.values().get()
    save(Event.objects.get(), "borsdorf")
    assert Event.objects.values().get() == before
    assert not AuditEntry.objects.filter(subject_id=event.pk).exists()


def test_words_leave_the_sequence_and_dates_raise_it():
    event = Event.objects.get(pk=EventFactory().pk)
    event.title = "Neuer Titel"
    assert save(event, "borsdorf").sequence == 0
    before = event.starts_at
    event.starts_at += timedelta(hours=1)
    assert save(event, "borsdorf").sequence == 1
    entry = AuditEntry.objects.filter(subject_id=event.pk).latest("id")
    moved = [before.isoformat(), event.starts_at.isoformat()]
    assert entry.details == {"fields": ["starts_at"], "changes": {"starts_at": moved}}
    assert entry.organization == event.organization


def test_a_scheduled_event_becomes_public_at_its_moment():
    now = timezone.now()
    for seconds, title in ((-1, "due"), (1, "early")):
        EventFactory(title=title, publication=Publication.SCHEDULED, published_at=now + timedelta(seconds=seconds))
    assert editing.publish_due(now=now) == 1
    assert list(Event.objects.published().values_list("title", flat=True)) == ["due"]
