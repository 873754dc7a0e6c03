"""From a template to an answer that touches neither session nor cookie."""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from core.legal.models import LegalDocument, LegalKind
from core.municipalities.models import Region


def page(template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page in the active language. The request is not handed over, so that no context processor reads an account."""
    region = Region.objects.filter(is_only=True).first()
    shared = {"region": region, "legal_kinds": _legal_kinds()}
    return HttpResponse(render_to_string(f"pages/{template}", {**shared, **context}), status=status)


def _legal_kinds() -> list[LegalKind]:
    """The region's documents that hold today, for the foot of each page (§ 5 DDG: always within reach)."""
    held = LegalDocument.objects.filter(municipality=None, valid_from__lte=timezone.localdate())
    kinds = set(held.values_list("kind", flat=True))
    return [kind for kind in LegalKind if kind in kinds]
