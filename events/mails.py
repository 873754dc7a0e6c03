"""The letters about a registration; each is written when it is sent, from what is true by then."""

import uuid
from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core import qr_codes, tokens
from core.mail.letters import Attachment, Block, Facts, Letter, Link, writes
from events import changed_facts, checkin, invitations, policies, wording
from events.models import (
    AttendanceMode,
    CancelReason,
    Channel,
    EventChange,
    IncomingMail,
    ParticipantMessage,
    Registration,
    RegistrationState,
    RegistrationToken,
)


@writes("registration_confirm")
def confirm(registration_id: uuid.UUID, incoming_id: uuid.UUID | None = None) -> Letter | None:
    registration = _registration(registration_id, RegistrationState.UNCONFIRMED)
    if registration is None:
        return None
    expires_at = registration.created_at + policies.CONFIRM_WITHIN
    token = tokens.mint(
        RegistrationToken, purpose=RegistrationToken.CONFIRM, expires_at=expires_at, registration=registration
    )
    by_mail = registration.channel == Channel.MAIL
    asked = [_("On the page you can say under which name, and with how many people, you come.")] if by_mail else []
    letter = _letter(
        registration,
        subject=_("Please confirm your registration: %(title)s"),
        blocks=[
            _("thank you for your interest. Please confirm your registration with this link:"),
            Link(_("Confirm registration"), page_of("confirm", token)),
            *asked,
            Facts(wording.facts(registration)),
            _("The link is valid until %(moment)s. Your registration is not binding: you can cancel it at any time.")
            % {"moment": wording.moment(expires_at, registration.workshop.event)},
            _("Did you not register? Then please ignore this mail; without confirmation your details are deleted."),
        ],
    )
    return in_thread(letter, incoming_id)


@writes("registration_known")
def already_registered(registration_id: uuid.UUID, incoming_id: uuid.UUID | None = None) -> Letter | None:
    registration = _registration(registration_id, *LIVE_AND_CONFIRMED)
    if registration is None:
        return None
    letter = _letter(
        registration,
        subject=_("You are already registered: %(title)s"),
        blocks=[
            _("somebody, probably you, has registered again with this address. Your registration exists already:"),
            *_state_and_management(registration),
        ],
    )
    return in_thread(letter, incoming_id)


@writes("registration_confirmed")
def confirmed(registration_id: uuid.UUID) -> Letter | None:
    registration = _registration(registration_id, RegistrationState.CONFIRMED)
    if registration is None:
        return None
    code = _door_code(registration)
    shown = [_("Please show the attached picture at the door, on paper or on your phone.")] if code else []
    letter = _letter(
        registration,
        subject=_("Your registration is confirmed: %(title)s"),
        blocks=[_("you are registered. We look forward to seeing you."), *shown, *_state_and_management(registration)],
        method=invitations.REQUEST,
    )
    return replace(letter, attachments=[*letter.attachments, *code])


@writes("registration_waitlisted")
def waitlisted(registration_id: uuid.UUID) -> Letter | None:
    registration = _registration(registration_id, RegistrationState.WAITLISTED)
    if registration is None:
        return None
    return _letter(
        registration,
        subject=_("You are on the waiting list: %(title)s"),
        blocks=[
            _("all seats are taken at the moment. You are on the waiting list, at place %(place)s.")
            % {"place": registration.place_in_line()},
            _("As soon as a seat is free for you, we write to you and keep it for some time. Until then, just wait."),
            *_state_and_management(registration),
        ],
    )


@writes("registration_offered")
def offered(registration_id: uuid.UUID) -> Letter | None:
    registration = _registration(registration_id, RegistrationState.OFFERED)
    if registration is None or registration.offered_until is None:
        return None
    token = manage_token(registration)
    return _letter(
        registration,
        subject=_("A seat is free for you: %(title)s"),
        blocks=[
            _("a seat has become free for you. Please accept it by %(moment)s; after that it goes to the next.")
            % {"moment": wording.moment(registration.offered_until, registration.workshop.event)},
            Link(_("Accept the seat"), page_of("accept-offer", token)),
            Facts(wording.facts(registration)),
            _("You cannot come? Then please give the seat to the next:"),
            Link(_("Decline the seat"), page_of("decline-offer", token)),
        ],
    )


@writes("registration_expired")
def expired(registration_id: uuid.UUID) -> Letter | None:
    registration = _registration(registration_id, RegistrationState.EXPIRED)
    if registration is None:
        return None
    return _letter(
        registration,
        subject=_("The offered seat has lapsed: %(title)s"),
        blocks=[
            _("the time to accept the offered seat is over, so it has gone to the next."),
            Facts(wording.facts(registration)),
            _("If registration is still open, you can register again. We would be glad."),
        ],
    )


@writes("registration_cancelled")
def cancelled(registration_id: uuid.UUID) -> Letter | None:
    registration = _registration(registration_id, RegistrationState.CANCELLED)
    if registration is None:
        return None
    event_is_off = registration.cancel_reason == CancelReason.EVENT_CANCELLED
    sentence = {
        CancelReason.DECLINED: _("you have declined the offered seat. It goes to the next; thank you for telling us."),
        CancelReason.BY_PERSON: _("your registration is cancelled. Thank you for telling us."),
        CancelReason.BY_ORGANIZER: _("the organizer has cancelled your registration. Please ask there for the reason."),
        CancelReason.EVENT_CANCELLED: _("unfortunately the event will not take place. Your registration has ended."),
    }[CancelReason(registration.cancel_reason)]
    subject = _("Cancelled: %(title)s") if event_is_off else _("Your registration is cancelled: %(title)s")
    # Who had a seat has the date in the calendar; others may have it there by hand, and lose nothing.
    method = invitations.CANCEL if registration.confirmed_at else ""
    return _letter(registration, subject=subject, blocks=[sentence, Facts(wording.facts(registration))], method=method)


