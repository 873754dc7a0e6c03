"""Error pages of the whole site, administration included."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pages.rendering import page


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - named by Django
    return _error(400, _("The request could not be read"), _("Please go back and try it once more."))


def forbidden(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - named by Django
    return _error(403, _("This page is not for everyone"), _("Please sign in with an account that may see it."))


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - named by Django
    return _error(403, _("The form has expired"), _("Please go back, load the page again and send the form once more."))


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - named by Django
    sentence = _("There is nothing at this address. If you typed it, please check its spelling.")
    return _error(404, _("Page not found"), sentence)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Without the database: it may be what is broken."""
    context = {
        "title": _("Something went wrong on our side"),
        "sentence": _("We have noted the error. Please try again in a few minutes."),
    }
    return _unstored(HttpResponse(render_to_string("pages/error.html", context), status=500))


def _error(status: int, title: str, sentence: str) -> HttpResponse:
    return _unstored(page("error.html", status=status, title=title, sentence=sentence))


def _unstored(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
