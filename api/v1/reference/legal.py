"""Which legal documents hold where today, so that a client need not know that the region's fill the gaps."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from core.legal.models import LegalDocument, LegalKind, page_of
from core.municipalities.models import Municipality


def held_everywhere(today: date) -> list[dict[str, Any]]:
    """For the region and for each place, by name, each kind of document there is."""
    held = {(one.municipality_id, one.kind): one for one in LegalDocument.objects.in_force(today)}
    places: list[Municipality | None] = [None, *Municipality.objects.by_name()] if held else []
    return [_reference(*found) for place in places for found in _of(place, held)]


def _of(place: Municipality | None, held: dict[Any, LegalDocument]) -> Iterator[tuple[Municipality | None, Any]]:
    for kind in LegalKind.values:
        document = held.get((place.pk if place else None, kind)) or held.get((None, kind))
        if document is not None:
            yield place, document


def _reference(place: Municipality | None, document: LegalDocument) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "municipality": place.slug if place else None,
        "is_of_region": document.municipality_id is None,
        "version": document.number,
        "valid_from": document.valid_from,
        "languages": document.languages,
        "url": page_of(document.kind, place),
    }
