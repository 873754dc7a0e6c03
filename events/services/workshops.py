"""The registration settings of an event as programs write them."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import FieldError, Invalid
from core.writing import assign
from events.models import Workshop
from events.services import editing, questions


def put(event_id: uuid.UUID, values: dict[str, Any], *, by: Actor) -> Workshop:
    """Set what is given and leave the rest; an event without registration gets it. Raises NotEntrusted, Invalid."""
    with transaction.atomic():
        workshop = Workshop.objects.locked(event_id) or Workshop(event_id=event_id)
        assign(workshop, {name: value for name, value in values.items() if name != "questions"})
        if workshop.opens_at and workshop.closes_at and workshop.closes_at <= workshop.opens_at:
            sentence = _("Registration must close after it opens.")
            raise Invalid([FieldError("/registration/closes_at", "closes_before_opening", sentence)])
        editing.save_workshop(workshop, by=by)
        if "questions" in values:
            questions.put(event_id, values["questions"], pointer="/registration/questions", by=by)
    return workshop
