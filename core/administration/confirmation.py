"""A page that asks before an act with consequences, and sends the same request again with the clerk's consent."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise


def is_given(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("confirmed") == "yes"


def page(
    request: HttpRequest,
    page_of: Any,
    items: Iterable[models.Model],
    *,
    title: Promise,
    warning: Promise,
    button: Promise,
) -> TemplateResponse:
    """Ask about `items`; `page_of` is the ModelAdmin whose action or button it is."""
    context = {
        **page_of.admin_site.each_context(request),
        "opts": page_of.opts,
        "title": title,
        "items": items,
        "warning": warning,
        "button": button,
        "action": request.POST.get("action", ""),
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "back": request.get_full_path() if request.method == "POST" else "../change/",
    }
    return TemplateResponse(request, "admin/confirm_act.html", context)
