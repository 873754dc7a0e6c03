"""The letters about the waiting list: to be on it, to be offered a seat, to have let it go."""

import uuid

from django.utils.translation import gettext as _

from core.mail.letters import Facts, Letter, Link, writes
from events import mails, wording
from events.models import RegistrationState


@writes("registration_waitlisted")
def waitlisted(registration_id: uuid.UUID) -> Letter | None:
    registration = mails.registration_in(registration_id, RegistrationState.WAITLISTED)
    if registration is None:
        return None
    return mails.letter_about(
        registration,
        subject=_("You are on the waiting list: %(title)s"),
        blocks=[
            _("all seats are taken at the moment. You are on the waiting list, at place %(place)s.")
            % {"place": registration.place_in_line()},
            _("As soon as a seat is free for you, we write to you and keep it for some time. Until then, just wait."),
            *mails.state_and_management(registration),
        ],
    )


@writes("registration_offered")
def offered(registration_id: uuid.UUID) -> Letter | None:
    registration = mails.registration_in(registration_id, RegistrationState.OFFERED)
    if registration is None or registration.offered_until is None:
        return None
    token = mails.manage_token(registration)
    return mails.letter_about(
        registration,
        subject=_("A seat is free for you: %(title)s"),
        blocks=[
            _("a seat has become free for you. Please accept it by %(moment)s; after that it goes to the next.")
            % {"moment": wording.moment(registration.offered_until, registration.workshop.event)},
            Link(_("Accept the seat"), mails.page_of("accept-offer", token)),
            Facts(wording.facts(registration)),
            _("You cannot come? Then please give the seat to the next:"),
            Link(_("Decline the seat"), mails.page_of("decline-offer", token)),
        ],
    )


@writes("registration_expired")
def expired(registration_id: uuid.UUID) -> Letter | None:
    registration = mails.registration_in(registration_id, RegistrationState.EXPIRED)
    if registration is None:
        return None
    return mails.letter_about(
        registration,
        subject=_("The offered seat has lapsed: %(title)s"),
        blocks=[
            _("the time to accept the offered seat is over, so it has gone to the next."),
            Facts(wording.facts(registration)),
            _("If registration is still open, you can register again. We would be glad."),
        ],
    )
