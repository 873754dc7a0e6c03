"""Registering by a mail that names a keyword. The mail proves nothing: only the link that is sent back counts."""

import re
import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import names, sealing
from core.accounts import roles
from core.actors import GUEST, Act, Actor
from core.audit.record import record
from core.errors import Invalid, Missing, Refusal
from core.inbox import courtesy, parsing
from core.inbox.parsing import Incoming
from core.mail import outbox
from core.mail.models import OutgoingMail
from core.text import fold
from events import mail_words
from events.models import Event, IncomingMail, Outcome, Registration, Workshop
from events.services import registrations

# Letters to one sender a day, and to all of them an hour: who writes more often is a machine, or in need of a clerk.
MOST_TO_ONE, A_DAY = 4, timedelta(days=1)
MOST_TO_ALL, AN_HOUR = 200, timedelta(hours=1)
OUR_MESSAGE = re.compile(r"<([0-9a-f-]{36})@")


def take_in(content: bytes) -> IncomingMail:
    """Act upon a mail once: the same one again, from wherever it was moved, changes nothing."""
    mail, now = parsing.read(content), timezone.now()
    with transaction.atomic():
        row, is_new = IncomingMail.objects.select_for_update().get_or_create(
            digest=mail.digest,
            defaults={
                "sender_digest": sealing.digest("incoming", mail.sender),
                "message_id": mail.message_id,
                "outcome": Outcome.UNCLEAR,
            },
        )
        if is_new:
            _act(row, mail, now=now)
    return row


def assign(mail_id: uuid.UUID, *, event_id: uuid.UUID, by: Actor) -> Registration:
    """Register the sender of an unclear mail for this event: as if the keyword had been right.

    Raises Missing (settled meanwhile), NotEntrusted, and what `registrations.register` raises.
    """
    with transaction.atomic():
        row = _unsettled(mail_id)
        event = Event.objects.filter(pk=event_id).first()
        if event is None:
            raise Missing
        roles.require(by, Act.PARTICIPANTS, event.organization_id)
        lines = mail_words.first_lines(row.subject, row.text)
        registration = registrations.register(
            event_id,
            name=_name(row.sender_name, row.sender),
            email=row.sender,
            party_size=1,
            language="de",
            by=by,
            from_mail=row,
            proposed_party_size=mail_words.party_size(lines),
        )
        record("incoming_mail.assigned", row, by=by, event=str(event_id))
        row.event_id, row.registration = event_id, registration
        row.settle(Outcome.REGISTERED, timezone.now())
        row.save()
    return registration


def dismiss(mail_id: uuid.UUID, *, by: Actor) -> None:
    """A clerk has dealt with it; what it said is forgotten. Raises Missing."""
    with transaction.atomic():
        row = _unsettled(mail_id)
        row.settle(Outcome.DISMISSED, timezone.now())
        row.save()
        record("incoming_mail.dismissed", row, by=by)


def _unsettled(mail_id: uuid.UUID) -> IncomingMail:
    row = IncomingMail.objects.unsettled().select_for_update().filter(pk=mail_id).first()
    if row is None:
        raise Missing
    return row


def _act(row: IncomingMail, mail: Incoming, *, now: datetime) -> None:
    reason = courtesy.why_not_answer(mail, own_addresses=own_addresses()) or _why_enough(row, now=now)
    if reason in {"from_ourselves", "bounce", "automatic", "no_sender"}:
        row.reason = reason
        row.settle(Outcome.NOT_ANSWERED, now)
        row.save()
        return
    row.sender, row.sender_name = mail.sender, mail.sender_name
    row.subject, row.text = mail.subject, mail.text
    if reason:
        row.outcome, row.reason = Outcome.NOT_ANSWERED, reason  # a person may have written it: a clerk sees it
        row.save()
        return
    row.answered_at = now
    row.save()  # letters name it
    lines = mail_words.first_lines(mail.subject, mail.text)
    workshops = {one.pk: one for one in Workshop.objects.with_keyword(now)}
    keys = mail_words.named(lines, {key: one.keyword for key, one in workshops.items()})
    meant = [workshops[key] for key in keys]
    named = [one.event_id for one in meant]
    if mail_words.says_no(lines):
        _offer_to_cancel(row, mail, named, now=now)
    elif (event_id := _the_one(meant)) is not None:
        _register(row, event_id, lines, now=now)
    else:
        row.reason = "several" if named else "no_keyword"
        outbox.queue("mail_not_understood", language="de", incoming_id=row.pk)
    row.save()


