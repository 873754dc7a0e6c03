"""What people fill in who register for a workshop, or change their registration."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events import asking, policies, question_fields
from events.models import Registration, RegistrationState, Workshop
from events.services import questions
from pages.forms import AddressForm, RefusableForm


class PartyForm(RefusableForm):
    """Who comes, how many, and what the workshop asks. What is allowed is the service's to decide."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        error_messages={"required": _("Please enter a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    party_size = forms.IntegerField(
        label=_("Number of people"),
        error_messages={
            "required": _("Please enter how many people are coming."),
            "invalid": _("Please enter the number of people in figures, for example 2."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
    )

    def __init__(self, workshop: Workshop, data: Any, *, initial: Mapping[str, Any], declares: bool) -> None:
        super().__init__(data, initial={**initial}, label_suffix="")
        asked = questions.of(workshop.event_id)
        self.fields |= question_fields.fields(asked, asking.still_said(asked, initial.get("answers", ())))
        if declares:
            self.fields |= question_fields.declaration(workshop)
        largest = policies.largest_party(workshop)
        field = self.fields["party_size"]
        field.help_text = gettext("At most %(largest)s, you included.") % {"largest": largest}
        field.widget.attrs |= {"min": 1, "max": largest}

    def all_told(self) -> dict[str, Any]:
        """All that a new registration needs."""
        is_resident = self.cleaned_data.get(question_fields.RESIDENT, False)
        return {**self._own(), "answers": question_fields.told(self.cleaned_data), "is_resident": is_resident}

    def _own(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "party_size")}


class RegistrationForm(PartyForm):
    """A new registration, with the address to which the link goes that confirms it."""

    email = AddressForm.base_fields["email"]

    def __init__(self, workshop: Workshop, data: Any = None) -> None:
        super().__init__(workshop, data, initial={"party_size": 1}, declares=True)
        self.fields["email"].help_text = gettext("The link to confirm your registration goes there.")
        self.order_fields(["name", "email"])


class ChangeForm(PartyForm):
    """A registration that is there: changed, or filled in by who has registered by mail."""

    def __init__(self, registration: Registration, data: Any = None) -> None:
        is_unconfirmed = registration.state == RegistrationState.UNCONFIRMED
        proposed = registration.proposed_party_size if is_unconfirmed else None
        largest = policies.largest_party(registration.workshop)
        initial = {
            "name": registration.name,
            "party_size": min(proposed or registration.party_size, largest),
            "answers": registration.answers.all(),
        }
        super().__init__(registration.workshop, data, initial=initial, declares=is_unconfirmed)

    def changes(self) -> dict[str, Any]:
        """What is other than before: an answer to a question that has changed since stays as it was."""
        values = self._own()
        return {**values, "answers": question_fields.told(self.cleaned_data, names=self.changed_data)}
