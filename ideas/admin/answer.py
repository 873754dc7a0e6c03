"""Templates of answers, and answers that wait for their moment."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts import roles
from core.actors import Act, Actor
from core.administration import refusals
from core.administration.models import ModelAdmin, ServiceModelAdmin, acting, display
from core.administration.publishing import ExactForm
from core.errors import Invalid, Refusal
from ideas import answer_policies
from ideas.admin.forms import only_known_placeholders
from ideas.models import AnswerTemplate, IdeaStatus, PreparedAnswer
from ideas.services import prepared

STATES: dict[Any, str] = {"waiting": "info", "published": "success", "refused": "danger"}


class AnswerTemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AnswerTemplate
        fields = ()  # the page names them

    def clean_answer(self) -> str:
        return only_known_placeholders(self.cleaned_data["answer"])

    def clean_reason(self) -> str:
        return only_known_placeholders(self.cleaned_data["reason"])


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(ModelAdmin):
    act = Act.IDEAS
    form = AnswerTemplateForm
    list_display = ["title", "status", "topic", "organization"]
    list_filter = ["status", "topic", "organization"]
    list_select_related = ["topic", "organization"]
    search_fields = ["title", "answer"]
    ordering = ["status", "title", "id"]
    fields = ["title", "status", "topic", "organization", "answer", "reason"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Those of the whole region are the administrators' to write."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "organization" and field is not None and acting(request).is_bound:
            field.required = True
        return field


class PreparedAnswerForm(ExactForm):
    """Refuses, beside the field, what the service would refuse."""

    class Meta:
        model = PreparedAnswer
        fields = ()  # the page names them

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.errors:
            return values
        refusal = answer_policies.why_not_prepare(
            self.instance.idea, IdeaStatus(values["status"]), answer=values["answer"], reason=values["reason"],
            publish_at=values["publish_at"], is_prepared=False, now=timezone.now(),
        )  # fmt: skip
        if isinstance(refusal, Invalid):
            refusals.add_errors(self, refusal.errors)
        else:
            refusals.add_refusal(self, "status", refusal)
        return values


class StateFilter(admin.SimpleListFilter):
    """What waits is shown without asking."""

    title, parameter_name = _("state"), "state"

    def lookups(self, *_args: Any) -> list[tuple[str, Any]]:
        return [("refused", _("Refused")), ("published", _("Published"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Waiting")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[PreparedAnswer]) -> QuerySet[PreparedAnswer]:  # noqa: ARG002
        match self.value():
            case "refused":
                return queryset.exclude(refusal="")
            case "published":
                return queryset.filter(step__isnull=False)
        return queryset.filter(settled_at__isnull=True)


@admin.register(PreparedAnswer)
class PreparedAnswerAdmin(ServiceModelAdmin):
    act = Act.IDEAS
    form = PreparedAnswerForm
    list_display = ["idea", "status", "publish_at", "prepared_by", "state"]
    list_filter = [StateFilter, "idea__municipality"]
    list_select_related = ["idea", "prepared_by"]
    ordering = ["publish_at", "id"]
    actions = None
    readonly_fields = ["idea", "prepared_by", "told_state", "why"]
    fields = ["idea", "status", "answer", "reason", "publish_at", "prepared_by", "told_state", "why"]

    def entrusted_rows(self, actor: Actor) -> Q:
        return roles.entrusted_ideas(actor, municipality="idea__municipality")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """They are written where the idea is answered."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: PreparedAnswer | None = None) -> bool:
        return self.is_entrusted(request) and (obj is None or obj.settled_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: PreparedAnswer | None = None) -> bool:
        """To delete one that waits is to take it back."""
        return self.has_change_permission(request, obj)

    def store(self, form: forms.ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        values = form.cleaned_data
        prepared.change(
            form.instance.pk, IdeaStatus(values["status"]), answer=values["answer"], reason=values["reason"],
            publish_at=values["publish_at"], by=by,
        )  # fmt: skip

    def delete_model(self, request: HttpRequest, obj: PreparedAnswer) -> None:
        prepared.take_back(obj.pk, by=acting(request))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """The service has told the audit."""

    @display(description=_("state"), label=STATES)
    def state(self, answer: PreparedAnswer) -> tuple[str, str]:
        if answer.settled_at is None:
            return "waiting", gettext("Waiting")
        return ("refused", gettext("Refused")) if answer.refusal else ("published", gettext("Published"))

    @display(description=_("state"))
    def told_state(self, answer: PreparedAnswer) -> str:
        return self.state(answer)[1]

    @display(description=_("refused because"))
    def why(self, answer: PreparedAnswer) -> str:
        return str(Refusal.registry[answer.refusal].advice) if answer.refusal else "–"
