"""Reading the log of what is somebody's own: what changed in a person's lists since they last asked."""

from collections.abc import Sequence

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Greatest

from core import statements
from core.accounts.models import Person
from core.changes.log import Delta, State
from core.changes.models import Log, PersonalChange

STATE = """
    SELECT epoch, personal_forgotten_up_to,
        greatest(personal_forgotten_up_to, (SELECT max(position) FROM changes_personalchange)),
        (SELECT last_value FROM changes_personal_position)
    FROM changes_log
"""


def state() -> State:
    """Of the whole log, whoever's changes stand in it: so a reader for whom nothing changes grows no older.

    Its last row may go with an account, so what was ever given out is asked of the sequence.
    """
    ((epoch, forgotten_up_to, end, latest),) = statements.fetch(STATE, [])
    return State(epoch, forgotten_up_to, end, latest)


def since(
    position: int, *, person: Person, types: Sequence[str], limit: int, last: int, without_tombstones_up_to: int
) -> Delta[PersonalChange]:
    """What changed for the person after `position`, at most `limit` objects; `last` is the log's end, read before.

    Up to `without_tombstones_up_to` what is gone is left out: a copy that is only being filled has nothing to delete.
    """
    theirs = PersonalChange.objects.filter(person_id=person.pk, type__in=types)
    rows = theirs.filter(position__gt=position, position__lte=last).order_by("position")
    rows = rows.filter(Q(is_present=True) | Q(position__gt=without_tombstones_up_to))
    return Delta.of(rows, position=position, last=last, limit=limit)


def forget(tombstones: QuerySet[PersonalChange]) -> None:
    """Remove them; copies that have not asked since then have to begin again."""
    last = tombstones.aggregate(last=Max("position"))["last"]
    Log.objects.update(personal_forgotten_up_to=Greatest("personal_forgotten_up_to", last))
    tombstones.delete()
