"""Forgetting the meters of those who have long been able to ask again."""

from django.db.models.functions import Now

from core import jobs
from core.limits.models import Meter


@jobs.task("limits.sweep", every="*/10 * * * *")
def sweep() -> None:
    """Drop whole meters: they say nothing that a missing one does not."""
    Meter.objects.filter(whole_at__lte=Now()).delete()
