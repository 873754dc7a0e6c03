"""What clerks decide about an idea; refused beside the field as the services would refuse it."""

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Refusal
from ideas import answer_policies, policies, wording
from ideas.models import AnswerTemplate, Idea, IdeaStatus, Visibility
from ideas.services import standings

APPROVE, REQUEST_CHANGES, HIDE = "approve", "request_changes", "hide"
DECISIONS = [
    ("", _("No decision now")),
    (APPROVE, _("Publish")),
    (REQUEST_CHANGES, _("Ask the author for changes")),
    (HIDE, _("Hide")),
]
BECOMES = {
    APPROVE: Visibility.PUBLIC, REQUEST_CHANGES: Visibility.CHANGES_REQUESTED, HIDE: Visibility.HIDDEN,
}  # fmt: skip
# How a field of the service's refusal is called in this form.
FIELDS = {"answer": "answer", "reason": "status_reason", "duplicate_of": "target", "publish_at": "publish_at"}


def template_field() -> "forms.ModelChoiceField[AnswerTemplate]":
    return forms.ModelChoiceField(
        AnswerTemplate.objects.none(), label=_("Answer template"), required=False, empty_label=_("No template"),
        help_text=_("Leave the answer empty: then the words of the template are put in first, for you to read."),
    )  # fmt: skip


def moment_field() -> forms.DateTimeField:
    return forms.DateTimeField(
        label=_("Publish at"), required=False, widget=forms.DateTimeInput,
        help_text=_("Empty: at once. Until then the answer waits among the prepared answers, where it can be changed."),
    )  # fmt: skip


def offer_templates(form: forms.BaseForm, ideas: Collection[Idea]) -> None:
    """Of the templates those that fit all of these ideas."""
    offices = [set(standings.answering_for(place)) for place in {idea.municipality_id for idea in ideas}]
    organizations = set.intersection(*offices) if offices else set()
    field = form.fields["template"]
    field.queryset = AnswerTemplate.objects.fitting(  # type: ignore[attr-defined]
        topics={idea.topic_id for idea in ideas}, organizations=organizations
    )


def only_known_placeholders(words: str) -> str:
    """Braces that nobody fills would be sent to the people as they stand."""
    unknown = [one for one in re.findall(r"\{[^{}]*\}", words) if one not in wording.PLACEHOLDERS]
    if unknown:
        sentence = gettext("%(unknown)s cannot be filled in. Only %(known)s can.")
        known = ", ".join(wording.PLACEHOLDERS)
        raise forms.ValidationError(sentence % {"unknown": ", ".join(unknown), "known": known})
    return words


def put_in(form: Any, template: AnswerTemplate, *, idea: Idea | None = None) -> None:
    """Put the template's words into the form and show it again: nobody sends what they have not read."""
    data = form.data.copy()
    words = {"answer": template.answer, "status_reason": template.reason, "next_status": template.status}
    for name, value in words.items():
        if not data.get(name):
            data[name] = wording.filled(value, idea) if idea else value
    data["template"] = ""
    form.data = data
    form.add_error(
        "answer", gettext("The words of the template are in now. Please read them, and send the form once more.")
    )


class IdeaDecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where an idea belongs, whether it is public, and the next step of its history. Its words are its author's."""

    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, required=False)
    decision_reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea, help_text=_("The author is told.")
    )
    template = template_field()
    next_status = forms.ChoiceField(
        label=_("New status"), choices=[("", _("No new step")), *IdeaStatus.choices], required=False,
        help_text=_("The present status again, with an answer, is an interim answer."),
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Official answer"), required=False, max_length=10_000, widget=forms.Textarea,
        help_text=_("Public, and sent to the author. It cannot be changed later."),
    )  # fmt: skip
    status_reason = forms.CharField(
        label=_("Reason of the status"), required=False, max_length=2000, widget=forms.Textarea,
        help_text=_("Public. Required for “Rejected”."),
    )  # fmt: skip
    publish_at = moment_field()
    target = forms.CharField(
        label=_("Continued as"), required=False, max_length=9,
        help_text=_("Reference number of the other idea, for “Repeats another idea”."),
    )  # fmt: skip

    class Meta:
        model = Idea
        fields = ("topic", "municipality", "measure")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "template" in self.fields:
            offer_templates(self, [self.instance])

    def clean_target(self) -> Idea | None:
        reference = self.cleaned_data["target"].strip().upper()
        if not reference:
            return None
        target = Idea.objects.filter(reference=reference).first()
        if target is None:
            raise forms.ValidationError(gettext("There is no idea with this reference number."))
        return target

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        decision, status = values.get("decision"), values.get("next_status")
        template = values.get("template")
        if template and not values.get("answer"):
            put_in(self, template, idea=self.instance)
            return values
        if decision in {REQUEST_CHANGES, HIDE} and not values.get("decision_reason"):
            self.add_error("decision_reason", gettext("Please give the reason; the author is told."))
        if decision:
            self._refuse("decision", policies.why_not_decide(self.instance, BECOMES[decision]))
        if status and not self.errors:
            self._refuse("next_status", self._why_not_answer(IdeaStatus(status), values))
        elif (values.get("answer") or values.get("publish_at")) and not status:
            self.add_error("next_status", gettext("Please choose the status that goes with the answer."))
        return values

    def _why_not_answer(self, status: IdeaStatus, values: dict[str, Any]) -> Refusal | None:
        """What the decision makes of it counts: publishing and answering can be one act."""
        idea = Idea.objects.get(pk=self.instance.pk)
        idea.visibility = Visibility.PUBLIC if values.get("decision") == APPROVE else idea.visibility
        words = {"answer": values.get("answer", ""), "reason": values.get("status_reason", "")}
        if values.get("publish_at"):
            return answer_policies.why_not_prepare(
                idea, status, **words, publish_at=values["publish_at"], now=timezone.now(),
                is_prepared=idea.prepared_answers.waiting().exists(),
            )  # fmt: skip
        return answer_policies.why_not_change_status(
            idea, status, **words, duplicate_of=values.get("target"), has_duplicates=idea.duplicates.exists()
        )

    def _refuse(self, field: str, refusal: Refusal | None) -> None:
        if isinstance(refusal, Invalid):
            errors = {FIELDS[error.pointer.strip("/")]: error for error in refusal.errors}
            for name, error in errors.items():
                self.add_error(name, str(error.detail))
        elif refusal is not None:
            self.add_error(field, str(refusal.detail))