def _the_one(meant: list[Workshop]) -> uuid.UUID | None:
    """The event that is meant: the only one or, of dates with the same keyword, the only one that is open."""
    if len(meant) > 1 and len({fold(one.keyword) for one in meant}) == 1:
        meant = [one for one in meant if one.is_open]
    return meant[0].event_id if len(meant) == 1 else None


def _register(row: IncomingMail, event_id: uuid.UUID, lines: list[str], *, now: datetime) -> None:
    row.event_id = event_id
    try:
        row.registration = registrations.register(
            event_id,
            name=_name(row.sender_name, row.sender),
            email=row.sender,
            party_size=1,
            language="de",
            by=GUEST,
            from_mail=row,
            proposed_party_size=mail_words.party_size(lines),
        )
    except Refusal as refusal:
        row.outcome, row.reason = Outcome.REFUSED, refusal.code
        outbox.queue("mail_refused", language="de", incoming_id=row.pk)
        return
    row.outcome = Outcome.REGISTERED
    if not mail_words.asks(lines):
        row.settle(Outcome.REGISTERED, now)


def _offer_to_cancel(row: IncomingMail, mail: Incoming, named: list[uuid.UUID], *, now: datetime) -> None:
    """The link to cancel goes to the registration's own address, whoever wrote."""
    live = Registration.objects.live().exclude(email="")
    registration = live.filter(pk__in=_registrations_answered(mail)).first()
    if registration is None and len(named) == 1:
        registration = live.filter(workshop__event=named[0], email=mail.sender).first()
    if registration is None:
        row.reason = "nothing_to_cancel"
        outbox.queue("mail_not_understood", language="de", incoming_id=row.pk)
        return
    row.registration, row.event_id = registration, registration.workshop.event_id
    ids = {"registration_id": registration.pk, "incoming_id": row.pk}
    outbox.queue("registration_cancel_link", language=registration.language, **ids)
    row.settle(Outcome.CANCEL_LINK, now)


def _registrations_answered(mail: Incoming) -> list[str]:
    """The registrations whose letters this mail answers, by the Message-IDs we gave them."""
    keys = [found.group(1) for one in mail.references if (found := OUR_MESSAGE.match(one))]
    ours = OutgoingMail.objects.filter(pk__in=[key for key in keys if _is_uuid(key)]).values_list("ids", flat=True)
    return [ids["registration_id"] for ids in ours if "registration_id" in ids]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _why_enough(row: IncomingMail, *, now: datetime) -> str:
    answered = IncomingMail.objects.exclude(pk=row.pk)
    of_sender = answered.answered_since(now - A_DAY).filter(sender_digest=row.sender_digest)
    if of_sender.count() >= MOST_TO_ONE:
        return "answered_often"
    return "many_mails" if answered.answered_since(now - AN_HOUR).count() >= MOST_TO_ALL else ""


def _name(written: str, address: str) -> str:
    """The name of the sender, or the first part of the address where there is none that may stand in our letters."""
    try:
        names.check(written, pointer="/name")
    except Invalid:
        written = ""
    return written or address.partition("@")[0][:100]


def own_addresses() -> frozenset[str]:
    addresses = (settings.DEFAULT_FROM_EMAIL, settings.MAILBOX_ADDRESS)
    return frozenset(parseaddr(address)[1].lower() for address in addresses if address)
