"""The list of participants on paper and as a file, each a matter for the audit: it leaves the house."""

import csv
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.accounts import roles
from core.actors import Act, Actor
from core.audit.record import record
from core.errors import Missing
from core.tables import harmless
from events import asking
from events.models import Answer, Event, QuestionKind, Registration, RegistrationState
from events.services import questions


def expected(event_id: uuid.UUID) -> QuerySet[Registration]:
    """Who has a seat, by name as a door list needs it."""
    rows = Registration.objects.filter(workshop__event=event_id, state=RegistrationState.CONFIRMED)
    return rows.prefetch_related("answers").order_by("name", "pk")


@dataclass(frozen=True)
class AttendanceList:
    """Who is expected, each with the answers to `questions`: those chosen for the list."""

    event: Event
    questions: list[str]
    rows: list[tuple[Registration, list[str]]]


def print_list(event_id: uuid.UUID, *, by: Actor) -> AttendanceList:
    """Event and participants for the attendance page. Raises Missing, NotEntrusted."""
    event = Event.objects.select_related("venue", "organization").filter(pk=event_id, workshop__isnull=False).first()
    if event is None:
        raise Missing
    roles.require(by, Act.PARTICIPANTS, event.organization_id)
    rows = list(expected(event_id))
    record("event.participants_printed", event, by=by, rows=len(rows))
    listed = {one.key: one.label for one in questions.of(event_id) if one.is_listed}
    return AttendanceList(event, list(listed.values()), [(row, _answers(row, listed)) for row in rows])


def look_at(event_id: uuid.UUID, *, by: Actor) -> QuerySet[Registration]:
    """All registrations of an event with what its clerks see; each look is a matter for the audit, too.

    Raises Missing, NotEntrusted.
    """
    event = Event.objects.filter(pk=event_id, workshop__isnull=False).first()
    if event is None:
        raise Missing
    roles.require(by, Act.PARTICIPANTS, event.organization_id)
    record("event.participants_read", event, by=by)
    rows = Registration.objects.filter(workshop__event=event_id).select_related("workshop__event")
    return rows.prefetch_related("answers").with_line(timezone.now()).with_dead_address()


def export_csv(event_id: uuid.UUID, *, by: Actor) -> bytes:
    """All registrations of an event as a table that Excel opens with umlauts and that holds no formula.

    UTF-8 with its mark and semicolons: what a German Excel takes for a table by a double click.
    Raises Missing, NotEntrusted.
    """
    event = Event.objects.filter(pk=event_id, workshop__isnull=False).first()
    if event is None:
        raise Missing
    roles.require(by, Act.PARTICIPANTS, event.organization_id)
    rows = Registration.objects.filter(workshop__event=event_id).prefetch_related("answers")
    rows = rows.order_by("state", "queue_number", "created_at", "pk")
    asked = _asked(event_id)
    file = io.StringIO()
    table = csv.writer(file, delimiter=";", lineterminator="\r\n")
    table.writerow([harmless(cell) for cell in (*_columns(), *asked.values())])
    count = 0
    for row in rows:
        table.writerow([harmless(cell) for cell in (*_cells(row), *_answers(row, asked))])
        count += 1
    record("event.participants_exported", event, by=by, rows=count)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _asked(event_id: uuid.UUID) -> dict[str, str]:
    """The questions by their keys: those asked now in their order, then those that are only answered."""
    now = {one.key: one.label for one in questions.of(event_id)}
    former = Answer.objects.filter(registration__workshop__event=event_id).exclude(key__in=now)
    return now | dict(former.order_by("key", "created_at").values_list("key", "label"))


def _answers(row: Registration, asked: Mapping[str, str]) -> list[str]:
    """To each of the questions, whose words stand above the column."""
    given = {answer.key: answer for answer in row.answers.all()}
    return [_words(given[key], label) if key in given else "" for key, label in asked.items()]


def _words(answer: Answer, asked: str) -> str:
    """A consent to other words is none to these, and says to which."""
    if answer.kind != QuestionKind.CONSENT or answer.label == asked:
        return asking.words(answer)
    return _("only to: %(wording)s") % {"wording": answer.label}


def _columns() -> list[str]:
    return [_("Name"), _("E-mail"), _("People"), _("State"), _("Came in"), _("Registered at"), _("Attended")]


def _cells(row: Registration) -> list[str]:
    attended = {None: "", True: _("yes"), False: _("no")}[row.attended]
    registered_at = formats.date_format(timezone.localtime(row.created_at), "SHORT_DATETIME_FORMAT")
    return [
        row.name, row.email, str(row.party_size), row.get_state_display(), row.get_channel_display(), registered_at,
        attended,
    ]  # fmt: skip
