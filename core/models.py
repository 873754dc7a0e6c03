"""Abstract models: identifiers, publication states and link tokens that several domains share."""

import uuid
from datetime import datetime
from typing import Self, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562), sorting by the moment it was made and tells it: only for editorial content."""
    return _uuid7()


class EditorialModel(models.Model):
    """Content that clerks publish."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)

    class Meta:
        abstract = True


class PersonalModel(models.Model):
    """What people send: identified by a random UUID of version 4, which tells nothing about the moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Publication(models.TextChoices):
    """Who can see an item: only `published` ones are public."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


T = TypeVar("T", bound="Publishable")


class PublishableQuerySet(models.QuerySet[T]):
    """The one place that says what is public."""

    def published(self) -> Self:
        return self.filter(publication=Publication.PUBLISHED)

    def due(self, now: datetime) -> Self:
        """Scheduled items whose moment has come."""
        return self.filter(publication=Publication.SCHEDULED, published_at__lte=now)


class Publishable(models.Model):
    """An item with a publication state. `published_at` is when it became, or shall become, public."""

    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication.choices, default=Publication.DRAFT
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_published_has_moment",
                condition=models.Q(publication__in=["draft", "withdrawn"]) | models.Q(published_at__isnull=False),
            )
        ]


class LinkToken(models.Model):
    """A token sent in a link by mail. Only its SHA-256 is stored, so the table opens nothing to who reads it."""

    digest = models.BinaryField(primary_key=True, max_length=32, editable=False)
    purpose = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
