"""Imprint, privacy notice, terms and accessibility statement, with all their versions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.legal.models import LegalDocument, LegalKind
from core.municipalities.models import Municipality
from core.privacy import table
from core.text import html_of
from pages.rendering import page


@require_safe
@cache_control(public=True, max_age=300)
def index(_request: HttpRequest) -> HttpResponse:
    """Which documents there are, the region's and those of its places."""
    held = LegalDocument.objects.in_force(timezone.localdate())
    by_place: dict[Any, list[LegalDocument]] = {}
    for document in sorted(held, key=lambda one: LegalKind.values.index(one.kind)):
        by_place.setdefault(document.municipality_id, []).append(document)
    places = [
        {"municipality": one, "documents": by_place[one.pk]}
        for one in Municipality.objects.by_name()
        if one.pk in by_place
    ]
    return page("legal/index.html", of_region=by_place.get(None, []), places=places)


@require_safe
@cache_control(public=True, max_age=300)
def document(request: HttpRequest, kind: str, slug: str = "") -> HttpResponse:
    """What holds there today; `?version=` shows another version, also one that is announced."""
    if kind not in LegalKind.values:
        raise Http404
    municipality = _municipality(slug)
    held = LegalDocument.objects.held_on(timezone.localdate(), kind=kind, municipality=municipality)
    published = LegalDocument.objects.published().filter(kind=kind).select_related("municipality")
    # A place without versions of its own has the region's.
    versions = list(published.filter(municipality=municipality)) or list(published.filter(municipality=None))
    shown = _chosen(versions, request.GET["version"]) if "version" in request.GET else held
    if shown is None:
        raise Http404
    return page(
        "legal/document.html", kind=LegalKind(kind), municipality=municipality, document=shown, held=held,
        text=_html(shown), versions=versions,
        **(_periods() if kind == LegalKind.PRIVACY and shown == held else {}),
    )  # fmt: skip


def _periods() -> dict[str, Any]:
    """The table by which the service itself deletes, so that the notice cannot drift from it."""
    return {"introduction": table.introduction(), "lines": table.lines()}


def _municipality(slug: str) -> Municipality | None:
    if not slug:
        return None
    municipality = Municipality.objects.filter(slug=slug).first()
    if municipality is None:
        raise Http404
    return municipality


def _chosen(versions: list[LegalDocument], number: str) -> LegalDocument | None:
    return next((one for one in versions if str(one.number) == number), None)


def _html(document: LegalDocument) -> SafeString:
    html: SafeString = mark_safe(html_of(document.shown_text))  # noqa: S308 - html_of lets nothing run
    return html
