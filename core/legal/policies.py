"""Who may write legal documents, and what a version must be before it holds."""

import sys
import uuid
from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import roles
from core.actors import Act, Actor
from core.errors import Conflict, FieldError
from core.legal.models import LegalDocument


class VersionHolds(Conflict):
    code = "legal_version_holds"
    title = gettext_lazy("This version holds already")
    advice = gettext_lazy("What has been in force stays readable as it was. Please write a new version of it.")


def may_write(actor: Actor, municipality_id: uuid.UUID | None) -> bool:
    """Managers of the public authority of the place; for the region, of one that addresses all of it."""
    return roles.authority_for(actor, Act.MANAGE, municipality_id) is not None or not actor.is_bound


def entrusted(actor: Actor) -> Q:
    """The documents the actor sees and writes, as a condition on rows."""
    return roles.entrusted_places(actor, Act.MANAGE, municipality="municipality")


def contradictions(document: LegalDocument, *, latest: LegalDocument | None, today: date) -> Iterator[FieldError]:
    """Why the version cannot be as it stands; `latest` is the other version of its kind and place with the last day."""
    is_overtaken = latest is not None and (document.number or sys.maxsize) < (latest.number or 0)
    if is_overtaken:
        sentence = _("A later version is planned. Please take its day away before you change this one.")
        yield FieldError("/valid_from", "not_latest", sentence)
    if document.valid_from is None:
        return
    if document.valid_from < today:
        yield FieldError("/valid_from", "past", _("Please choose today or a later day."))
    elif latest and latest.valid_from and document.valid_from < latest.valid_from and not is_overtaken:
        sentence = _("Another version holds from %(day)s. Please choose that day or a later one.")
        detail = sentence % {"day": formats.date_format(latest.valid_from, "SHORT_DATE_FORMAT")}
        yield FieldError("/valid_from", "before_another", detail)
    if document.placeholders:
        sentence = _("Please fill in what the template leaves open: %(names)s.")
        yield FieldError("/text_de", "placeholders", sentence % {"names": ", ".join(document.placeholders)})
