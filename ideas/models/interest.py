"""What a person says about an idea with one touch and may take back: by account, or as a guest by a keyed hash."""

import uuid
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core import sealing
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from ideas.models.idea import Idea

T = TypeVar("T", bound="Interest")


def address_key(email: str) -> bytes:
    """What stands for a guest's address: enough to know it again, nothing to write to."""
    return sealing.digest("interest", normalize_email(email))


@dataclass(frozen=True)
class Who:
    """One person: with an account, or a guest by the proven address."""

    person: Person | None = None
    email: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """How the person stands in a row."""
        if self.person is not None:
            return {"person": self.person, "address_key": None}
        return {"person": None, "address_key": address_key(self.email)}


class InterestQuerySet(models.QuerySet[T]):
    """Questions that supports and follows share."""

    def current(self) -> Self:
        """Without those that were taken back."""
        return self.filter(is_current=True)

    def of(self, who: Who) -> Self:
        return self.filter(**who.columns)

    def of_owner(self, person: Person) -> Self:
        """The account's own, and what came in as a guest's under the same, proven address."""
        return self.filter(Q(person=person) | Q(address_key=address_key(person.email)))

    def to_carry(self, *, from_: Idea, to: Idea) -> Self:
        """Current rows of a repeated idea whose person has said nothing yet about the one it is continued as.

        Of whom nobody knows any more who it was stays behind: it could be somebody who counts there already.
        """
        there = self.model._default_manager.filter(idea=to)
        known = Exists(there.filter(person=OuterRef("person"))) | Exists(
            there.filter(address_key=OuterRef("address_key"))
        )
        somebody = Q(person__isnull=False) | Q(address_key__isnull=False)
        return self.current().filter(somebody, idea=from_).exclude(known).order_by("id")


class Interest(models.Model):
    """At most one row per person and idea. Taken back it stays as a row that is not current: no merge revives it.

    Random key and a day, no moment: which rows were written together is nobody's business. `carried_from` names the
    repeated idea with which it came here; an own act clears it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="%(class)ss", verbose_name=_("idea"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="%(class)ss",
        verbose_name=_("account"),
    )  # fmt: skip
    address_key = models.BinaryField(max_length=32, null=True, editable=False)
    is_current = models.BooleanField(default=True)
    since = models.DateField(_("since"))
    carried_from = models.ForeignKey(Idea, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(name="%(app_label)s_%(class)s_one_per_person", fields=["idea", "person"]),
            models.UniqueConstraint(name="%(app_label)s_%(class)s_one_per_address", fields=["idea", "address_key"]),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_one_identity",
                condition=Q(person__isnull=True) | Q(address_key__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
