"""Error pages of the whole site, administration included."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pages.rendering import page


def bad_request(_request: HttpRequest, _exception: Exception) -> HttpResponse:
    return _error(400, _("The request could not be read"), _("Please go back and try it once more."))


def forbidden(_request: HttpRequest, _exception: Exception) -> HttpResponse:
    return _error(403, _("This page is not for everyone"), _("Please sign in with an account that may see it."))


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django hands it over by name
    return _error(403, _("The form has expired"), _("Please go back, load the page again and send the form once more."))


def not_found(_request: HttpRequest, _exception: Exception) -> HttpResponse:
    sentence = _("There is nothing at this address. If you typed it, please check its spelling.")
    return _error(404, _("Page not found"), sentence)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Without the database: it may be what is broken."""
    context = {
        "title": _("Something went wrong on our side"),
        "sentence": _("We have noted the error. Please try again in a few minutes."),
    }
    return HttpResponse(render_to_string("pages/error.html", context), status=500, headers=NEVER_STORED)


def _error(status: int, title: str, sentence: str) -> HttpResponse:
    response = page("error.html", status=status, title=title, sentence=sentence)
    response.headers |= NEVER_STORED
    return response


NEVER_STORED = {"Cache-Control": "no-store"}
