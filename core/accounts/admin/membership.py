"""Who does what for an organization: its managers invite, change roles and take them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.accounts.models import Invitation, Membership, Role
from core.accounts.models.person import normalize_email
from core.accounts.services import invitations, memberships
from core.actors import Act, Actor
from core.administration.models import ServiceModelAdmin, acting
from core.administration.refusals import add_refusal


class EntrustedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses beside the field what the service would refuse."""

    class Meta:
        fields = ()  # the page names them


class MembershipForm(EntrustedForm):
    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        if role != self.initial.get("role"):
            add_refusal(self, "role", memberships.why_not_give(self.instance.person, self.instance.organization, role))
        return role


class InvitationForm(EntrustedForm):
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES, initial="de")

    def clean_email(self) -> str:
        return normalize_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.keys() >= {"email", "organization", "role"}:
            refusal = invitations.why_not_invite(values["email"], values["organization"], values["role"])
            add_refusal(self, "role", refusal)
        return values

    def _get_validation_exclusions(self) -> set[str]:
        """Inviting again sends the letter again, so the constraint on address, organization and role is not asked."""
        return {*super()._get_validation_exclusions(), "role"}  # type: ignore[misc]


class TakenBack(ServiceModelAdmin):
    """Rows that a service takes away."""

    def take(self, row: Any, *, by: Actor) -> None:
        raise NotImplementedError

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.take(obj, by=acting(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.take(row, by=acting(request))

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> None:
        """The service has told the audit."""


@admin.register(Membership)
class MembershipAdmin(TakenBack):
    act = Act.MANAGE
    form = MembershipForm
    list_display = ["person", "email", "organization", "role", "created_at"]
    list_filter = ["role", "organization"]
    list_select_related = ["person", "organization"]
    search_fields = ["person__display_name", "person__email"]
    ordering = ["organization__sort_key", "person__display_name", "id"]
    fields = ["person", "email", "organization", "role", "created_at"]
    readonly_fields = ["person", "email", "organization", "created_at"]

    @admin.display(description=Invitation._meta.get_field("email").verbose_name)
    def email(self, membership: Membership) -> str:
        return membership.person.email

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Who shall have a role is invited, and agrees by the link in the letter."""
        return False

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        memberships.change(form.instance.pk, role=Role(form.cleaned_data["role"]), by=by)

    def take(self, row: Membership, *, by: Actor) -> None:
        memberships.remove(row.pk, by=by)


@admin.register(Invitation)
class InvitationAdmin(TakenBack):
    act = Act.MANAGE
    form = InvitationForm
    list_display = ["email", "organization", "role", "created_at", "invited_by"]
    list_filter = ["role", "organization"]
    list_select_related = ["organization", "invited_by"]
    search_fields = ["email"]
    ordering = ["-created_at", "id"]
    fields = ["email", "organization", "role", "language"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """It was sent as it is; another one can be sent, and this one taken back."""
        return False

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        invitations.invite(by=by, **form.cleaned_data)

    def take(self, row: Invitation, *, by: Actor) -> None:
        invitations.take_back(row.pk, by=by)
