"""The change log's two tables."""

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


class Log(models.Model):
    """The log itself: a cursor of another log (another database, a restored backup) is refused."""

    id = models.BooleanField(primary_key=True, default=True)
    epoch = models.UUIDField(default=uuid.uuid4)
    forgotten_up_to = models.BigIntegerField(default=0)  # tombstones at or below this position have been removed

    class Meta:
        constraints = [models.CheckConstraint(name="changes_log_is_only", condition=Q(id=True))]

    def __str__(self) -> str:
        return str(self.epoch)
