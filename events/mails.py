"""What the letters about a registration have in common; each is written when it is sent, from what is true by then."""

import uuid
from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import tokens
from core.mail.letters import Block, Facts, Letter, Link
from events import invitations, wording
from events.models import Channel, IncomingMail, Registration, RegistrationState, RegistrationToken

WITH_OR_WAITING_FOR_A_SEAT = (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED, RegistrationState.OFFERED)


def registration_in(registration_id: uuid.UUID, *states: RegistrationState) -> Registration | None:
    """The registration where it still is in one of the states: a letter for another state is no longer true.

    None too for who has no address: a clerk has entered them.
    """
    related = ("workshop__event__organization", "workshop__event__venue", "person")
    reachable = Registration.objects.select_related(*related).exclude(email="")
    return reachable.filter(pk=registration_id, state__in=states).first()


def letter_about(registration: Registration, *, subject: str, blocks: list[Block], method: str = "") -> Letter:
    event = registration.workshop.event
    # An account's address may have changed since; what a guest typed is all there is of a guest.
    to = registration.person.email if registration.person else registration.email
    now = timezone.now()
    return Letter(
        to=to,
        subject=subject % {"title": event.title},
        greeting=_("Hello %(name)s,") % {"name": registration.name},
        blocks=blocks,
        sender_name=event.organization.name,
        reply_to=_reply_to(registration),
        attachments=[invitations.attachment(registration, method=method, to=to, now=now)] if method else [],
    )


def state_and_management(registration: Registration) -> list[Block]:
    """The facts, the join link as far as it may be shown, and the links to see, change and cancel."""
    blocks: list[Block] = []
    workshop = registration.workshop
    token = manage_token(registration)
    is_confirmed = registration.state == RegistrationState.CONFIRMED
    if registration.state == RegistrationState.OFFERED and registration.offered_until is not None:
        until = wording.moment(registration.offered_until, workshop.event)
        sentence = _("a seat has become free for you. Please accept it by %(moment)s; after that it goes to the next.")
        blocks += [capfirst(sentence % {"moment": until}), Link(_("Accept the seat"), page_of("accept-offer", token))]
    if is_confirmed and workshop.shows_join_link(timezone.now()):
        blocks.append(Link(_("Take part online"), workshop.join_url))
    blocks.append(Facts(wording.facts(registration)))
    if is_confirmed and workshop.join_url and not workshop.shows_join_link(timezone.now()):
        moment = wording.moment(workshop.join_link_from or workshop.event.starts_at, workshop.event)
        blocks.append(_("We send you the link for taking part online on %(moment)s.") % {"moment": moment})
    blocks += [
        _("Here you see your registration and can change it:"),
        Link(_("View or change registration"), page_of("manage", token)),
        _("You cannot come? Please cancel, so that somebody else can have the seat:"),
        Link(_("Cancel registration"), page_of("cancel", token)),
    ]
    return blocks


def _reply_to(registration: Registration) -> str:
    """The office; who registered by mail may also cancel by answering, so there our mailbox."""
    office = registration.workshop.event.organization.email
    return settings.MAILBOX_ADDRESS or office if registration.channel == Channel.MAIL else office


def in_thread(letter: Letter, incoming_id: uuid.UUID | None) -> Letter:
    """The letter as an answer to a mail, where it is one and the mail said what to call it."""
    if incoming_id is None:
        return letter
    message_id = IncomingMail.objects.filter(pk=incoming_id).values_list("message_id", flat=True).first()
    return replace(letter, in_reply_to=message_id) if message_id else letter


def manage_token(registration: Registration) -> str:
    """A new token for the links of a letter; earlier ones stay valid."""
    return tokens.mint(RegistrationToken, purpose=RegistrationToken.MANAGE, expires_at=None, registration=registration)


def page_of(act: str, token: str) -> str:
    """The address of a page behind a mail link."""
    return f"{settings.PUBLIC_URL}/registrations/{act}?{urlencode({'token': token})}"
