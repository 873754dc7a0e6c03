"""Writing legal documents: drafts, versions with a day, and new versions of what holds."""

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from core.accounts import roles
from core.actors import Act, Actor
from core.audit.record import changed_fields, differences, record
from core.errors import Invalid, Missing
from core.legal import policies
from core.legal.models import LegalDocument, LegalState
from core.municipalities.models import Region

UNTRACKED = ("id", "created_at", "updated_at")


def save(document: LegalDocument, *, by: Actor) -> LegalDocument:
    """Write a draft or a planned version; its day makes it the next version of its kind and place.

    Raises NotEntrusted, VersionHolds, Invalid.
    """
    with transaction.atomic():
        _wait_for_others()
        before = LegalDocument.objects.filter(pk=document.pk).first()
        _require(document, by=by)
        if before is not None:
            _require(before, by=by)
            _refuse_what_holds(before)
        latest = latest_beside(document)
        if errors := list(policies.contradictions(document, latest=latest, today=timezone.localdate())):
            raise Invalid(errors)
        _number(document, latest)
        return _store(document, before, by=by)


def publish_sample(document: LegalDocument, *, valid_from: date, by: Actor) -> LegalDocument:
    """Let a template hold as it is, for a demonstration: its page says that it is none that counts."""
    with transaction.atomic():
        _wait_for_others()
        document.valid_from = valid_from
        _number(document, latest_beside(document))
        return _store(document, None, by=by)


def new_version(document_id: uuid.UUID, *, by: Actor) -> LegalDocument:
    """A draft with the text of this version; the one there is already, if any. Raises Missing, NotEntrusted."""
    with transaction.atomic():
        _wait_for_others()
        known = LegalDocument.objects.filter(pk=document_id).first()
        if known is None:
            raise Missing
        _require(known, by=by)
        drafts = LegalDocument.objects.filter(kind=known.kind, municipality=known.municipality_id, number=None)
        draft = drafts.order_by("-updated_at").first()
        if draft is not None:
            return draft
        copied = {"text_de": known.text_de, "text_en": known.text_en}
        fresh = LegalDocument(kind=known.kind, municipality_id=known.municipality_id, **copied)
        return _store(fresh, None, by=by)


def delete(document_id: uuid.UUID, *, by: Actor) -> None:
    """Throw a draft away. Raises Missing, NotEntrusted, VersionHolds (it has a day)."""
    with transaction.atomic():
        _wait_for_others()
        document = LegalDocument.objects.filter(pk=document_id).first()
        if document is None:
            raise Missing
        _require(document, by=by)
        if document.number is not None:
            raise policies.VersionHolds
        record("legal_document.deleted", document, by=by, organization_id=_acting_for(document, by))
        document.delete()


def state_of(document: LegalDocument) -> LegalState:
    if document.number is None:
        return LegalState.DRAFT
    if not document.has_begun:
        return LegalState.PLANNED
    begun = LegalDocument.objects.published().filter(kind=document.kind, municipality=document.municipality_id)
    later = begun.filter(number__gt=document.number, valid_from__lte=timezone.localdate())
    return LegalState.FORMER if later.exists() else LegalState.IN_FORCE


def latest_beside(document: LegalDocument) -> LegalDocument | None:
    """The last version of its kind and place besides itself."""
    versions = LegalDocument.objects.published().exclude(pk=document.pk)
    return versions.filter(kind=document.kind, municipality=document.municipality_id).first()


def _wait_for_others() -> None:
    """One at a time: the numbers of versions follow from those there are."""
    list(Region.objects.select_for_update(no_key=True).values_list("pk"))


def _require(document: LegalDocument, *, by: Actor) -> None:
    if not policies.may_write(by, document.municipality_id):
        raise roles.NotEntrusted


def _refuse_what_holds(document: LegalDocument) -> None:
    if document.has_begun:
        raise policies.VersionHolds


def _number(document: LegalDocument, latest: LegalDocument | None) -> None:
    if document.valid_from is None:
        document.number = None
    elif document.number is None:
        document.number = 1 + ((latest.number if latest else None) or 0)


def _store(document: LegalDocument, before: LegalDocument | None, *, by: Actor) -> LegalDocument:
    fields = changed_fields(before, document, untracked=UNTRACKED)
    if before is not None and not fields:
        return document
    document.updated_at = timezone.now()
    document.save()
    told = differences(before, document, fields=fields) if before is not None else {}
    act = "created" if before is None else "changed"
    record(f"legal_document.{act}", document, by=by, organization_id=_acting_for(document, by), **told)
    return document


def _acting_for(document: LegalDocument, by: Actor) -> uuid.UUID | None:
    return roles.authority_for(by, Act.MANAGE, document.municipality_id)
