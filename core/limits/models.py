"""The meters: one row for whoever asked lately, under a keyed hash."""

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact


class Meter(models.Model):
    """How far somebody has used up one policy.

    `key` is core.limits.meters.key: nobody can tell from it whose meter it is, and tomorrow it is another one.
    The table is UNLOGGED: after a crash of PostgreSQL it is empty and everyone starts anew.
    """

    key = models.BinaryField(primary_key=True, max_length=32, editable=False)
    # When the allowance is whole again; every request moves it by its share of the policy's window.
    whole_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="limits_meter_key_is_a_hash", condition=Exact(Length("key"), 32))]
