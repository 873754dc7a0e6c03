"""Personal data of registrations: their export, erasure, end in time, and joining the account of the same address."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.consents import records
from core.consents.models import EndReason
from core.privacy import Rule, retention, traces
from events.models import (
    Answer,
    ParticipantMessage,
    Registration,
    RegistrationState,
    RegistrationStep,
    RegistrationToken,
)
from events.models.registration import RegistrationQuerySet
from events.services import registrations

# A name under .invalid never resolves (RFC 2606); with the row's own id no two rows are the same party.
NOBODY = "@deleted.invalid"


def export(person: Person) -> dict[str, Any]:
    fields = (
        "id", "workshop__event", "workshop__event__title", "workshop__event__starts_at", "name", "email", "language",
        "party_size", "is_resident", "state", "cancel_reason", "channel", "created_at", "confirmed_at", "ended_at",
        "attended", "checked_in_at",
    )  # fmt: skip
    written = ParticipantMessage.objects.filter(sent_by=person).order_by("sent_at")
    answers = Answer.objects.filter(registration__in=_of(person)).order_by("registration", "created_at", "key")
    steps = RegistrationStep.objects.filter(registration__in=_of(person)).order_by("created_at")
    return {
        "answers_to_workshops": list(answers.values("registration", "label", "value", "created_at")),
        "told_of_registrations": list(steps.values("registration", "state", "cancel_reason", "created_at")),
        "registrations": list(_of(person).order_by("created_at").values(*fields)),
        "messages_to_participants": list(written.values("event__title", "subject", "text", "sent_at")),
    }


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - every domain's signature
    """Cancel what is to come, so that seats pass on, then delete; of past participation the bare number stays."""
    mine = _of(person)
    now = timezone.now()
    to_come = mine.live().filter(workshop__event__over_at__gt=now)
    # Workshops are locked one after the other: always in the same order, so that two erasures never wait in a circle.
    for key in list(to_come.order_by("workshop", "pk").values_list("pk", flat=True)):
        registrations.cancel(key, by=by)
    ParticipantMessage.objects.filter(sent_by=person).update(sent_by=None)
    records.end_about(list(mine.values_list("pk", flat=True)), EndReason.ERASED)
    _anonymise(mine.filter(state=RegistrationState.CONFIRMED))
    _delete(mine.exclude(state=RegistrationState.CONFIRMED))


def _never_confirmed(now: datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(
        created_at__lt=retention.limit("unconfirmed_registrations", now=now),
        confirmed_at__isnull=True,
        state__in=[RegistrationState.EXPIRED, RegistrationState.CANCELLED],
    )


def _past(now: datetime) -> RegistrationQuerySet:
    return Registration.objects.filter(workshop__event__over_at__lt=retention.limit("registrations", now=now))


def _past_and_named(now: datetime) -> QuerySet[Registration]:
    return _past(now).filter(state=RegistrationState.CONFIRMED).exclude(email__endswith=NOBODY)


def _past_without_seat(now: datetime) -> QuerySet[Registration]:
    return _past(now).exclude(state=RegistrationState.CONFIRMED)


def _past_messages(now: datetime) -> QuerySet[ParticipantMessage]:
    """What clerks wrote to the participants goes with them."""
    return ParticipantMessage.objects.filter(event__over_at__lt=retention.limit("registrations", now=now))


def _answers_due(now: datetime) -> QuerySet[Answer]:
    """Those whose own days after the event are over: as many as were promised when they were given."""
    over_at = F("registration__workshop__event__over_at")
    own_end = ExpressionWrapper(over_at + F("keep_days") * Value(timedelta(days=1)), DateTimeField())
    limit = retention.limit("registration_answers", now=now)
    return Answer.objects.alias(over_at=over_at, own_end=own_end).filter(Q(own_end__lt=now) | Q(over_at__lt=limit))


def adopt(person: Person) -> int:
    """Never confirmed ones stay out: anybody may have typed this address."""
    theirs = Registration.objects.filter(email=person.email, person__isnull=True, confirmed_at__isnull=False)
    return theirs.update(person=person)


def readdress(person: Person, old_email: str) -> int:
    """Registrations show the new address; one stays where the person is also registered under the new one.

    That one's letters go to the new address all the same, as all letters to people with an account do.
    """
    own = Registration.objects.filter(person=person, email=old_email)
    rival = Registration.objects.live().filter(workshop=OuterRef("workshop"), email=person.email)
    return own.exclude(Exists(rival)).update(email=person.email)


def take_part() -> None:
    rules = [
        Rule("unconfirmed_registrations", _never_confirmed, _delete),
        Rule("registrations", _past_and_named, _anonymise),
        Rule("registrations", _past_without_seat, _delete),
        Rule("registration_answers", _answers_due),
        Rule("registrations", _past_messages),
    ]
    privacy.register(
        "events",
        models=[Registration, RegistrationStep, Answer, ParticipantMessage],
        export=export,
        erase=erase,
        rules=rules,
        adopt=adopt,
        readdress=readdress,
    )


def _of(person: Person) -> RegistrationQuerySet:
    """The person's own, and a guest's with the same, proven address."""
    return Registration.objects.filter(Q(person=person) | Q(email=person.email))


def _anonymise(rows: QuerySet[Registration]) -> None:
    """Leave the number of people who came; their links stop working."""
    keys = _without_traces(rows)
    RegistrationToken.objects.filter(registration__in=keys).delete()
    Answer.objects.filter(registration__in=keys).delete()
    RegistrationStep.objects.filter(registration__in=keys).delete()
    nobody = Concat(Cast("pk", CharField()), Value(NOBODY))
    Registration.objects.filter(pk__in=keys).update(
        name="", email=nobody, person=None, language="de", is_resident=False
    )


def _delete(rows: QuerySet[Registration]) -> None:
    Registration.objects.filter(pk__in=_without_traces(rows)).delete()


def _without_traces(rows: QuerySet[Registration]) -> list[Any]:
    keys = list(rows.values_list("pk", flat=True))
    records.end_about(keys, EndReason.DELETED)  # their proof stays for a while (core.consents)
    traces.remove(Registration, keys, letters_by="registration_id")
    return keys
