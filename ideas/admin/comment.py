"""Comments: read, checked, hidden. Their words are their authors'."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts import roles
from core.actors import Act, Actor
from core.administration.models import ServiceModelAdmin, acting, display
from core.errors import Refusal
from ideas import comment_policies
from ideas.admin.forms import APPROVE, HIDE
from ideas.models import Comment, CommentVisibility
from ideas.services import comment_moderation

LABELS: dict[Any, str] = {
    **dict.fromkeys(CommentVisibility, "info"),
    CommentVisibility.IN_MODERATION: "warning",
    CommentVisibility.PUBLIC: "success",
    CommentVisibility.HIDDEN: "danger",
}


class CommentDecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whether a comment is public."""

    decision = forms.ChoiceField(
        label=_("Decision"), required=False,
        choices=[("", _("No decision now")), (APPROVE, _("Publish")), (HIDE, _("Hide"))],
    )  # fmt: skip
    decision_reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea, help_text=_("The author is told.")
    )

    class Meta:
        model = Comment
        fields = ()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("decision") == HIDE and not values.get("decision_reason"):
            self.add_error("decision_reason", gettext("Please give the reason; the author is told."))
        refusal = comment_policies.why_not_moderate(self.instance) if values.get("decision") else None
        if refusal is not None:
            self.add_error("decision", str(refusal.detail))
        return values


@admin.register(Comment)
class CommentAdmin(ServiceModelAdmin):
    act = Act.IDEAS
    form = CommentDecisionForm
    list_display = ["beginning", "idea", "written_on", "organization", "shown_visibility"]
    list_filter = ["visibility", "idea__call", "idea__municipality"]
    list_select_related = ["idea", "organization"]
    search_fields = ["text"]
    ordering = ["-created_at", "id"]
    actions = ["approve"]
    readonly_fields = [
        "idea", "text", "display", "author_name", "author", "email", "organization", "written_on", "edited_on",
        "visibility", "moderation_note",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["idea", "text", ("written_on", "edited_on")]}),
        (_("Check"), {"fields": ["visibility", "moderation_note", "decision", "decision_reason"]}),
        (_("Author"), {"fields": ["display", "author_name", "author", "email", "organization"]}),
    ]

    def entrusted_rows(self, actor: Actor) -> Q:
        return roles.entrusted_ideas(actor, municipality="idea__municipality")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Comments come from people; official ones too are written where everybody writes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:  # noqa: ARG002
        """Comments are hidden."""
        return False

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        values = form.cleaned_data
        if values["decision"] == APPROVE:
            comment_moderation.approve(form.instance.pk, by=by)
        elif values["decision"] == HIDE:
            comment_moderation.hide(form.instance.pk, reason=values["decision_reason"], by=by)

    @display(description=_("comment"))
    def beginning(self, comment: Comment) -> str:
        return comment.text[:80] or "–"

    @display(description=_("visibility"), ordering="visibility", label=LABELS)
    def shown_visibility(self, comment: Comment) -> tuple[str, str]:
        return comment.visibility, comment.get_visibility_display()

    @admin.action(description=_("Publish"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        for comment in queryset:
            try:
                comment_moderation.approve(comment.pk, by=acting(request))
            except Refusal as refusal:
                self.message_user(request, f"{comment}: {refusal.detail}", messages.ERROR)
            else:
                self.message_user(request, _("Published: %(title)s") % {"title": comment})
