"""From a template to an answer that touches neither session nor cookie."""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from core.municipalities.models import Region


def page(template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page in the active language. The request is not handed over, so that no context processor reads an account."""
    region = Region.objects.filter(is_only=True).first()
    return HttpResponse(render_to_string(f"pages/{template}", {"region": region, **context}), status=status)
