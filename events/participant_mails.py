"""The letters to those who take part, about the event itself: how to join, what has changed, what the office writes."""

import uuid

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.mail.letters import Facts, Letter, Link, writes
from events import changed_facts, invitations, mails, policies
from events.models import EventChange, ParticipantMessage, RegistrationState


@writes("join_link")
def join_link(registration_id: uuid.UUID) -> Letter | None:
    registration = mails.registration_in(registration_id, RegistrationState.CONFIRMED)
    if registration is None or not registration.workshop.shows_join_link(timezone.now()):
        return None
    return mails.letter_about(
        registration,
        subject=_("Your link for taking part: %(title)s"),
        blocks=[
            _("with this link you can take part online. It is meant for you; please do not pass it on."),
            *mails.state_and_management(registration),
        ],
    )


@writes("join_link_replaced")
def join_link_replaced(registration_id: uuid.UUID) -> Letter | None:
    registration = mails.registration_in(registration_id, RegistrationState.CONFIRMED)
    if registration is None or not registration.workshop.shows_join_link(timezone.now()):
        return None
    return mails.letter_about(
        registration,
        subject=_("A new link for taking part: %(title)s"),
        blocks=[
            _("the link for taking part online is a new one. The former one is no longer valid; please use only this:"),
            *mails.state_and_management(registration),
        ],
    )


@writes("registration_reminder")
def reminder(registration_id: uuid.UUID) -> Letter | None:
    registration = mails.registration_in(registration_id, RegistrationState.CONFIRMED)
    if registration is None or policies.offers_have_ended(registration.workshop, now=timezone.now()):
        return None
    return mails.letter_about(
        registration,
        subject=_("It will soon begin: %(title)s"),
        blocks=[_("this is a reminder of your registration. We look forward to seeing you."),
                *mails.state_and_management(registration)],
        method=invitations.REQUEST,
    )  # fmt: skip


@writes("event_changed")
def event_changed(registration_id: uuid.UUID, change_id: uuid.UUID) -> Letter | None:
    """Tells old and present values; nothing where a later change took it all back."""
    registration = mails.registration_in(registration_id, *mails.WITH_OR_WAITING_FOR_A_SEAT)
    change = EventChange.objects.filter(pk=change_id).first()
    if registration is None or change is None:
        return None
    different = changed_facts.differences(change.before, registration.workshop.event)
    if not different:
        return None
    is_confirmed = registration.state == RegistrationState.CONFIRMED
    return mails.letter_about(
        registration,
        subject=_("Changed: %(title)s"),
        blocks=[
            _("the organizer has changed the following; your registration stays as it is:"),
            Facts(different),
            _("This is how it stands now:"),
            *mails.state_and_management(registration),
        ],
        method=invitations.REQUEST if is_confirmed else "",
    )


@writes("event_thanks")
def thanks(registration_id: uuid.UUID) -> Letter | None:
    registration = mails.registration_in(registration_id, RegistrationState.CONFIRMED)
    if registration is None or registration.attended is False:
        return None
    return mails.letter_about(
        registration,
        subject=_("Thank you for taking part: %(title)s"),
        blocks=[
            _("thank you for taking part. The ideas of the region and what has become of them are found here:"),
            Link(_("Ideas and results"), f"{settings.PUBLIC_URL}/ergebnisse"),
        ],
    )


@writes("participant_message")
def participant_message(registration_id: uuid.UUID, message_id: uuid.UUID) -> Letter | None:
    message = ParticipantMessage.objects.filter(pk=message_id).first()
    if message is None:
        return None
    registration = mails.registration_in(registration_id, *(RegistrationState(state) for state in message.states))
    if registration is None:
        return None
    # The clerk's own words come before the links, whatever they hold.
    return mails.letter_about(
        registration,
        subject=f"{message.subject.replace('%', '%%')}: %(title)s",  # the clerk's words, no place for a value
        blocks=[*message.text.split("\n\n"), *mails.state_and_management(registration)],
    )
