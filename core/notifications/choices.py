"""How people want to hear of the subjects."""

import uuid
from collections.abc import Collection, Mapping

from core.accounts.models import Person
from core.accounts.services import accounts
from core.actors import Actor
from core.audit.record import record
from core.notifications import subjects
from core.notifications.models import Choice, Delivery


def of(person: Person) -> dict[str, Delivery]:
    """By subject; the default where the person has not chosen."""
    chosen = dict(Choice.objects.filter(person=person).values_list("subject", "delivery"))
    return {subject.name: Delivery(chosen.get(subject.name, subject.default)) for subject in subjects.known()}


def of_all(people: Collection[Person], name: str) -> dict[uuid.UUID, Delivery]:
    """How each of them wants to hear of one subject."""
    default = subjects.of(name).default
    if len(subjects.of(name).deliveries) == 1:
        return dict.fromkeys((person.pk for person in people), default)
    chosen = dict(Choice.objects.filter(person__in=people, subject=name).values_list("person_id", "delivery"))
    return {person.pk: Delivery(chosen.get(person.pk, default)) for person in people}


def choose(person: Person, wanted: Mapping[str, Delivery | str], *, by: Actor) -> dict[str, Delivery]:
    """Take over what is wanted; what it leaves out stays as it is. Returns all choices. Raises Unauthenticated."""
    with accounts.held(person):
        changed = {name: delivery for name, delivery in wanted.items() if of(person)[name] != delivery}
        for name, delivery in changed.items():
            Choice.objects.update_or_create(person=person, subject=name, defaults={"delivery": delivery})
        if changed:
            record("account.notifications_chosen", person, by=by, fields=sorted(changed))
    return of(person)
