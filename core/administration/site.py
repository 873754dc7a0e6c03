"""The administration's site: our pages only, and nothing from foreign hosts."""

import functools
from collections.abc import Callable, Iterable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from unfold.sites import UnfoldAdminSite

from core.administration import second_factor, signing_in
from core.administration.models import ModelAdmin
from core.administration.passwords import OwnPasswordForm
from core.errors import Refusal

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


def of_what_can_be(view: View) -> View:
    """Answer 404 where an address holds what no row can have: a broken id, or the character zero."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "\0" in request.path or any("\0" in value for _name, values in request.GET.lists() for value in values):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except ValidationError as fault:  # forms keep theirs: one that comes this far is about an id
            raise Http404 from fault

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
        return with_policy(super().admin_view(of_what_can_be(view), cacheable))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The overview, with what waits on the pages one is entrusted with."""
        waiting = []
        for model, page in self._registry.items():
            if page.is_entrusted(request) and (told := page.what_waits(request)):
                words, query = told
                address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
                waiting.append({"words": words, "url": address + query})
        return cast(HttpResponse, super().index(request, {"waiting": waiting, **(extra_context or {})}))

    def is_entrusted_with(self, model: type[models.Model], request: HttpRequest) -> bool:
        """Whether whoever looks may open the pages of this model; False where it has none."""
        return model in self._registry and self._registry[model].is_entrusted(request)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff who have shown their second factor, or need none."""
        return bool(super().has_permission(request)) and signing_in.has_shown_factor(request)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The password; what follows it is core.administration.signing_in's to say."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            "next": request.GET.get("next") or request.POST.get("next") or reverse("admin:index"),
            **(extra_context or {}),
        }
        view = signing_in.SignInView.as_view(
            next_page="admin:index",
            authentication_form=signing_in.SignInForm,
            template_name="admin/login.html",
            extra_context=context,
        )
        return with_policy(cast(View, view))(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """As the library's, but for the form, which hands over to the service."""
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        try:
            return cast(HttpResponse, view(request))
        except Refusal as refusal:  # somebody has changed it a moment before
            messages.error(request, str(refusal.detail))
            return HttpResponseRedirect(request.get_full_path())

    def get_urls(self) -> list[Any]:
        own = [
            path("second-factor/", self.open_page(second_factor.page), name="second-factor"),
            path("second-factor/set-up/", self.open_page(second_factor.set_up), name="second-factor-set-up"),
        ]
        return [*own, *super().get_urls()]

    def open_page(self, view: View) -> View:
        """A page on the way in, which says itself whom it lets see what."""
        return with_policy(never_cache(sensitive_post_parameters()(view)))
