"""Handing out the files of uploads: they never change, are never carried out, and nothing in them runs."""

import uuid
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core import images
from core.uploads import documents, files, guards

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
# What people sent may be hidden or taken back: an hour later no cache has it any more.
OF_PEOPLE = {"Cache-Control": "public, max-age=3600"}


@require_safe
def file(_request: HttpRequest, upload_id: uuid.UUID, name: str) -> HttpResponse:
    """One file of an upload, for a year in every cache; a document as one to keep, not to show.

    What people sent only as long as it is not withheld.
    """
    is_personal = guards.is_personal(upload_id)
    if is_personal and guards.is_withheld(upload_id):
        raise Http404
    return handed_out(upload_id, name, headers=OF_PEOPLE if is_personal else {})


def handed_out(upload_id: uuid.UUID, name: str, *, headers: Mapping[str, str]) -> HttpResponse:
    """The file with the headers that keep it harmless, and these. Raises Http404."""
    path = files.find(upload_id, name)
    if path is None:
        raise Http404
    media_type = MEDIA_TYPES[name.rpartition(".")[2]]
    disposition = "attachment" if media_type == documents.MEDIA_TYPE else "inline"
    told = {**HEADERS, "Content-Disposition": f'{disposition}; filename="{name}"', **headers}
    return HttpResponse(path.read_bytes(), content_type=media_type, headers=told)
