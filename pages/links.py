"""What all pages behind a mail link share: who may see them, what they leave behind, and how they say no."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.errors import Refusal
from core.tokens import LinkExpired
from pages.refusals import status_of
from pages.rendering import page

View = Callable[..., HttpResponse]
MARK = "stands_behind_a_mail_link"


def private_page(view: View) -> View:
    """A page that nobody stores or indexes; a refusal is a page too."""
    allowed = require_http_methods(["GET", "HEAD", "POST"])(view)

    # No cookie is set or read, so another site has nothing to ride on, and a CSRF cookie would be the only one of these
    # pages. Where there is an authority, it is the token, which travels in the form itself.
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            response = allowed(request, **parts)
        except LinkExpired as refusal:
            response = page("link_expired.html", status=410, title=refusal.title)
        except Refusal as refusal:
            status = status_of(type(refusal)) or 400
            response = page("error.html", status=status, title=refusal.title, sentence=refusal.detail)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


def link_page(view: View) -> View:
    """The same, opened by the token of a mail's link."""
    answer = private_page(view)
    answer.__dict__[MARK] = True
    return answer


def is_link_page(view: object) -> bool:
    """Mails lead there: an app that is installed may open it."""
    return hasattr(view, MARK)


def token_of(request: HttpRequest) -> str:
    """From the link's query when it is opened, from the form when its button is pressed."""
    return (request.POST if request.method == "POST" else request.GET).get("token", "")
