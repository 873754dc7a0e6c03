"""The registration settings of an event as programs write them."""

import uuid
from dataclasses import replace
from typing import Any

from django.db import transaction

from core.actors import Actor
from core.errors import Invalid
from core.writing import assign
from events import policies
from events.models import Workshop
from events.services import editing, questions


def put(event_id: uuid.UUID, values: dict[str, Any], *, by: Actor) -> Workshop:
    """Set what is given and leave the rest; an event without registration gets it. Raises NotEntrusted, Invalid."""
    with transaction.atomic():
        workshop = Workshop.objects.locked(event_id) or Workshop(event_id=event_id)
        assign(workshop, {name: value for name, value in values.items() if name != "questions"})
        if wrong := policies.contradictions_of_registration(workshop):
            raise Invalid([replace(one, pointer=f"/registration{one.pointer}") for one in wrong])
        editing.save_workshop(workshop, by=by)
        if "questions" in values:
            questions.put(event_id, values["questions"], pointer="/registration/questions", by=by)
    return workshop
