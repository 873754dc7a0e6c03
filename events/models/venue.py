"""A place where events happen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel


class Venue(EditorialModel):
    """Named and addressed as people know it; coordinates in WGS 84 degrees where known.

    Of what makes it accessible null means that nobody has said; people rely on it, so no is not guessed either.
    """

    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    step_free = models.BooleanField(_("without steps"), null=True, blank=True)
    accessible_toilet = models.BooleanField(_("accessible toilet"), null=True, blank=True)
    hearing_loop = models.BooleanField(_("hearing loop"), null=True, blank=True)
    parking = models.BooleanField(_("accessible parking"), null=True, blank=True)
    accessibility_note = models.CharField(
        _("note on accessibility"), max_length=500, blank=True, help_text=_("For example where the lift is.")
    )

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.UniqueConstraint(name="events_venue_once", fields=["name", "address"]),
            models.CheckConstraint(
                name="events_venue_both_coordinates",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.address}" if self.address else self.name
