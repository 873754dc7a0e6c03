"""What is kept of a request that may come again."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact


class IdempotentRequest(models.Model):
    """A request under an Idempotency-Key: first somebody's claim to carry it out, then its answer.

    Neither the key nor the request is stored, only keyed hashes; the answer can be read with the key alone
    (core.sealing). All moments are the database's.
    """

    digest = models.BinaryField(primary_key=True, max_length=32, editable=False)
    fingerprint = models.BinaryField(max_length=32)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    # Who carries it out, and until when nobody else may: a process that was killed leaves its lease to run out.
    claim = models.UUIDField()
    leased_until = models.DateTimeField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    answer = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="idempotency_digest_is_a_hash", condition=Exact(Length("digest"), 32)),
        ]
