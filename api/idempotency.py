"""`Idempotency-Key` (httpapi draft 07, optional here): a request sent twice acts once and is answered alike."""

import functools
import hashlib
import json
import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django import db
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api import throttling
from api.authentication import key_of as site_key_of
from api.errors import HttpRefusal
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from core.errors import Conflict
from core.idempotency import requests
from core.idempotency.requests import Answer, Claim, ClaimLost, OtherRequest, Running

Handler = Callable[..., HttpResponse]
HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 255
# An sf-string (RFC 8941 3.3.3), or a token as many clients send it (RFC 9110 5.6.2, with the “:” and “/” of sf-tokens).
QUOTED = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
BARE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z:/-]+")
NEVER_STORED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS}


class MalformedKey(HttpRefusal):
    code = "malformed_idempotency_key"
    status = HTTPStatus.BAD_REQUEST
    title = _("The idempotency key cannot be read")
    advice = _("Please send 1 to 255 visible ASCII characters in double quotes, best a new UUID for every act.")


class KeyReused(HttpRefusal):
    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = _("The idempotency key stands for another request")
    advice = _("This key was already used for a different request. Please take a new key for a new act.")


class RequestInProgress(Conflict):
    code = "request_in_progress"
    title = _("The request is still being carried out")
    advice = _("The same request is being carried out at the moment. Please repeat it with the same key in a moment.")


REFUSALS = (MalformedKey, KeyReused, RequestInProgress)


def idempotent(handler: Handler) -> Handler:
    """Decorates the `post` of a view that creates something.

    With a key, the view's act and its stored answer are one transaction: a refusal undoes all that the view did, and a
    crash leaves either both or neither. The view's `limits` are counted only where something is done.
    """

    @functools.wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        def act() -> HttpResponse:
            return handler(view, request, *args, **kwargs)

        key = key_of(request)
        if key is None:
            throttling.check_act(view, request)
            return act()
        match requests.claim(_identified(request, key)):
            case Answer() as answer:
                return _response(answer, {REPLAYED: "true"})
            case OtherRequest():
                raise KeyReused
            case Running(seconds):
                raise RequestInProgress(retry_after=seconds)
            case Claim() as mine:
                return _claimed(view, request, mine, act)

    once.is_idempotent = True  # type: ignore[attr-defined]
    return once


def is_idempotent(view: Any, method: str | None) -> bool:
    """Whether the view's handler of this method takes a key."""
    return hasattr(getattr(view, (method or "").lower(), None), "is_idempotent")


def key_of(request: Request) -> str | None:
    """The key of the request, None where it has none. Raises MalformedKey."""
    header = request.headers.get(HEADER)
    if header is None:
        return None
    text = header.strip(" \t")
    quoted = QUOTED.fullmatch(text)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text
    if not 1 <= len(key) <= LONGEST or not (quoted or BARE.fullmatch(text)):
        raise MalformedKey
    return key


def _identified(request: Request, key: str) -> requests.Request:
    """Whose request it is, and all that a repeat must have in common with it. Canonical JSON: spaces do not matter."""
    body: Any = request.data
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), default=_digest)
    contents = f"{request.method} {request.get_full_path()} {canonical}"
    person = request.user
    if isinstance(person, Person):
        return requests.Request(f"account {person.pk}", key, contents, person)
    if site_key := site_key_of(request):
        return requests.Request(f"site key {site_key.pk}", key, contents)
    match, email = request.resolver_match, body.get("email")
    operation = match.route if match else request.path
    address = normalize_email(email) if isinstance(email, str) else ""
    return requests.Request(f"guest {request.method} {operation} {address}", key, contents)


def _digest(file: "UploadedFile[Any]") -> str:
    """An uploaded file as its contents: the same file again is the same request."""
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def _claimed(view: APIView, request: Request, mine: Claim, act: Handler) -> HttpResponse:
    """Carry it out. Whatever ends without a stored answer gives the key back."""
    try:
        throttling.check_act(view, request)  # type: ignore[arg-type]
        with transaction.atomic():
            answer = _answer(request, act())
            requests.complete(mine, answer)
        return _response(answer)
    except ClaimLost:
        raise RequestInProgress(retry_after=1) from None
    except Exception as exc:  # noqa: BLE001 - a refusal is answered, a fault is raised again
        return _refused(view, request, mine, exc)


def _refused(view: APIView, request: Request, mine: Claim, exc: Exception) -> HttpResponse:
    """A refusal is an answer like others; what may differ next time is not kept. Faults go on to Django."""
    try:
        answer = _answer(request, view.handle_exception(exc))
        if answer.status in NEVER_STORED or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            requests.release(mine)
        else:
            requests.complete(mine, answer)
    except ClaimLost:
        raise RequestInProgress(retry_after=1) from None
    except Exception:
        # Where the database is gone too, the lease gives the key back.
        with suppress(db.Error):
            requests.release(mine)
        raise
    return _response(answer)


def _answer(request: Request, response: HttpResponse) -> Answer:
    """The view's answer as it is stored; what every answer carries besides is added anew each time."""
    if isinstance(response, Response):
        body: Any = request.accepted_renderer.render(response.data, request.accepted_media_type) or b""
        headers = {**response.headers, "Content-Type": request.accepted_media_type}
    else:
        body, headers = response.content, dict(response.headers)
    return Answer(response.status_code, headers, body.decode())


def _response(answer: Answer, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(answer.body.encode(), status=answer.status, headers={**answer.headers, **(headers or {})})
