"""The letters about registering: please confirm it, it is there, it has ended."""

import uuid
from dataclasses import replace

from django.utils.translation import gettext as _

from core import qr_codes, tokens
from core.mail.letters import Attachment, Block, Facts, Letter, Link, writes
from events import checkin, invitations, mails, policies, wording
from events.models import AttendanceMode, CancelReason, Channel, Registration, RegistrationState, RegistrationToken


@writes("registration_confirm")
def confirm(registration_id: uuid.UUID, incoming_id: uuid.UUID | None = None) -> Letter | None:
    registration = mails.registration_in(registration_id, RegistrationState.UNCONFIRMED)
    if registration is None:
        return None
    expires_at = registration.created_at + policies.CONFIRM_WITHIN
    token = tokens.mint(
        RegistrationToken, purpose=RegistrationToken.CONFIRM, expires_at=expires_at, registration=registration
    )
    by_mail = registration.channel == Channel.MAIL
    asked = [_("On the page you can say under which name, and with how many people, you come.")] if by_mail else []
    letter = mails.letter_about(
        registration,
        subject=_("Please confirm your registration: %(title)s"),
        blocks=[
            _("thank you for your interest. Please confirm your registration with this link:"),
            Link(_("Confirm registration"), mails.page_of("confirm", token)),
            *asked,
            Facts(wording.facts(registration)),
            _("The link is valid until %(moment)s. Your registration is not binding: you can cancel it at any time.")
            % {"moment": wording.moment(expires_at, registration.workshop.event)},
            _("Did you not register? Then please ignore this mail; without confirmation your details are deleted."),
        ],
    )
    return mails.in_thread(letter, incoming_id)


@writes("registration_known")
def already_registered(registration_id: uuid.UUID, incoming_id: uuid.UUID | None = None) -> Letter | None:
    registration = mails.registration_in(registration_id, *mails.WITH_OR_WAITING_FOR_A_SEAT)
    if registration is None:
        return None
    letter = mails.letter_about(
        registration,
        subject=_("You are already registered: %(title)s"),
        blocks=[
            _("somebody, probably you, has registered again with this address. Your registration exists already:"),
            *mails.state_and_management(registration),
        ],
    )
    return mails.in_thread(letter, incoming_id)


@writes("registration_confirmed")
def confirmed(registration_id: uuid.UUID) -> Letter | None:
    registration = mails.registration_in(registration_id, RegistrationState.CONFIRMED)
    if registration is None:
        return None
    code = _door_code(registration)
    shown = [_("Please show the attached picture at the door, on paper or on your phone.")] if code else []
    letter = mails.letter_about(
        registration,
        subject=_("Your registration is confirmed: %(title)s"),
        blocks=[
            _("you are registered. We look forward to seeing you."),
            *shown,
            *mails.state_and_management(registration),
        ],
        method=invitations.REQUEST,
    )
    return replace(letter, attachments=[*letter.attachments, *code])


@writes("registration_cancelled")
def cancelled(registration_id: uuid.UUID) -> Letter | None:
    registration = mails.registration_in(registration_id, RegistrationState.CANCELLED)
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
    blocks: list[Block] = [sentence, Facts(wording.facts(registration))]
    return mails.letter_about(registration, subject=subject, blocks=blocks, method=method)


def _door_code(registration: Registration) -> list[Attachment]:
    """The picture that checks in at the door; none where nobody passes a door."""
    event = registration.workshop.event
    if event.attendance_mode == AttendanceMode.ONLINE:
        return []
    purpose = RegistrationToken.CHECK_IN
    code = tokens.mint(RegistrationToken, purpose=purpose, expires_at=None, registration=registration)
    return [Attachment(_("door-code.png"), qr_codes.png(checkin.address_of(event.pk, code)), "image/png")]
