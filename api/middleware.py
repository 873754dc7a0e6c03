"""What Django and other middleware answer below /api, brought into the form that our own views have."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from api import errors, problems
from core.errors import Refusal

Handler = Callable[[HttpRequest], HttpResponse]
LANGUAGE = "accept-language"


class ApiAnswers:
    """Every error below /api is a problem (RFC 9457), also those our views never saw: hosts, CSRF, faults.

    And what is no problem is in no language of the caller's: it says nothing about it and does not vary by it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/api/"):
            return response
        if response.status_code >= 400:  # noqa: PLR2004
            return response if _is_problem(response) else _as_problem(request, response)
        names = [name.strip() for name in response.headers.get("Vary", "").split(",")]
        for header in ("Content-Language", "Vary"):
            response.headers.pop(header, None)
        kept = [name for name in names if name and name.lower() != LANGUAGE]
        if kept:
            patch_vary_headers(response, kept)
        return response


def _is_problem(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith(problems.MEDIA_TYPE)


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The same status as a problem. A fault's own page told nothing, and Django has logged it."""
    status = response.status_code
    kind: type[Refusal] = errors.ServerError if status >= 500 else errors.MalformedRequest  # noqa: PLR2004
    with translation.override(translation.get_language_from_request(request)):
        allowed = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else {}
        return errors.answer(errors.BY_STATUS.get(status, kind)(), allowed)
