"""People: looked at, deactivated and reactivated. They erase themselves, by the app or on request by `privacy`."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.accounts.models import Person
from core.accounts.services import standing
from core.administration import confirmation
from core.administration.models import ModelAdmin, ReadOnly, acting
from core.errors import Refusal


@admin.register(Person)
class PersonAdmin(ReadOnly, ModelAdmin):
    list_display = ["display_name", "email", "municipality", "is_active", "is_staff", "created_at"]
    list_filter = ["is_active", "is_staff", "municipality"]
    list_select_related = ["municipality"]
    search_fields = ["display_name", "email"]
    search_help_text = _("Name or e-mail")
    ordering = ["display_name", "id"]
    actions = ["deactivate", "reactivate", "reset_second_factor"]
    fields = [
        "display_name", "email", "email_verified_at", "municipality", "language", "is_active", "is_staff", "created_at",
    ]  # fmt: skip

    def has_rest_permission(self, request: HttpRequest, _obj: Person | None = None) -> bool:
        return self.is_entrusted(request)

    @admin.action(description=_("Deactivate"), permissions=["rest"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse | None:
        if not confirmation.is_given(request):
            return confirmation.page(
                request,
                self,
                queryset,
                title=_("Deactivate accounts"),
                warning=_("The people are signed out everywhere and can no longer sign in. Their contributions stay."),
                button=_("Deactivate accounts"),
            )
        self._each(request, queryset, standing.deactivate, done=_("The accounts are deactivated."))
        return None

    @admin.action(description=_("Reactivate"), permissions=["rest"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        self._each(request, queryset, standing.reactivate, done=_("The accounts can be used again."))

    @admin.action(description=_("Reset the second factor"), permissions=["rest"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse | None:
        if not confirmation.is_given(request):
            return confirmation.page(
                request,
                self,
                queryset,
                title=_("Reset the second factor"),
                warning=_(
                    "Only for who has lost app and recovery codes, and whom you know for certain. They are signed out "
                    "everywhere, told by mail, and set up a new one at the next sign-in."
                ),
                button=_("Reset the second factor"),
            )
        self._each(request, queryset, standing.reset_second_factor, done=_("The second factors are reset."))
        return None

    def _each(self, request: HttpRequest, queryset: QuerySet[Person], act: Any, *, done: Any) -> None:
        try:
            for person_id in list(queryset.values_list("pk", flat=True)):
                act(person_id, by=acting(request))
        except Refusal as refusal:
            self.message_user(request, str(refusal.detail), messages.ERROR)
        else:
            self.message_user(request, done)
