"""What others have done to a registration, for the inbox of who made it with an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel
from events.models.registration import CancelReason, Registration, RegistrationState


class RegistrationStep(PersonalModel):
    """One step that its person has not done: a seat was offered or given, an offer has lapsed, it was cancelled.

    It is the event of a notification (core.notifications), and goes with the registration's name.
    """

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="steps")
    state = models.CharField(_("state"), max_length=11, choices=RegistrationState.choices)
    cancel_reason = models.CharField(_("reason"), max_length=15, choices=CancelReason.choices, blank=True)
    offered_until = models.DateTimeField(_("seat offered until"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of a registration")
        verbose_name_plural = _("steps of registrations")

    def __str__(self) -> str:
        return self.get_state_display()
