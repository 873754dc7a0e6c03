"""The region, its municipalities with their districts, topics, and the organizations that publish."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel


class Region(models.Model):
    """The one region this service serves; everything that tells one region from another is in its data."""

    slug = models.SlugField(primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    website = models.URLField(_("web site"))
    email = models.EmailField(_("e-mail"))
    # Who sends its newsletter, with the address: § 5 DDG asks for both in each mail.
    postal_address = models.CharField(_("postal address"), max_length=200, blank=True)
    languages = ArrayField(models.CharField(max_length=5), verbose_name=_("languages"))
    minimum_app_version = models.CharField(_("minimum app version"), max_length=20)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    licence_name = models.CharField(_("licence of the open data"), max_length=200, blank=True)
    licence_url = models.URLField(_("address of the licence"), blank=True)
    # {"ios": [application id], "android": [{"package", "fingerprints"}]}: docs/region-data.md tells more.
    apps = models.JSONField(_("apps"), default=dict, blank=True)
    is_only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.CheckConstraint(name="municipalities_region_is_only", condition=models.Q(is_only=True)),
            models.CheckConstraint(
                name="municipalities_region_licence_is_named_and_told",
                condition=models.Q(licence_name="", licence_url="")
                | ~(models.Q(licence_name="") | models.Q(licence_url="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def by_name(self) -> Self:
        """In German alphabetical order: without ICU, umlauts would sort after z."""
        return self.order_by("sort_key", "slug")


class Municipality(EditorialModel):
    """A town or municipality of the region. Its postal codes do not identify it: two may share one."""

    class Kind(models.TextChoices):
        TOWN = "town", _("Town")
        MUNICIPALITY = "municipality", _("Municipality")

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=100)
    sort_key = models.CharField(max_length=100, editable=False)
    official_name = models.CharField(_("official name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    ags = models.CharField(_("official municipality key"), max_length=8, help_text=_("Amtlicher Gemeindeschlüssel"))
    postal_codes = ArrayField(models.CharField(max_length=5), verbose_name=_("postal codes"))
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    population = models.PositiveIntegerField(_("population"))
    population_on = models.DateField(_("population on"))
    area_km2 = models.DecimalField(_("area in km²"), max_digits=7, decimal_places=2)
    website = models.URLField(_("web site"))
    town_hall_address = models.CharField(_("address of the town hall"), max_length=200)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.CheckConstraint(
                name="municipalities_municipality_on_earth",
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            )
        ]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A part of a municipality (Ortsteil)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="districts")
    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=100)
    sort_key = models.CharField(max_length=100, editable=False)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")

    def __str__(self) -> str:
        return self.name


class Topic(EditorialModel):
    """One of the official fields of action. Finer words are tags of an item."""

    slug = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    label_de = models.CharField(_("label in German"), max_length=100)
    label_en = models.CharField(_("label in English"), max_length=100)
    official_name = models.CharField(_("official name"), max_length=100)
    description_de = models.TextField(_("description in German"))
    description_en = models.TextField(_("description in English"))

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.label_de


class Moderation(models.TextChoices):
    """Whether what people write is looked at before or after it becomes public."""

    BEFORE = "before", _("Before publication")
    AFTER = "after", _("After publication")


class Organization(EditorialModel):
    """Who publishes, for the municipalities it may address: Naunhof also for Belgershain and Parthenstein."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=200)
    sort_key = models.CharField(max_length=200, editable=False)
    website = models.URLField(_("web site"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Answers to its mails go here."))
    municipalities = models.ManyToManyField(
        Municipality, related_name="organizations", verbose_name=_("municipalities it may address")
    )
    handles_ideas = models.BooleanField(
        _("handles ideas"),
        default=False,
        help_text=_("A public authority: its moderators see, check and answer the ideas of its municipalities."),
    )
    moderation = models.CharField(
        _("ideas and comments are checked"), max_length=6, choices=Moderation.choices, default=Moderation.BEFORE,
        help_text=_("A call for ideas may say it differently. What looks suspicious is always checked before."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self) -> str:
        return self.name
