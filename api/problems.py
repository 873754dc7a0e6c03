"""The problem document of RFC 9457: what every error answer below /api looks like."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from rest_framework.utils.encoders import JSONEncoder

from core.errors import Refusal

MEDIA_TYPE = "application/problem+json"


def response(refusal: Refusal, status: int, headers: Mapping[str, str]) -> HttpResponse:
    """The refusal in the language of the request. Never stored, as it tells about one moment."""
    body = json.dumps(document(refusal, status), cls=JSONEncoder, ensure_ascii=False, separators=(",", ":"))
    answer = HttpResponse(body.encode(), status=status, content_type=MEDIA_TYPE, headers=dict(headers))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    patch_vary_headers(answer, ["Accept-Language"])
    return answer


def document(refusal: Refusal, status: int) -> dict[str, Any]:
    """The members of the problem; `type` leads to a page of ours, the refusal's facts are extension members (3.2)."""
    facts = {
        name: timezone.localtime(fact) if isinstance(fact, datetime) else fact for name, fact in refusal.facts.items()
    }
    errors = [
        {"pointer": error.pointer, "code": error.code, "detail": error.detail}
        for error in getattr(refusal, "errors", ())
    ]
    return {
        **facts,
        "type": f"{settings.PUBLIC_URL}/problems/{refusal.code}",
        "title": refusal.title,
        "status": status,
        "detail": refusal.detail,
        "code": refusal.code,
        **({"errors": errors} if errors else {}),
    }
