"""Writing consents down, and their end; always inside the transaction of the act they belong to."""

import hashlib
import uuid
from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from core import sealing
from core.accounts.models import Person
from core.consents.models import PURPOSE, Consent, ConsentText, EndReason, Proof
from core.mail.models import OutgoingMail


def wording(kind: str, text: str, *, version: str = "") -> ConsentText:
    """These exact words, kept once."""
    digest = hashlib.sha256(f"{kind}\x1f{version}\x1f{text}".encode()).digest()
    found, _is_new = ConsentText.objects.get_or_create(
        digest=digest, defaults={"kind": kind, "version": version, "text": text}
    )
    return found


def give(
    text: ConsentText,
    *,
    email: str,
    person: Person | None,
    proof: Proof,
    asked_at: datetime,
    about_id: uuid.UUID | None = None,
    mail_id: uuid.UUID | None = None,
) -> Consent:
    """Note that somebody agreed at `asked_at`, and that we know since this moment that it was them."""
    return Consent.objects.create(
        text=text, person=person, address_hash=sealing.digests_for(PURPOSE, email)[0] if email else None,
        proof=proof, asked_at=asked_at, confirmed_at=max(timezone.now(), asked_at), about_id=about_id, mail_id=mail_id,
    )  # fmt: skip


def end(rows: QuerySet[Consent], reason: EndReason) -> int:
    """End those that still count; returns how many."""
    return rows.filter(ended_at__isnull=True).update(ended_at=timezone.now(), end_reason=reason)


def end_about(ids: Collection[uuid.UUID], reason: EndReason) -> int:
    """End what belongs to these registrations or subscriptions."""
    return end(Consent.objects.filter(about_id__in=ids), reason)


def mail_with_link(letter: str, **ids: uuid.UUID) -> uuid.UUID | None:
    """The last letter of this name about this object: the one whose link was used, or a repetition of it."""
    about = {f"ids__{name}": str(value) for name, value in ids.items()}
    found = OutgoingMail.objects.filter(letter=letter, **about).order_by("-created_at").first()
    return found.pk if found else None
