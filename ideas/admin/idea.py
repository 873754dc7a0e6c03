"""Ideas: read, checked and answered. Their words are their authors', their history is only added to."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.accounts import roles
from core.actors import Act, Actor
from core.administration.models import ReadOnly, ServiceModelAdmin, TabularInline, acting, display
from core.errors import Refusal
from ideas.admin import photo, recording_form
from ideas.admin.answer_many import AnswerMany
from ideas.admin.forms import APPROVE, HIDE, IdeaDecisionForm
from ideas.admin.recording_form import FIELDSETS, RecordingForm
from ideas.models import OPEN, Idea, IdeaPhoto, IdeaStatus, IdeaStatusChange, Visibility
from ideas.models.idea import IdeaQuerySet
from ideas.services import answers, editing, moderation, prepared

VISIBILITY_LABELS: dict[Any, str] = {
    **dict.fromkeys(Visibility, "info"),
    Visibility.IN_MODERATION: "warning",
    Visibility.PUBLIC: "success",
    Visibility.HIDDEN: "danger",
}
STATUS_LABELS: dict[Any, str] = {
    **dict.fromkeys(IdeaStatus, "info"),
    **dict.fromkeys(OPEN, "warning"),
    IdeaStatus.DONE: "success",
    IdeaStatus.REJECTED: "danger",
}


class HistoryInline(ReadOnly, TabularInline):
    model = IdeaStatusChange
    verbose_name_plural = _("History")
    fields = ["position", "status_to", "happened_on", "answer", "reason", "actor"]
    ordering = ["position"]
    extra = 0


@admin.register(Idea)
class IdeaAdmin(photo.WithPhotos, AnswerMany, ServiceModelAdmin):
    act = Act.IDEAS
    form = IdeaDecisionForm
    inlines = [photo.PhotoInline, HistoryInline]
    list_display = [
        "title", "reference", "submitted_on", "municipality", "shown_visibility", "shown_status", "support_count",
        "call",
    ]  # fmt: skip
    list_filter = ["visibility", "status", "call", "municipality", "topic"]
    list_select_related = ["municipality", "call"]
    search_fields = ["folded"]
    search_help_text = _("Words of the title or the text, or the reference number")
    ordering = ["-created_at", "id"]
    actions = ["approve", "answer_many"]
    readonly_fields = [
        "reference", "title", "text", "call", "latitude", "longitude", "author", "author_name", "email", "display",
        "channel", "event", "origin", "source_url", "submitted_on", "date_precision", "confirmed_at",
        "published_at", "visibility", "moderation_note", "status", "duplicate_of", "support_count", "prepared",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["reference", "title", "text", "call", ("latitude", "longitude")]}),
        (
            _("Check"),
            {"fields": ["visibility", "moderation_note", "decision", "decision_reason"]},
        ),
        (
            _("Answer"),
            {
                "fields": [
                    "status",
                    "support_count",
                    "duplicate_of",
                    "prepared",
                    "template",
                    "next_status",
                    "answer",
                    "status_reason",
                    "target",
                    "publish_at",
                ],
                "description": _("Each answer is a new step of the history; the author and followers are told."),
            },
        ),
        (_("Where it belongs"), {"fields": ["municipality", "topic", "measure"]}),
        (_("Author"), {"fields": ["display", "author_name", "author", "email"]}),
        (
            _("Origin"),
            {
                "fields": [
                    "channel",
                    "event",
                    "origin",
                    "source_url",
                    ("submitted_on", "date_precision"),
                    "confirmed_at",
                    "published_at",
                ]
            },
        ),
    ]

    def entrusted_rows(self, actor: Actor) -> Q:
        return roles.entrusted_ideas(actor, municipality="municipality")

    def what_waits(self, request: HttpRequest) -> tuple[str, str] | None:
        """Public ideas that nobody has said anything about."""
        rows = self.get_queryset(request).filter(visibility=Visibility.PUBLIC, status=IdeaStatus.RECEIVED)
        count = rows.count()
        sentence = ngettext("%(count)s idea has no answer yet", "%(count)s ideas have no answer yet", count)
        query = f"?visibility__exact={Visibility.PUBLIC}&status__exact={IdeaStatus.RECEIVED}"
        return (sentence % {"count": count}, query) if count else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Idea]:
        """Drafts are their authors' alone."""
        return cast(IdeaQuerySet, super().get_queryset(request)).handed_in()

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:  # noqa: ARG002
        found = queryset.filter(reference=search_term.strip().upper())
        return (found if search_term and found.exists() else queryset.matching(search_term)), False

    def get_form(self, request: HttpRequest, obj: Idea | None = None, **kwargs: Any) -> type[ModelForm]:  # type: ignore[type-arg]
        """An idea is written down here for somebody else; who has written it themselves, has done so elsewhere."""
        return super().get_form(request, obj, **({} if obj else {"form": RecordingForm}), **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return super().get_fieldsets(request, obj) if obj else FIELDSETS

    def get_readonly_fields(self, request: HttpRequest, obj: Idea | None = None) -> Any:
        return super().get_readonly_fields(request, obj) if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Idea | None) -> Any:
        return super().get_inlines(request, obj) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Idea | None = None) -> bool:  # noqa: ARG002
        """Ideas are hidden: what became of them stays on record."""
        return False

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        values, idea_id = form.cleaned_data, form.instance.pk
        if isinstance(form, RecordingForm):
            recording_form.store(form, by=by)
            return
        with transaction.atomic():
            editing.classify(
                idea_id, municipality=values["municipality"], topic=values["topic"], measure=values["measure"], by=by
            )
            if values["decision"] == APPROVE:
                moderation.approve(idea_id, by=by)
            elif values["decision"]:
                refuse = moderation.hide if values["decision"] == HIDE else moderation.request_changes
                refuse(idea_id, reason=values["decision_reason"], by=by)
            if values["publish_at"]:
                prepared.prepare(
                    idea_id, IdeaStatus(values["next_status"]), by=by, answer=values["answer"],
                    reason=values["status_reason"], publish_at=values["publish_at"],
                )  # fmt: skip
            elif values["next_status"]:
                answers.change_status(
                    idea_id, IdeaStatus(values["next_status"]), by=by, answer=values["answer"],
                    reason=values["status_reason"], duplicate_of=values["target"],
                )  # fmt: skip

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        if formset.model is IdeaPhoto:
            photo.save(formset, by=acting(request))
        else:
            super().save_formset(request, form, formset, change)

    @display(description=_("visibility"), ordering="visibility", label=VISIBILITY_LABELS)
    def shown_visibility(self, idea: Idea) -> tuple[str, str]:
        return idea.visibility, idea.get_visibility_display()

    @display(description=_("status"), ordering="status", label=STATUS_LABELS)
    def shown_status(self, idea: Idea) -> tuple[str, str]:
        return idea.status, idea.get_status_display()

    @display(description=_("prepared answer"))
    def prepared(self, idea: Idea) -> SafeString | str:
        """What waits for its moment, with the way to it."""
        waiting = idea.prepared_answers.waiting().first()
        if waiting is None:
            return "–"
        page = reverse("admin:ideas_preparedanswer_change", args=[waiting.pk])
        moment = formats.date_format(timezone.localtime(waiting.publish_at), "SHORT_DATETIME_FORMAT")
        return format_html('<a class="underline" href="{}">{} ({})</a>', page, waiting.get_status_display(), moment)

    @admin.action(description=_("Publish"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Idea]) -> None:
        for idea in queryset:
            try:
                moderation.approve(idea.pk, by=acting(request))
            except Refusal as refusal:
                self.message_user(request, f"{idea.title}: {refusal.detail}", messages.ERROR)
            else:
                self.message_user(request, _("Published: %(title)s") % {"title": idea.title})
