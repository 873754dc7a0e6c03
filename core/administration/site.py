"""The administration's site: our pages only, and nothing from foreign hosts."""

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from core.administration.models import ModelAdmin

View = Callable[..., HttpResponse]

# The pages are drawn by Alpine, which makes functions of attribute values ('unsafe-eval') and writes style attributes
# ('unsafe-inline', for styles only). Scripts and all else come from our own host; inline scripts do not run.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def with_policy(view: View) -> View:
    """Set the administration's policies. A form sent under “no-referrer” has the origin null, which Django refuses."""

    @functools.wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return answer


class AdministrationSite(UnfoldAdminSite):  # type: ignore[misc]
    site_header = site_title = _("Partheland administration")
    index_title = _("Overview")

    def register(
        self,
        model_or_iterable: type[models.Model] | Iterable[type[models.Model]],
        admin_class: Any = None,
        **options: Any,
    ) -> None:
        """Take our own pages only: that of the job library, for one, lets view-only staff cancel jobs."""
        if admin_class is not None and issubclass(admin_class, ModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 - Django's signature
        return with_policy(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return with_policy(super().login)(request, extra_context)
