"""Keys of municipal sites: made by the organization's managers, shown once, revoked."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts.models import Scope, SiteKey
from core.accounts.services import site_keys
from core.actors import Act, Actor
from core.administration import confirmation
from core.administration.models import CheckboxSelectMultiple, ServiceModelAdmin, acting, display


class SiteKeyForm(forms.ModelForm):  # type: ignore[type-arg]
    scopes = forms.MultipleChoiceField(label=_("may"), choices=Scope.choices, widget=CheckboxSelectMultiple)

    class Meta:
        model = SiteKey
        fields = ()  # the page names them

    def clean_expires_at(self) -> Any:
        expires_at = self.cleaned_data["expires_at"]
        if expires_at is not None and expires_at <= timezone.now():
            raise forms.ValidationError(gettext("Please choose a moment that lies ahead."))
        return expires_at


@admin.register(SiteKey)
class SiteKeyAdmin(ServiceModelAdmin):
    act = Act.MANAGE
    form = SiteKeyForm
    list_display = ["label", "prefix", "organization", "shown_scopes", "last_used_at", "expires_at", "revoked_at"]
    list_filter = ["organization"]
    list_select_related = ["organization"]
    ordering = ["organization__sort_key", "-created_at", "id"]
    fields = ["organization", "label", "scopes", "expires_at"]
    actions = ["revoke"]

    def get_fields(self, request: HttpRequest, obj: SiteKey | None = None) -> list[str]:
        shown = super().get_fields(request, obj)
        known = ["prefix", "created_at", "created_by", "last_used_at", "revoked_at"]
        return list(shown) if obj is None else [*("shown_scopes" if one == "scopes" else one for one in shown), *known]

    @display(description=_("may"))
    def shown_scopes(self, key: SiteKey) -> str:
        return ", ".join(str(Scope(one).label) for one in key.scopes)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """What a key opens is fixed when it is made."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Keys are revoked: the audit still names them."""
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return self.is_entrusted(request)

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        values = {name: form.cleaned_data[name] for name in ("organization", "label", "scopes", "expires_at")}
        form.instance.new = site_keys.create(by=by, **values)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:  # noqa: ARG002
        """The one page that shows the key. As all of these pages it is kept in no cache."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Your new key")}
        return TemplateResponse(request, "admin/new_site_key.html", {**context, "key": obj.new})

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[SiteKey]) -> HttpResponse | None:
        if not confirmation.is_given(request):
            warning = _("Sites that use these keys can write no more, at once. This cannot be undone.")
            return confirmation.page(
                request, self, queryset, title=_("Revoke keys"), warning=warning, button=_("Revoke")
            )
        for key in queryset:
            site_keys.revoke(key.pk, by=acting(request))
        self.message_user(request, _("The keys are revoked."), messages.SUCCESS)
        return None
