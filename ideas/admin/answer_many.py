"""One answer to many ideas, chosen in their list: a page asks for it, and tells afterwards what was refused."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.administration import acts
from core.administration.models import acting
from core.administration.refusals import beside_fields
from core.errors import Refusal
from ideas.admin.forms import moment_field, offer_templates, only_known_placeholders, put_in, template_field
from ideas.models import ANSWERABLE, Idea, IdeaStatus
from ideas.services import bulk_answers

SENT = "answering"


class ManyAnswersForm(acts.ActForm):
    """The same status, answer and reason for all of them."""

    template = template_field()
    next_status = forms.ChoiceField(label=_("New status"), choices=[("", "–"), *ANSWERABLE], required=False)
    answer = forms.CharField(
        label=_("Official answer"), required=False, max_length=10_000, widget=forms.Textarea,
        help_text=_(
            "Public, and sent to each author. {Titel} becomes the title of the idea, {Nummer} its reference number."
        ),
    )  # fmt: skip
    status_reason = forms.CharField(
        label=_("Reason of the status"), required=False, max_length=2000, widget=forms.Textarea,
        help_text=_("Public. Required for “Rejected”."),
    )  # fmt: skip
    publish_at = moment_field()

    def __init__(self, ideas: list[Idea], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_templates(self, ideas)

    def clean_answer(self) -> str:
        return only_known_placeholders(self.cleaned_data["answer"])

    def clean_status_reason(self) -> str:
        return only_known_placeholders(self.cleaned_data["status_reason"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        template = values.get("template")
        if template and not values.get("answer"):
            put_in(self, template)
            return values
        required = ["next_status", "answer"]
        if values.get("next_status") == IdeaStatus.REJECTED:
            required.append("status_reason")
        for name in required:
            if not values.get(name) and name not in self.errors:
                self.add_error(name, gettext("Please fill in this field."))
        return values


class AnswerMany:
    """The action of the list of ideas."""

    message_user: Any

    @admin.action(description=_("Answer together"), permissions=["change"])
    def answer_many(self, request: HttpRequest, queryset: QuerySet[Idea]) -> HttpResponse | None:
        ideas = list(queryset.select_related("municipality")[: bulk_answers.AT_MOST + 1])
        form = ManyAnswersForm(ideas, request.POST if SENT in request.POST else None)
        if form.is_valid():
            values = form.cleaned_data
            try:
                outcome = bulk_answers.give(
                    [idea.pk for idea in ideas], IdeaStatus(values["next_status"]), by=acting(request),
                    answer=values["answer"], reason=values["status_reason"], publish_at=values["publish_at"],
                )  # fmt: skip
            except Refusal as refusal:
                beside_fields(form, refusal)
            else:
                self._tell(request, outcome)
                return None
        hidden = [("action", "answer_many"), (SENT, "yes"), *((ACTION_CHECKBOX_NAME, str(one.pk)) for one in ideas)]
        return acts.page(
            request, self, form, title=_("Answer together"), button=_("Answer all of them"), hidden=hidden,
            sentences=[_("Each of these ideas gets this answer as a step of its own, and its author hears of it:"),
                       *(str(idea) for idea in ideas)],
            back=request.get_full_path(),
        )  # fmt: skip

    def _tell(self, request: HttpRequest, outcome: bulk_answers.Outcome) -> None:
        if outcome.answered:
            words = ngettext(
                "%(count)s idea is answered, or will be at its time.",
                "%(count)s ideas are answered, or will be at their time.",
                outcome.answered,
            )
            self.message_user(request, words % {"count": outcome.answered})
        for idea, refusal in outcome.refused:
            self.message_user(request, f"{idea}: {bulk_answers.reason_of(refusal)}", messages.ERROR)
