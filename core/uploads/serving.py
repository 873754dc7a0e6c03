"""Handing out the files of uploads: they never change, are never carried out, and nothing in them runs."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core import images
from core.uploads import documents, files

MEDIA_TYPES = {**images.MEDIA_TYPES, "pdf": documents.MEDIA_TYPE}
# `sandbox`: whatever a file contains, it has no origin, no scripts, no forms (CSP 3, 6.4).
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Municipal sites and the apps show our pictures.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


@require_safe
def file(_request: HttpRequest, upload_id: uuid.UUID, name: str) -> HttpResponse:
    """One file of an upload, for a year in every cache; a document as one to keep, not to show."""
    path = files.find(upload_id, name)
    if path is None:
        raise Http404
    media_type = MEDIA_TYPES[name.rpartition(".")[2]]
    disposition = "attachment" if media_type == documents.MEDIA_TYPE else "inline"
    headers = {**HEADERS, "Content-Disposition": f'{disposition}; filename="{name}"'}
    return HttpResponse(path.read_bytes(), content_type=media_type, headers=headers)
