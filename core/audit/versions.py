"""Former contents of what clerks write, each beside the audit entry of the change that replaced it.

Who changed it and when stands in the entry, and the version goes with it (core.privacy.retention: “audit”). What each
kind of content leaves out is never kept: contacts of people, and what has acts of its own, like publication.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import models

from core.audit.models import AuditEntry, Version
from core.errors import Conflict, Missing

Contents = dict[str, Any]


@dataclass(frozen=True)
class Versioned:
    """What is kept of one kind of content: its columns but those left out, its related rows, and its parts.

    `parts` stand in tables of their own: by name what reads them as JSON.
    """

    model: type[Any]
    left_out: frozenset[str]
    related: tuple[str, ...]
    parts: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    def columns(self) -> list[Any]:
        fields = self.model._meta.concrete_fields
        return [one for one in fields if one.attname not in self.left_out and not one.generated]

    def contents(self, item: Any) -> Contents:
        """What it says now, in the order of its columns, ready for JSON."""
        told: Contents = {one.attname: _plain(one, item) for one in self.columns()}
        for name in self.related:
            told[name] = sorted(str(row.pk) for row in getattr(item, name).all())
        return told | {name: read(item) for name, read in self.parts.items()}

    def changes(self, before: Contents, after: Contents) -> dict[str, tuple[Any, Any]]:
        """What differs between two versions, by the name of the column, the relation or the part, in that order."""
        names = [*(one.attname for one in self.columns()), *self.related, *self.parts]
        both = {name: (before.get(name), after.get(name)) for name in names}
        return {name: (old, new) for name, (old, new) in both.items() if old != new}

    def keep(self, former: Contents, item: Any, entry: AuditEntry) -> None:
        """Keep what the change that `entry` tells of has replaced; nothing where it has replaced none of this."""
        if former != self.contents(item):
            Version.objects.create(entry=entry, contents=former)

    def of(self, item_id: uuid.UUID) -> models.QuerySet[Version]:
        """Its former versions, the newest first."""
        label = self.model._meta.label_lower
        rows = Version.objects.filter(entry__subject_type=label, entry__subject_id=str(item_id))
        return rows.select_related("entry__actor", "entry__site_key").order_by("-entry")

    def locked(self, item_id: uuid.UUID, entry_id: int, *, check: Callable[[Any], None]) -> tuple[Any, Version]:
        """The item under its row lock, and what it said before the change that the entry tells of.

        `check` refuses who has not seen the item's present state. Raises Missing.
        """
        item = self.model._default_manager.select_for_update(no_key=True).filter(pk=item_id).first()
        version = self.of(item_id).filter(pk=entry_id).first()
        if item is None or version is None:
            raise Missing
        check(item)
        return item, version

    def put_back(self, item: Any, contents: Contents) -> dict[str, Any]:
        """Set the item's columns as they were, and return the related rows to save it with.

        What a version does not know, or what it names that is gone meanwhile, stays as it is; with a picture its words.
        """
        for column in self.columns():
            if column.attname not in contents:
                continue
            value = contents[column.attname]
            if column.attname.startswith("image_") and not _is_there(self.model, "image", contents.get("image_id")):
                continue
            if column.related_model is None or _is_there(self.model, column.name, value):
                setattr(item, column.attname, None if value is None else column.to_python(value))
        return {name: self._rows(item, name, contents) for name in self.related}

    def _rows(self, item: Any, name: str, contents: Contents) -> list[Any]:
        manager = getattr(item, name)
        if name not in contents:
            return list(manager.all())
        return list(manager.model._default_manager.filter(pk__in=contents[name]))


def unchanged_since(seen: str) -> Callable[[Any], None]:
    """A check that the item is as it was when somebody saw it, at the moment `seen` (ISO 8601) of its last change."""

    def check(item: Any) -> None:
        if item.updated_at.isoformat() != seen:
            raise Conflict

    return check


def _plain(column: Any, item: Any) -> Any:
    value = getattr(item, column.attname)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if value is None or isinstance(value, bool | int | list | dict) else column.value_to_string(item)


def _is_there(model: type[Any], name: str, key: Any) -> bool:
    """Whether the row that a foreign key named still exists; none is always there."""
    target = model._meta.get_field(name).related_model
    return key is None or target._default_manager.filter(pk=key).exists()
