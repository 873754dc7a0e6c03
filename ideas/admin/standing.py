"""Who is trusted or blocked: to look at and to take back; it is decided where a contribution is checked."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.accounts import roles
from core.actors import Act, Actor
from core.administration.models import ModelAdmin, ReadOnly
from ideas.models import AuthorStanding


@admin.register(AuthorStanding)
class AuthorStandingAdmin(ReadOnly, ModelAdmin):
    act = Act.IDEAS
    list_display = ["author", "trust", "organization", "ends_on", "set_by"]
    list_filter = ["trust"]
    list_select_related = ["person", "organization", "set_by"]
    ordering = ["-created_at", "id"]
    fields = ["author", "trust", "reason", "ends_on", "organization", "set_by"]
    readonly_fields = ["author"]

    def entrusted_rows(self, actor: Actor) -> Q:
        return roles.entrusted(actor, Act.IDEAS, organization="organization")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Taking it back is a deletion, which the audit tells."""
        return self.is_entrusted(request)

    @admin.display(description=_("author"))
    def author(self, standing: AuthorStanding) -> str:
        return str(standing.person or _("Guest"))
