"""How an organization stands to an author: trusted, or blocked."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import sealing
from core.accounts.models.person import normalize_email
from core.models import PersonalModel
from core.municipalities.models import Organization
from ideas.models.moderation_codes import Trust


def address_digest(email: str) -> bytes:
    """What stands for a guest's address, so that the table holds none."""
    return sealing.digest("author standing", normalize_email(email))


class StandingQuerySet(models.QuerySet["AuthorStanding"]):
    def in_force(self, today: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))


class AuthorStanding(PersonalModel):
    """One author for one organization, without it for the whole region. A guest is known by a keyed hash only."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("organization")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    address_digest = models.BinaryField(max_length=32, null=True, editable=False)
    trust = models.CharField(_("standing"), max_length=7, choices=Trust.choices)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing of an author")
        verbose_name_plural = _("trusted and blocked authors")
        constraints = [
            models.UniqueConstraint(
                name="ideas_authorstanding_one_per_person", fields=["organization", "person"],
                condition=Q(person__isnull=False), nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name="ideas_authorstanding_one_per_address", fields=["organization", "address_digest"],
                condition=Q(address_digest__isnull=False), nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="ideas_authorstanding_one_author",
                condition=Q(person__isnull=False, address_digest__isnull=True)
                | Q(person__isnull=True, address_digest__isnull=False),
            ),
            models.CheckConstraint(
                name="ideas_authorstanding_block_has_reason", condition=~Q(trust="blocked") | ~Q(reason="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person or _('Guest')}: {self.get_trust_display()}"
