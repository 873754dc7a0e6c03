"""What other tables remember of an erased object: letters about it, and its name in the administration's log."""

from collections.abc import Collection
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from core.mail.models import OutgoingMail


def remove(model: type[models.Model], keys: Collection[Any], *, letters_by: str) -> None:
    """Delete the traces of these rows; letters are found by the name that holds their id, “registration_id”."""
    ids = [str(key) for key in keys]
    OutgoingMail.objects.filter(**{f"ids__{letters_by}__in": ids}).delete()
    LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=ids).delete()
