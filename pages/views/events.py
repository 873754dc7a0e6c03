"""An event for everybody: what, when, where and for whom."""

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.text import html_of
from events import wording
from events.models import Event, EventStatus
from pages.registering import ways
from pages.rendering import page


@require_safe
@cache_control(public=True, no_cache=True)
def show(_request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """Where the newsletter leads to what has no page elsewhere; what is over stays here."""
    event = Event.objects.published().with_details().filter(pk=event_id).first()
    if event is None:
        raise Http404
    return page(
        "events/event.html",
        event=event,
        facts=_facts(event),
        is_changed=event.status != EventStatus.SCHEDULED,
        text=html_of(event.description, base=event.public_url or event.source_url or None),
        calendar=f"{settings.PUBLIC_URL}/api/v1/events/{event.pk}/calendar.ics",
        ways=ways(event.workshop, now=timezone.now()) if hasattr(event, "workshop") else None,
    )


def _facts(event: Event) -> list[tuple[str, str]]:
    """As pairs of name and value; what is not known is left out."""
    contact = "\n".join(filter(None, [event.contact_name, event.contact_email, event.contact_phone]))
    known = [
        (_("When"), wording.moment(event.starts_at, event)),
        (_("Until"), wording.moment(event.ends_at, event) if event.ends_at else ""),
        (_("Where"), wording.place(event)),
        (_("For"), ", ".join(one.name for one in event.municipalities.all())),
        (_("Audience"), event.audience),
        (_("Price"), event.price_note),
        (_("Organizer"), event.organization.name),
        (_("Contact"), contact),
    ]
    return [(name, value) for name, value in known if value]
