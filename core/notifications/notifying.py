"""Telling people of an event: called inside the transaction of the act that caused it."""

import uuid
from collections.abc import Collection, Iterable

from core.accounts.models import Person
from core.mail import outbox
from core.notifications import choices, subjects
from core.notifications.models import Channel, Delivery, Notification
from core.notifications.subjects import Notice
from core.push import announcing

CHANNELS = {
    Delivery.AT_ONCE: (Channel.APP, Channel.MAIL),
    Delivery.DAILY: (Channel.APP, Channel.DIGEST),
    Delivery.APP: (Channel.APP,),
}


def tell(name: str, event_id: uuid.UUID, *, people: Collection[Person]) -> None:
    """Tell each of them of the event, as they chose for the subject `name`; who knows of it already is told no more.

    Letters and messages to their devices join the outbox here: they and the fact are there together or not at all.
    However many people they are, it costs the same number of statements.
    """
    subject, chosen = subjects.of(name), choices.of_all(people, name)
    rows = [
        Notification(person=person, subject=name, event_id=event_id, channel=channel)
        for person in people
        for channel in CHANNELS[chosen[person.pk]]
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    written = Notification.objects.filter(pk__in=[row.pk for row in rows], channel=Channel.MAIL)
    told_now = set(written.values_list("person_id", flat=True))
    announcing.tell([row.pk for row in rows if row.channel == Channel.APP])
    letters = [
        (person.language, {"person_id": person.pk, subject.letter_id: event_id})
        for person in people
        if person.pk in told_now
    ]
    if letters:  # a subject without letters of its own names none
        outbox.queue_each(subject.letter, letters)


def forget(event_ids: Iterable[uuid.UUID]) -> None:
    """Drop what was told of events that are erased."""
    Notification.objects.filter(event_id__in=list(event_ids)).delete()


def in_words(notifications: Iterable[Notification]) -> dict[uuid.UUID, Notice]:
    """The words of each by its event, in one question per subject; without those that may no longer be told."""
    events: dict[str, set[uuid.UUID]] = {}
    for one in notifications:
        events.setdefault(one.subject, set()).add(one.event_id)
    found: dict[uuid.UUID, Notice] = {}
    for name, ids in events.items():
        found |= subjects.of(name).describe(ids)
    return found
