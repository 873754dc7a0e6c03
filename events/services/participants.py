"""The list of participants on paper and as a file, each a matter for the audit: it leaves the house."""

import csv
import io
import uuid

from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.accounts import roles
from core.actors import Act, Actor
from core.audit.record import record
from core.errors import Missing
from events.models import Event, Registration, RegistrationState

# A cell that begins so is a formula to Excel and LibreOffice (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def expected(event_id: uuid.UUID) -> QuerySet[Registration]:
    """Who has a seat, by name as a door list needs it."""
    rows = Registration.objects.filter(workshop__event=event_id, state=RegistrationState.CONFIRMED)
    return rows.order_by("name", "pk")


def print_list(event_id: uuid.UUID, *, by: Actor) -> tuple[Event, list[Registration]]:
    """Event and participants for the attendance page. Raises Missing, NotEntrusted."""
    event = Event.objects.select_related("venue", "organization").filter(pk=event_id, workshop__isnull=False).first()
    if event is None:
        raise Missing
    roles.require(by, Act.PARTICIPANTS, event.organization_id)
    rows = list(expected(event_id))
    record("event.participants_printed", event, by=by, rows=len(rows))
    return event, rows


def export_csv(event_id: uuid.UUID, *, by: Actor) -> bytes:
    """All registrations of an event as a table that Excel opens with umlauts and that holds no formula.

    UTF-8 with its mark and semicolons: what a German Excel takes for a table by a double click.
    Raises Missing, NotEntrusted.
    """
    event = Event.objects.filter(pk=event_id, workshop__isnull=False).first()
    if event is None:
        raise Missing
    roles.require(by, Act.PARTICIPANTS, event.organization_id)
    rows = Registration.objects.filter(workshop__event=event_id).order_by("state", "queue_number", "created_at", "pk")
    file = io.StringIO()
    table = csv.writer(file, delimiter=";", lineterminator="\r\n")
    table.writerow(_columns())
    count = 0
    for row in rows:
        table.writerow([_harmless(cell) for cell in _cells(row)])
        count += 1
    record("event.participants_exported", event, by=by, rows=count)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _columns() -> list[str]:
    return [_("Name"), _("E-mail"), _("People"), _("State"), _("Came in"), _("Registered at"), _("Attended")]


def _cells(row: Registration) -> list[str]:
    attended = {None: "", True: _("yes"), False: _("no")}[row.attended]
    registered_at = formats.date_format(timezone.localtime(row.created_at), "SHORT_DATETIME_FORMAT")
    return [
        row.name, row.email, str(row.party_size), row.get_state_display(), row.get_channel_display(), registered_at,
        attended,
    ]  # fmt: skip


def _harmless(cell: str) -> str:
    """An apostrophe in front tells spreadsheets that this is text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
