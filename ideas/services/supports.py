"""Supporting an idea and taking it back; the count in the idea changes with it (docs/adr/0023-supports.md)."""

import uuid

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.accounts.models import Person
from core.accounts.services import accounts
from ideas import interest_policies
from ideas.models import Idea, Support, Who
from ideas.services.locking import locked_idea


def give(idea_id: uuid.UUID, *, person: Person) -> None:
    """Support the idea; repeating it changes nothing. Raises Missing, Conflict (not at this time, closed, withdrawn).

    The audit does not hear of it: who supports what is for nobody else to know.
    """
    with accounts.held(person), locked_idea(idea_id) as (idea, now):
        refusal = interest_policies.why_not_support(idea, now=now)
        if refusal is not None:
            raise refusal
        note(idea, Who(person), is_current=True)


def withdraw(idea_id: uuid.UUID, *, person: Person) -> None:
    """Take the support back, at any time; repeating it changes nothing. Raises Missing."""
    with accounts.held(person), locked_idea(idea_id) as (idea, _now):
        refusal = interest_policies.why_not_touch(idea)
        if refusal is not None:
            raise refusal
        note(idea, Who(person), is_current=False)


def note(idea: Idea, who: Who, *, is_current: bool) -> None:
    """Write what the person wants now, and count it. The caller holds the idea's lock."""
    known = Support.objects.of(who).filter(idea=idea).first()
    was_current = known is not None and known.is_current
    if known is None:
        if not is_current:
            return
        known = Support(idea=idea, **who.columns)
    if not was_current and is_current:
        known.since = timezone.localdate()
    known.is_current, known.carried_from = is_current, None
    known.save()
    count(idea, is_current - was_current)


def carry_on(duplicate: Idea, *, to: Idea) -> int:
    """Let who supports the duplicate support the other idea too; returns how many. Both are locked."""
    today = timezone.localdate()
    carried = [
        Support(idea=to, person_id=row.person_id, address_key=row.address_key, since=today, carried_from=duplicate)
        for row in Support.objects.to_carry(from_=duplicate, to=to)
    ]
    Support.objects.bulk_create(carried)
    count(to, len(carried))
    return len(carried)


def take_back(duplicate: Idea, *, from_: Idea) -> int:
    """Undo that for who has done nothing since; returns how many. Both are locked."""
    gone, _rows = Support.objects.filter(idea=from_, carried_from=duplicate).delete()
    count(from_, -gone)
    return gone


def count(idea: Idea, change: int) -> None:
    """Add to the stored count of a locked idea; the moment of its last step stays, for no support is one."""
    if change:
        idea.support_count += change
        idea.save(update_fields=["support_count"])


def recount() -> int:
    """Set right what no support explains, idea by idea under its lock; returns how many counts were wrong."""
    counted = Support.objects.current().filter(idea=OuterRef("pk")).order_by().values("idea").annotate(n=Count("pk"))
    wrong = Idea.objects.annotate(counted=Coalesce(Subquery(counted.values("n")), 0)).exclude(
        support_count=F("counted")
    )
    mended = 0
    for idea_id in list(wrong.order_by("pk").values_list("pk", flat=True)):
        mended += _mend(idea_id)
    return mended


def _mend(idea_id: uuid.UUID) -> bool:
    """Under the lock it is counted once more: a support may have come in between."""
    with transaction.atomic():
        idea = Idea.objects.select_for_update(no_key=True).filter(pk=idea_id).first()
        if idea is None:
            return False
        change = Support.objects.current().filter(idea=idea).count() - idea.support_count
        count(idea, change)
        return change != 0