@writes("join_link")
def join_link(registration_id: uuid.UUID) -> Letter | None:
    registration = _registration(registration_id, RegistrationState.CONFIRMED)
    if registration is None or not registration.workshop.shows_join_link(timezone.now()):
        return None
    return _letter(
        registration,
        subject=_("Your link for taking part: %(title)s"),
        blocks=[
            _("with this link you can take part online. It is meant for you; please do not pass it on."),
            *_state_and_management(registration),
        ],
    )


@writes("join_link_replaced")
def join_link_replaced(registration_id: uuid.UUID) -> Letter | None:
    registration = _registration(registration_id, RegistrationState.CONFIRMED)
    if registration is None or not registration.workshop.shows_join_link(timezone.now()):
        return None
    return _letter(
        registration,
        subject=_("A new link for taking part: %(title)s"),
        blocks=[
            _("the link for taking part online is a new one. The former one is no longer valid; please use only this:"),
            *_state_and_management(registration),
        ],
    )


@writes("registration_reminder")
def reminder(registration_id: uuid.UUID) -> Letter | None:
    registration = _registration(registration_id, RegistrationState.CONFIRMED)
    if registration is None or policies.offers_have_ended(registration.workshop, now=timezone.now()):
        return None
    return _letter(
        registration,
        subject=_("It will soon begin: %(title)s"),
        blocks=[_("this is a reminder of your registration. We look forward to seeing you."),
                *_state_and_management(registration)],
        method=invitations.REQUEST,
    )  # fmt: skip


@writes("event_changed")
def event_changed(registration_id: uuid.UUID, change_id: uuid.UUID) -> Letter | None:
    """Tells old and present values; nothing where a later change took it all back."""
    registration = _registration(registration_id, *LIVE_AND_CONFIRMED)
    change = EventChange.objects.filter(pk=change_id).first()
    if registration is None or change is None:
        return None
    different = changed_facts.differences(change.before, registration.workshop.event)
    if not different:
        return None
    is_confirmed = registration.state == RegistrationState.CONFIRMED
    return _letter(
        registration,
        subject=_("Changed: %(title)s"),
        blocks=[
            _("the organizer has changed the following; your registration stays as it is:"),
            Facts(different),
            _("This is how it stands now:"),
            *_state_and_management(registration),
        ],
        method=invitations.REQUEST if is_confirmed else "",
    )


@writes("event_thanks")
def thanks(registration_id: uuid.UUID) -> Letter | None:
    registration = _registration(registration_id, RegistrationState.CONFIRMED)
    if registration is None or registration.attended is False:
        return None
    event = registration.workshop.event
    return _letter(
        registration,
        subject=_("Thank you for taking part: %(title)s"),
        blocks=[
            _("thank you for taking part. The ideas of the region and what has become of them are found here:"),
            Link(_("Ideas and results"), event.public_url or event.organization.website or settings.PUBLIC_URL),
        ],
    )


@writes("participant_message")
def participant_message(registration_id: uuid.UUID, message_id: uuid.UUID) -> Letter | None:
    message = ParticipantMessage.objects.filter(pk=message_id).first()
    if message is None:
        return None
    registration = _registration(registration_id, *(RegistrationState(state) for state in message.states))
    if registration is None:
        return None
    # The clerk's own words come before the links, whatever they hold.
    return _letter(
        registration,
        subject=f"{message.subject}: %(title)s",
        blocks=[*message.text.split("\n\n"), *_state_and_management(registration)],
    )


LIVE_AND_CONFIRMED = (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED, RegistrationState.OFFERED)


def _registration(registration_id: uuid.UUID, *states: RegistrationState) -> Registration | None:
    """The registration where it still is in one of the states: a letter for another state is no longer true.

    None too for who has no address: a clerk has entered them.
    """
    related = ("workshop__event__organization", "workshop__event__venue", "person")
    reachable = Registration.objects.select_related(*related).exclude(email="")
    return reachable.filter(pk=registration_id, state__in=states).first()


def _letter(registration: Registration, *, subject: str, blocks: list[Block], method: str = "") -> Letter:
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


def _state_and_management(registration: Registration) -> list[Block]:
    """The facts, the join link as far as it may be shown, and the links to see, change and cancel."""
    blocks: list[Block] = []
    workshop = registration.workshop
    token = manage_token(registration)
    is_confirmed = registration.state == RegistrationState.CONFIRMED
    if is_confirmed and workshop.shows_join_link(timezone.now()):
        blocks.append(Link(_("Take part online"), workshop.join_url))
    blocks.append(Facts(wording.facts(registration)))
    if is_confirmed and workshop.join_url and not workshop.shows_join_link(timezone.now()):
        moment = wording.moment(workshop.join_available_from or workshop.event.starts_at, workshop.event)
        blocks.append(_("We send you the link for taking part online on %(moment)s.") % {"moment": moment})
    blocks += [
        _("Here you see your registration and can change it:"),
        Link(_("View or change registration"), page_of("manage", token)),
        _("You cannot come? Please cancel, so that somebody else can have the seat:"),
        Link(_("Cancel registration"), page_of("cancel", token)),
    ]
    return blocks


def _door_code(registration: Registration) -> list[Attachment]:
    """The picture that checks in at the door; none where nobody passes a door."""
    event = registration.workshop.event
    if event.attendance_mode == AttendanceMode.ONLINE:
        return []
    purpose = RegistrationToken.CHECK_IN
    code = tokens.mint(RegistrationToken, purpose=purpose, expires_at=None, registration=registration)
    return [Attachment(_("door-code.png"), qr_codes.png(checkin.address_of(event.pk, code)), "image/png")]


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
