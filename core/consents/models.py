"""The records of consents, and the words they were given to, each kept once."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import sealing
from core.models import PersonalModel

PURPOSE = "consents"


class ConsentKind(models.TextChoices):
    AGE = "age", _("Declaration to be 16 or older")
    TERMS = "terms", _("Terms of use")
    PRIVACY = "privacy", _("Privacy notice")
    WORKSHOP = "workshop", _("Consent at a registration")
    NEWSLETTER = "newsletter", _("Newsletter")


class Proof(models.TextChoices):
    """How we know that it was this person."""

    LINK = "link", _("By the link of a mail to this address (double opt-in)")
    ACCOUNT = "account", _("Signed in to an account with a confirmed address")
    OFFICE = "office", _("Told to an office, which has noted it")


class EndReason(models.TextChoices):
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ERASED = "erased", _("The account or the data was deleted")
    DELETED = "deleted", _("The data it belongs to was deleted in time")


class ConsentText(models.Model):
    """Exact words, known by the SHA-256 of kind, version and text."""

    digest = models.BinaryField(primary_key=True, max_length=32, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ConsentKind.choices)
    # “terms/region/3”; empty where the words are all that tells versions apart.
    version = models.CharField(_("version"), max_length=100, blank=True)
    text = models.TextField(_("wording"))

    class Meta:
        verbose_name = _("wording of a consent")
        verbose_name_plural = _("wordings of consents")

    def __str__(self) -> str:
        return self.version or self.text[:60]


class ConsentQuerySet(models.QuerySet["Consent"]):
    def living(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def of_address(self, email: str) -> Self:
        """Those given with this address, also under a former SECRET_KEY."""
        return self.filter(address_hash__in=sealing.digests_for(PURPOSE, email))


class Consent(PersonalModel):
    """Who agreed to what, when. No network address: the mailbox or the account is the proof.

    The address itself is not kept, only a keyed hash: whoever tells us their address finds their own.
    """

    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name=_("wording"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("account")
    )
    address_hash = models.BinaryField(max_length=32, null=True, editable=False)
    # The registration or subscription it belongs to; as in the outbox an id and no key, for it outlives them.
    about_id = models.UUIDField(_("belongs to"), null=True)
    proof = models.CharField(_("how we know"), max_length=7, choices=Proof.choices)
    asked_at = models.DateTimeField(_("declared at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), default=timezone.now)
    # Of the mail whose link was used; its Message-ID is this, an @ and our host.
    mail_id = models.UUIDField(_("mail with the link"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end_reason = models.CharField(_("reason"), max_length=9, choices=EndReason.choices, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [
            models.Index(fields=["about_id"], name="consents_consent_about"),
            models.Index(fields=["address_hash"], name="consents_consent_address"),
        ]
        constraints = [
            models.CheckConstraint(
                name="consents_consent_ended_has_reason",
                condition=Q(ended_at__isnull=True, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="consents_consent_asked_first", condition=Q(confirmed_at__gte=models.F("asked_at"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)
