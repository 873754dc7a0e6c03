"""The change log's tables: of what is public, of what is somebody's own, and the log itself."""

import uuid
from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import Q


class ChangeQuerySet(models.QuerySet["Change"]):
    """Questions about what changed."""

    def of(self, types: Sequence[str]) -> Self:
        return self.filter(type__in=types)

    def after(self, position: int) -> Self:
        """What a reader who has seen `position` does not know yet, in commit order. Drafts never were public."""
        return self.filter(position__gt=position, was_public=True).order_by("position")


class Change(models.Model):
    """The latest change of one object. Its rows are written by triggers, never by Python.

    `position` is taken at commit under a lock that commits hold to their end: who has seen N never finds a new row
    below N. It is null only inside the transaction that changes the object. `document` is the object's public JSON,
    emptied by each change and rendered again by the next reader.
    """

    type = models.CharField(max_length=20)
    object_id = models.UUIDField()
    position = models.BigIntegerField(null=True, unique=True)
    changed_at = models.DateTimeField(null=True)
    is_public = models.BooleanField()
    was_public = models.BooleanField()
    document = models.TextField(null=True)  # noqa: DJ001 - empty and not yet rendered differ

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="changes_change_one_per_object", fields=["type", "object_id"]),
            models.CheckConstraint(
                name="changes_change_public_was_public", condition=Q(is_public=False) | Q(was_public=True)
            ),
        ]
        indexes = [models.Index(fields=["type", "position"], name="changes_change_by_type")]

    def __str__(self) -> str:
        return f"{self.position}: {self.type} {self.object_id}"


class PersonalChange(models.Model):
    """The latest change of one object of a person's own lists. Its rows are written by triggers, never by Python.

    `object_id` is the id by which the person's list names it: of a support, that of the idea. `position` is given like
    that of a public change, by a lock and a sequence of its own. `is_present` is whether the object is still the
    person's. It has a day and no moment: which of a person's acts belong together is nobody's business.
    No foreign key: the rows of somebody who is erased go with the account (migrations/0004_personal_changes.py).
    """

    person_id = models.UUIDField()
    type = models.CharField(max_length=20)
    object_id = models.UUIDField()
    position = models.BigIntegerField(null=True, unique=True)
    changed_on = models.DateField()
    is_present = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="changes_personalchange_one_per_object", fields=["type", "object_id", "person_id"]
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "position"], name="changes_personal_of_person"),
            models.Index(fields=["changed_on"], name="changes_personal_gone", condition=Q(is_present=False)),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.type}"


class Log(models.Model):
    """The log itself: a cursor of another log (another database, a restored backup) is refused."""

    id = models.BooleanField(primary_key=True, default=True)
    epoch = models.UUIDField(default=uuid.uuid4)
    # Tombstones at or below these positions have been removed.
    forgotten_up_to = models.BigIntegerField(default=0)
    personal_forgotten_up_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="changes_log_is_only", condition=Q(id=True))]

    def __str__(self) -> str:
        return str(self.epoch)
