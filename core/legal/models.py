"""The texts the law asks for. Each version is a row of its own and stays, so that one can read what held when."""

import re
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel
from core.municipalities.models import Municipality

# What a template leaves open: “[[name of the town]]”.
PLACEHOLDER = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)


class LegalKind(models.TextChoices):
    IMPRINT = "imprint", _("Imprint")
    PRIVACY = "privacy", _("Privacy notice")
    TERMS = "terms", _("Terms of use")
    ACCESSIBILITY = "accessibility", _("Accessibility statement")


class LegalState(models.TextChoices):
    """Follows from the dates, so it is never stored."""

    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    IN_FORCE = "in_force", _("In force")
    FORMER = "former", _("Former")


class LegalDocumentQuerySet(models.QuerySet["LegalDocument"]):
    def published(self) -> Self:
        """Versions with a day, the newest first: those in force, former ones, and those that are announced."""
        return self.filter(number__isnull=False).order_by("-number")

    def in_force(self, today: date) -> Self:
        """Of each kind and place the version that holds today."""
        begun = self.filter(valid_from__lte=today)
        return begun.order_by("kind", "municipality", "-number").distinct("kind", "municipality")

    def held_on(self, day: date, *, kind: str, municipality: Municipality | None) -> "LegalDocument | None":
        """The version that held there that day: the municipality's own, or else the region's."""
        rows = self.filter(kind=kind, valid_from__lte=day).order_by("-number")
        own = rows.filter(municipality=municipality).first() if municipality else None
        return own or rows.filter(municipality=None).first()


class LegalDocument(EditorialModel):
    """One version for one place; without municipality it is the region's. Without a day it is a draft."""

    kind = models.CharField(_("kind"), max_length=13, choices=LegalKind.choices)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("municipality"),
        help_text=_("Without one it is the region's, and holds where a municipality has none of its own."),
    )  # fmt: skip
    number = models.PositiveIntegerField(_("version"), null=True, editable=False)
    valid_from = models.DateField(
        _("valid from"), null=True, blank=True,
        help_text=_("Without a day it stays a draft. From that day on the version can no longer be changed."),
    )  # fmt: skip
    text_de = models.TextField(_("text in German"), help_text=_("Markdown; headings begin with “##”."))
    text_en = models.TextField(
        _("text in English"), blank=True, help_text=_("Markdown. Where it is empty, the German text is shown.")
    )

    objects = LegalDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        constraints = [
            models.UniqueConstraint(
                name="legal_document_number_once", fields=["kind", "municipality", "number"], nulls_distinct=False,
                condition=models.Q(number__isnull=False),
            ),
            models.CheckConstraint(
                name="legal_document_number_with_day",
                condition=models.Q(number__isnull=True, valid_from__isnull=True)
                | models.Q(number__isnull=False, valid_from__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        place = self.municipality.name if self.municipality else _("Region")
        version = _("version %(number)s") % {"number": self.number} if self.number else LegalState.DRAFT.label
        return f"{self.get_kind_display()}, {place}, {version}"

    @property
    def has_begun(self) -> bool:
        """Whether it holds, or held: people may have relied on it, so it stays as it is."""
        return self.valid_from is not None and self.valid_from <= timezone.localdate()

    @property
    def placeholders(self) -> list[str]:
        """What is still to be filled in."""
        return list(dict.fromkeys(PLACEHOLDER.findall(self.text_de) + PLACEHOLDER.findall(self.text_en)))

    @property
    def languages(self) -> list[str]:
        return ["de", "en"] if self.text_en else ["de"]

    @property
    def shown_language(self) -> str:
        """Of its languages the reader's, or else German."""
        language = translation.get_language() or "de"
        return language if language in self.languages else "de"

    @property
    def shown_text(self) -> str:
        """The text in that language, Markdown."""
        text: str = getattr(self, f"text_{self.shown_language}")
        return text

    @property
    def code(self) -> str:
        """Which version it is, in short: “terms/region/3”."""
        return f"{self.kind}/{self.municipality.slug if self.municipality else 'region'}/{self.number}"

    @property
    def public_url(self) -> str:
        """The address of this very version."""
        return f"{page_of(self.kind, self.municipality)}?version={self.number}"


def page_of(kind: str, municipality: Municipality | None) -> str:
    """The address that shows what holds there at any time."""
    return f"{settings.PUBLIC_URL}/legal/{kind}{f'/{municipality.slug}' if municipality else ''}"
