"""A page for each code of the API's problem documents: the address in `type` (RFC 9457 3.1.1) leads here."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.errors import Refusal
from pages.refusals import status_of
from pages.rendering import page

FOR_CLIENTS = {
    400: _("The request itself has to change before it is sent again. “errors” names each part that is wrong."),
    401: _("Send a valid access token. An expired one is renewed with the refresh token."),
    403: _("Sending the same request again does not help: the caller lacks a right, or it is too early."),
    404: _("Forget the identifier, or look it up again in the list it came from."),
    409: _("The request is right, but the present state forbids it. Load the object again and show its state."),
    410: _("The token, link or cursor is no longer valid and does not become valid again. Get a new one."),
    429: _("Wait as many seconds as the header Retry-After says, then send the request again."),
}


@require_safe
@cache_control(public=True, max_age=3600)
def index(_request: HttpRequest) -> HttpResponse:
    problems = [{"code": code, "title": kind.title, "status": status_of(kind)} for code, kind in _all()]
    return page("problems.html", problems=problems)


@require_safe
@cache_control(public=True, max_age=3600)
def problem(_request: HttpRequest, code: str) -> HttpResponse:
    kind = dict(_all()).get(code)
    if kind is None:
        raise Http404
    status = status_of(kind)
    return page(
        "problem.html",
        code=code,
        title=kind.title,
        advice=kind.advice,
        http_status=HTTPStatus(status) if status else None,
        for_clients=FOR_CLIENTS.get(status or 0),
    )


def _all() -> list[tuple[str, type[Refusal]]]:
    return sorted(Refusal.registry.items())
