"""A page with a small form for one act on one object, drawn like the rest of the administration."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise

from core.administration.looks import dress


class ActForm(forms.Form):
    """A form in the administration's looks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)


def page(
    request: HttpRequest,
    page_of: Any,
    form: forms.Form,
    *,
    title: str | Promise,
    button: str | Promise,
    sentences: Sequence[str | Promise] = (),
    status: int = 200,
    back: str = "../change/",
    hidden: Sequence[tuple[str, str]] = (),
) -> TemplateResponse:
    """Show the form, `sentences` above it; `page_of` is the ModelAdmin whose button opened it, `back` leads away.

    `hidden` is sent along with it: what an action was chosen for.
    """
    context = {
        **page_of.admin_site.each_context(request),
        "opts": page_of.opts,
        "title": title,
        "form": form,
        "button": button,
        "sentences": sentences,
        "back": back,
        "hidden": hidden,
    }
    return TemplateResponse(request, "admin/act.html", context, status=status)
