"""The log of what is somebody's own: theirs to take along, gone with the account, its tombstones kept for a while."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.changes import personal
from core.changes.models import PersonalChange
from core.privacy import retention


def export(person: Person) -> dict[str, Any]:
    theirs = PersonalChange.objects.filter(person_id=person.pk).order_by("position")
    return {"own_lists": list(theirs.values("type", "object_id", "changed_on", "is_present"))}


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - nothing here is a contribution
    PersonalChange.objects.filter(person_id=person.pk).delete()


def _gone(now: datetime) -> QuerySet[PersonalChange]:
    return PersonalChange.objects.filter(
        is_present=False, changed_on__lt=retention.limit("own_lists", now=now).date()
    )  # fmt: skip


def _of_nobody(_now: datetime) -> QuerySet[PersonalChange]:
    """What was noted while the account was being erased."""
    return PersonalChange.objects.filter(~Exists(Person.objects.filter(pk=OuterRef("person_id"))))


def size(person: Person) -> int:
    return PersonalChange.objects.filter(person_id=person.pk).count()


def take_part() -> None:
    rules = [privacy.Rule("own_lists", _gone, personal.forget), privacy.Rule("own_lists", _of_nobody)]
    privacy.register("changes", models=[PersonalChange], export=export, erase=erase, rules=rules, size=size)
