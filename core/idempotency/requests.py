"""Claiming a request, answering it once, answering it again.

The order that makes it exact: the claim commits on its own before the act begins; the answer is stored in the act's own
transaction. So after a crash either both the act and its answer are there, or neither, and then the lease runs out.
"""

import json
import math
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from core import privacy, sealing
from core.accounts.models import Person
from core.idempotency.models import IdempotentRequest
from core.privacy import retention

# Longer than any act of ours takes; one that takes longer still is undone when somebody else has claimed it.
LEASE = timedelta(seconds=30)

CLAIM = """
INSERT INTO idempotency_idempotentrequest AS known
    (digest, fingerprint, person_id, claim, leased_until, created_at, expires_at)
VALUES (%(digest)s, %(fingerprint)s, %(person)s, %(claim)s, statement_timestamp() + make_interval(secs => %(lease)s),
    statement_timestamp(), statement_timestamp() + make_interval(secs => %(kept)s))
ON CONFLICT (digest) DO UPDATE SET
    fingerprint = EXCLUDED.fingerprint, person_id = EXCLUDED.person_id, claim = EXCLUDED.claim,
    leased_until = EXCLUDED.leased_until, created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at,
    answer = NULL
WHERE known.expires_at <= statement_timestamp()
    OR (known.answer IS NULL AND known.leased_until <= statement_timestamp()
        AND known.fingerprint = EXCLUDED.fingerprint)
RETURNING claim
"""
STATE = """
SELECT fingerprint, answer, EXTRACT(EPOCH FROM leased_until - statement_timestamp())::float8,
    EXTRACT(EPOCH FROM statement_timestamp() - created_at)::float8
FROM idempotency_idempotentrequest WHERE digest = %s
"""


@dataclass(frozen=True)
class Request:
    """Whose request under which key, and what it asks for.

    `principal` tells the account, or for guests the operation and their address; `contents` is all that a repeat has in
    common with the first.
    """

    principal: str
    key: str
    contents: str
    person: Person | None = None

    @property
    def digest(self) -> bytes:
        return sealing.digest("idempotent request", self.principal, self.key)

    @property
    def fingerprint(self) -> bytes:
        return sealing.digest("its contents", self.principal, self.contents)

    @property
    def seal_key(self) -> bytes:
        """Without the client's own key nobody can make it, we included."""
        return sealing.digest("its answer", self.principal, self.key)


@dataclass(frozen=True)
class Claim:
    """The right, for LEASE, to carry the request out."""

    request: Request
    id: uuid.UUID


@dataclass(frozen=True)
class Answer:
    """What was answered, byte for byte."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True)
class Running:
    """Somebody is at it; after `seconds` it is worth asking again.

    As long as it has run already, for most are done in a moment: waiting for the end of the lease, which only a crash
    needs, would leave people before a screen that says nothing. At the latest when it could be claimed.
    """

    seconds: int


class OtherRequest:
    """The key stands for a request with other contents."""


class ClaimLost(Exception):  # noqa: N818 - not a fault: somebody else took over
    """The lease ran out and another process claimed the request; the act must not count."""


def claim(request: Request) -> Claim | Answer | Running | OtherRequest:
    """The right to carry it out, or what stands in the way. Commits at once; call it outside of any transaction."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, {
                "digest": request.digest,
                "fingerprint": request.fingerprint,
                "person": request.person.pk if request.person else None,
                "claim": (mine := uuid.uuid4()),
                "lease": LEASE.total_seconds(),
                "kept": timedelta(days=retention.days("answers")).total_seconds(),
            })  # fmt: skip
            if cursor.fetchone():
                return Claim(request, mine)
            cursor.execute(STATE, [request.digest])
            row = cursor.fetchone()
        if row is None:
            continue  # it was released or swept in between
        fingerprint, sealed, left, gone = row
        if bytes(fingerprint) != request.fingerprint:
            return OtherRequest()
        if sealed is not None:
            return Answer(**json.loads(sealing.unseal(bytes(sealed), request.seal_key)))
        return Running(max(1, math.ceil(min(left, gone))))


def complete(mine: Claim, answer: Answer) -> None:
    """Store the answer; call it as the last thing in the act's transaction. Raises ClaimLost, which undoes the act."""
    sealed = sealing.seal(json.dumps(asdict(answer)).encode(), mine.request.seal_key)
    running = IdempotentRequest.objects.filter(digest=mine.request.digest, claim=mine.id, answer=None)
    if not running.update(answer=sealed):
        raise ClaimLost


def release(mine: Claim) -> None:
    """Give the key back: the request came to nothing that may be told again. A stored answer stays."""
    IdempotentRequest.objects.filter(digest=mine.request.digest, claim=mine.id, answer=None).delete()


def over() -> QuerySet[IdempotentRequest]:
    """What is older than we promise to keep."""
    return IdempotentRequest.objects.filter(expires_at__lte=Now())


def sweep() -> int:
    """Drop it; returns how many."""
    return retention.in_batches(over(), privacy.delete)
