"""The answers to mails that ask to register, cancel, or something nobody here can tell."""

import uuid
from collections import Counter

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.mail.letters import Block, Facts, Letter, Link, writes
from core.municipalities.models import Region
from core.text import fold
from events import mails, wording
from events.models import IncomingMail, Registration, Workshop

MOST_TOLD = 10


@writes("mail_not_understood")
def not_understood(incoming_id: uuid.UUID) -> Letter | None:
    mail = _unsettled(incoming_id)
    if mail is None:
        return None
    sentence = {
        "several": _("thank you for your mail. Several events fit it, and we do not want to guess which one you mean."),
        "nothing_to_cancel": _("thank you for your mail. We have found no registration with this address to cancel."),
    }.get(mail.reason, _("thank you for your mail. We could not tell which event you mean."))
    return _answer(mail, subject=_("Your mail to us"), sentence=sentence)


@writes("mail_refused")
def refused(incoming_id: uuid.UUID) -> Letter | None:
    mail = _unsettled(incoming_id)
    if mail is None or mail.event is None:
        return None
    sentence = _("thank you for your mail. For this event you cannot register at the moment: %(title)s.")
    reason = Refusal.registry[mail.reason].advice
    return _answer(
        mail, subject=_("Your mail to us"), sentence=sentence % {"title": mail.event.title}, more=[str(reason)]
    )


@writes("registration_cancel_link")
def cancel_link(registration_id: uuid.UUID, incoming_id: uuid.UUID) -> Letter | None:
    related = ("workshop__event__organization", "workshop__event__venue")
    registration = Registration.objects.live().select_related(*related).filter(pk=registration_id).first()
    if registration is None:
        return None
    event = registration.workshop.event
    letter = Letter(
        to=registration.email,
        subject=_("Cancel your registration: %(title)s") % {"title": event.title},
        greeting=_("Hello %(name)s,") % {"name": registration.name},
        blocks=[
            _("thank you for telling us. With this link you cancel; until then your registration stays as it is:"),
            Link(_("Cancel registration"), mails.page_of("cancel", mails.manage_token(registration))),
            Facts(wording.facts(registration)),
            _("You did not want to cancel? Then please ignore this mail."),
        ],
        sender_name=event.organization.name,
        reply_to=settings.MAILBOX_ADDRESS or event.organization.email,
    )
    return mails.in_thread(letter, incoming_id)


def _unsettled(incoming_id: uuid.UUID) -> IncomingMail | None:
    """The mail as long as it says who wrote it."""
    return IncomingMail.objects.unsettled().select_related("event").filter(pk=incoming_id).first()


def _answer(mail: IncomingMail, *, subject: str, sentence: str, more: list[str] | None = None) -> Letter:
    """With what one can register for at the moment; nothing of what was written comes back, for it may be anybody's."""
    now = timezone.now()
    open_now = list(Workshop.objects.with_keyword(now).filter(is_open=True).order_by("event__starts_at")[:MOST_TOLD])
    how_often = Counter(fold(one.keyword) for one in open_now)
    told = [(one.keyword, _title(one)) for one in open_now if how_often[fold(one.keyword)] == 1]
    # Who writes the keyword of several again gets the same answer again: only the form tells them apart.
    links = [Link(_title(one), _form_of(one)) for one in open_now if how_often[fold(one.keyword)] > 1]
    offered: list[Block] = []
    if told:
        sentence = _("You can register for these events. Please write to us again with the keyword in the subject:")
        offered += [sentence, Facts(told)]
    if links:
        offered += [_("Several events have the same keyword. Please choose yours and register on its page:"), *links]
    if not offered:
        offered = [_("There is nothing to register for by mail at the moment.")]
    region = Region.objects.first()
    letter = Letter(
        to=mail.sender,
        subject=subject,
        greeting=_("Hello,"),
        blocks=[
            sentence, *(more or []), *offered,
            _("Somebody from the office reads your mail too, and answers if you want to know something else."),
        ],
        has_act=False,
        sender_name=region.name if region else "",
        reply_to=settings.MAILBOX_ADDRESS,
    )  # fmt: skip
    return mails.in_thread(letter, mail.pk)


def _title(workshop: Workshop) -> str:
    return f"{workshop.event.title}, {wording.moment(workshop.event.starts_at, workshop.event)}"


def _form_of(workshop: Workshop) -> str:
    return f"{settings.PUBLIC_URL}/events/{workshop.event_id}/register"
