"""The proofs of what people agree to when they register: made with the answers, ended with them."""

import uuid

from core.actors import Actor
from core.consents import records
from core.consents.models import Consent, ConsentKind, EndReason, Proof
from events.models import Answer, QuestionKind, Registration

PROOFS = {"clerk": Proof.OFFICE, "person": Proof.ACCOUNT}


def settle(registration: Registration, *, by: Actor) -> None:
    """Make the records agree with the answers, once the address is proven. Repeating it changes nothing."""
    if registration.confirmed_at is None:
        return
    agreed = list(Answer.objects.filter(registration=registration, kind=QuestionKind.CONSENT, value=True))
    living = Consent.objects.living().filter(about_id=registration.pk)
    known = {bytes(digest) for digest in living.values_list("text", flat=True)}
    if not (agreed or known):
        return
    given = {records.wording(ConsentKind.WORKSHOP, one.label): one for one in agreed}
    records.end(living.exclude(text__in=given), EndReason.WITHDRAWN)
    proof = PROOFS.get(by.kind, Proof.LINK)
    for text, answer in given.items():
        if bytes(text.pk) not in known:
            records.give(
                text, email=registration.email, person=registration.person, proof=proof, asked_at=answer.created_at,
                about_id=registration.pk, mail_id=_mail_of(registration) if proof == Proof.LINK else None,
            )  # fmt: skip


def _mail_of(registration: Registration) -> uuid.UUID | None:
    return records.mail_with_link("registration_confirm", registration_id=registration.pk)
