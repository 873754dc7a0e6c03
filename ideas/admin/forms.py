"""What clerks decide about an idea; refused beside the field as the services would refuse it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Refusal
from ideas import policies
from ideas.models import Idea, IdeaStatus, Visibility

APPROVE, REQUEST_CHANGES, HIDE = "approve", "request_changes", "hide"
DECISIONS = [
    ("", _("No decision now")),
    (APPROVE, _("Publish")),
    (REQUEST_CHANGES, _("Ask the author for changes")),
    (HIDE, _("Hide")),
]
# How a field of the service's refusal is called in this form.
FIELDS = {"answer": "answer", "reason": "status_reason", "duplicate_of": "target"}


class IdeaDecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where an idea belongs, whether it is public, and the next step of its history. Its words are its author's."""

    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, required=False)
    decision_reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea, help_text=_("The author is told.")
    )
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
    target = forms.CharField(
        label=_("Continued as"), required=False, max_length=9,
        help_text=_("Reference number of the other idea, for “Repeats another idea”."),
    )  # fmt: skip

    class Meta:
        model = Idea
        fields = ("topic", "municipality", "measure")

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
        if decision in {REQUEST_CHANGES, HIDE} and not values.get("decision_reason"):
            self.add_error("decision_reason", gettext("Please give the reason; the author is told."))
        if decision:
            self._refuse("decision", policies.why_not_moderate(self.instance))
        if status and not self.errors:
            # What the decision makes of it counts: publishing and answering can be one act.
            idea = Idea.objects.get(pk=self.instance.pk)
            idea.visibility = Visibility.PUBLIC if decision == APPROVE else idea.visibility
            refusal = policies.why_not_change_status(
                idea, IdeaStatus(status), answer=values.get("answer", ""), reason=values.get("status_reason", ""),
                duplicate_of=values.get("target"), has_duplicates=idea.duplicates.exists(),
            )  # fmt: skip
            self._refuse("next_status", refusal)
        elif values.get("answer") and not status:
            self.add_error("next_status", gettext("Please choose the status that goes with the answer."))
        return values

    def _refuse(self, field: str, refusal: Refusal | None) -> None:
        if isinstance(refusal, Invalid):
            errors = {FIELDS[error.pointer.strip("/")]: error for error in refusal.errors}
            for name, error in errors.items():
                self.add_error(name, str(error.detail))
        elif refusal is not None:
            self.add_error(field, str(refusal.detail))
