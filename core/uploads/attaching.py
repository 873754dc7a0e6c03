"""The documents an item shows, each under its title: rows of a table of its domain."""

from collections.abc import Sequence
from typing import Any

from core.uploads.models import Upload


def contents(attachments: Any) -> list[list[str]]:
    """What former versions keep of an item's attachments."""
    return [[str(one.document_id), one.title] for one in attachments.order_by("id")]


def replace(attachments: Any, wanted: Sequence[tuple[Upload, str]]) -> bool:
    """Have an item's `attachments`, a related manager, be exactly these; returns whether anything changed.

    The caller holds the item's lock.
    """
    titles = {upload.pk: title for upload, title in wanted}
    if titles == dict(attachments.values_list("document_id", "title")):
        return False
    attachments.exclude(document__in=titles).delete()
    for key, title in titles.items():
        attachments.update_or_create(document_id=key, defaults={"title": title})
    return True
