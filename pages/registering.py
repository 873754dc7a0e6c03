"""How one registers for a workshop, in words for people who look at its event."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Refusal
from events import errors, policies, wording
from events.models import Availability, Workshop
from events.services import openness


@dataclass(frozen=True)
class ByMail:
    """To which address one writes the keyword, and the link that opens such a mail."""

    keyword: str
    address: str
    link: str


@dataclass(frozen=True, kw_only=True)
class Ways:
    """A sentence, and the ways that are open: our form, a mail with the keyword, or an address elsewhere.

    Without `refusal` the form is open.
    """

    sentence: str
    refusal: Refusal | None = None
    is_waiting: bool = False
    closes: str = ""
    residents_of: str = ""
    by_mail: ByMail | None = None
    elsewhere: str = ""


SEATS = {
    Availability.OPEN: lambda: _("Seats are free."),
    Availability.FEW: lambda: _("Few seats are left."),
    Availability.WAITLIST: lambda: _(
        "All seats are taken at the moment. You can join the waiting list: we write to you when a seat is free for you."
    ),
}


def ways(workshop: Workshop, *, now: datetime) -> Ways:
    found = openness.at(workshop, now=now)
    if found.refusal is not None:
        is_elsewhere = isinstance(found.refusal, errors.RegistrationElsewhere)
        return Ways(
            sentence=_why_not(found.refusal, workshop),
            refusal=found.refusal,
            elsewhere=workshop.external_url if is_elsewhere else "",
        )
    return Ways(
        sentence=SEATS[found.availability](),
        is_waiting=found.must_wait,
        closes=wording.moment(policies.closes_at(workshop), workshop.event),
        residents_of=wording.home(workshop.event) if workshop.residents_only else "",
        by_mail=_by_mail(workshop),
    )


def _why_not(refusal: Refusal, workshop: Workshop) -> str:
    """The refusal's sentence; where it names a field of the API, one that people can act upon."""
    if isinstance(refusal, errors.RegistrationElsewhere):
        return _("One registers for this event at another address.")
    if isinstance(refusal, errors.RegistrationNotOpenYet) and workshop.opens_at:
        moment = wording.moment(workshop.opens_at, workshop.event)
        return _("Registration opens on %(moment)s. Please come back then.") % {"moment": moment}
    if isinstance(refusal, errors.WorkshopFull):
        return _("All seats are taken, and there is no waiting list. Please look for another date.")
    return str(refusal.detail)


def _by_mail(workshop: Workshop) -> ByMail | None:
    """Where the service reads a mailbox, and the workshop has a keyword."""
    if not (settings.MAILBOX_ADDRESS and workshop.keyword):
        return None
    link = f"mailto:{quote(settings.MAILBOX_ADDRESS, safe='@')}?subject={quote(workshop.keyword)}"
    return ByMail(workshop.keyword, settings.MAILBOX_ADDRESS, link)
