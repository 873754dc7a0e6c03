"""Supports: theirs to take along; counted without a name once the person goes, or the idea has ended for a while."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.privacy import retention
from ideas.models import Follow, Idea, Support, Who
from ideas.models.interest import InterestQuerySet
from ideas.services import supports

# What a guest's row holds of the address besides its hash, and an account's does not.
NO_ADDRESS: dict[type[Any], dict[str, str]] = {Follow: {"email": ""}}


def export(person: Person) -> dict[str, Any]:
    own = Support.objects.of_owner(person).order_by("since", "id")
    return {"supports": list(own.values("idea", "idea__reference", "is_current", "since"))}


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - the audit hears of no support
    """What is counted stays counted, without a name; where nothing is to be kept, it goes and counts no more."""
    own = Support.objects.of_owner(person)
    if keep_contributions:
        own.current().update(person=None, address_key=None, carried_from=None)
    for idea in _locked(own.values_list("idea", flat=True)):
        theirs = own.filter(idea=idea)
        supports.count(idea, -theirs.current().count())
        theirs.delete()


def _of_ended_ideas(now: datetime) -> QuerySet[Support]:
    ended = Idea.objects.ended(retention.limit("guest_supports", now=now))
    return Support.objects.filter(address_key__isnull=False, idea__in=ended)


def _cut(batch: QuerySet[Support]) -> None:
    """Forget which address it was, once nothing more is expected to follow: then nobody can support twice."""
    batch.filter(is_current=False).delete()
    batch.update(address_key=None)


def adopt(person: Person) -> int:
    """A guest's supports become the account's; where it has said something itself, that counts."""
    return adopt_rows(Support, person)


def adopt_rows(model: type[Support] | type[Follow], person: Person) -> int:
    """Let a guest's rows of the model become the account's, idea by idea under its lock; returns how many."""
    rows: InterestQuerySet[Any] = model.objects.all()
    guests, count = rows.of(Who(email=person.email)), 0
    with transaction.atomic():
        for idea in _locked(guests.values_list("idea", flat=True)):
            one = guests.filter(idea=idea).first()
            if one is None:
                continue
            count += 1
            if rows.filter(idea=idea, person=person).exists():
                if isinstance(one, Support):
                    supports.count(idea, -int(one.is_current))
                one.delete()
            else:
                rows.filter(pk=one.pk).update(**Who(person).columns, **NO_ADDRESS.get(model, {}))
    return count


def _locked(idea_ids: Iterable[Any]) -> list[Idea]:
    """The ideas under their locks, always in one order: two who do this at once wait for each other and no more."""
    return list(Idea.objects.select_for_update(no_key=True).filter(pk__in=list(idea_ids)).order_by("pk"))


def take_part() -> None:
    rules = [privacy.Rule("guest_supports", _of_ended_ideas, _cut)]
    privacy.register("supports", models=[Support], export=export, erase=erase, rules=rules, adopt=adopt)
