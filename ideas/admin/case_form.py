"""What a clerk decides about something in the queue: one form for ideas and comments."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideas.admin.forms import DECISIONS, HIDE, REQUEST_CHANGES
from ideas.models import AppealOutcome, Case, Ground, Trust

ORDINARY = "ordinary"


class CaseForm(forms.ModelForm):  # type: ignore[type-arg]
    """The decision with its reason, passages to take out, and how one stands to the author."""

    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, required=False)
    ground = forms.ChoiceField(
        label=_("Ground"), choices=[("", _("None of these")), *Ground.choices], required=False,
        help_text=_("For hiding and for changes. It counts in the yearly report."),
    )  # fmt: skip
    decision_reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author is told, and who has reported it too: what is wrong, and with which rule or law."),
    )  # fmt: skip
    words_objection = forms.ChoiceField(
        label=_("Decision about the objection"), required=False,
        choices=[("", _("No decision now")), (AppealOutcome.UPHELD, _("It stays out")),
                 (AppealOutcome.REVERSED, _("The author is right"))],
    )  # fmt: skip
    words_answer = forms.CharField(
        label=_("Answer"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author is told. What was taken out is kept nowhere: the author has to write it once more."),
    )  # fmt: skip
    passages = forms.CharField(
        label=_("Take these words out"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Names, telephone numbers and the like, one in each line, exactly as they stand in the text. They are gone "
            "for good; the author is told."
        ),
    )  # fmt: skip
    trust = forms.ChoiceField(
        label=_("The author"), required=False,
        choices=[("", _("Leave as it is")), *Trust.choices, (ORDINARY, _("Neither trusted nor blocked any more"))],
    )  # fmt: skip
    trust_reason = forms.CharField(
        label=_("Reason for a block"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The author is told."),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=_("Blocked until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until it is taken back."),
    )  # fmt: skip

    class Meta:
        model = Case
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.comment_id and "decision" in self.fields:
            choice = self.fields["decision"]
            choice.choices = [one for one in DECISIONS if one[0] != REQUEST_CHANGES]  # type: ignore[attr-defined]

    def clean_passages(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["passages"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        told = gettext("Please give the reason; the author is told.")
        if values.get("decision") in {REQUEST_CHANGES, HIDE} and not values.get("decision_reason"):
            self.add_error("decision_reason", told)
        if values.get("words_objection") == AppealOutcome.UPHELD and not values.get("words_answer"):
            self.add_error("words_answer", told)
        if values.get("trust") == Trust.BLOCKED and not values.get("trust_reason"):
            self.add_error("trust_reason", told)
        return values
