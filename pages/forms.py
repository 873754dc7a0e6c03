"""What people can fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from core.errors import Invalid
from events import policies
from events.models import Registration


class ChangeForm(forms.Form):
    """Name and number of people of a registration. How many are allowed is the service's to decide."""

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

    def __init__(self, registration: Registration, data: Any = None) -> None:
        self.largest = policies.largest_party(registration.workshop)
        super().__init__(data, initial={"name": registration.name, "party_size": registration.party_size})
        field = self.fields["party_size"]
        field.help_text = gettext("At most %(largest)s, you included.") % {"largest": self.largest}
        field.widget.attrs |= {"min": 1, "max": self.largest}

    def add_refusal(self, refusal: Invalid) -> None:
        """Put what the service refused beside the fields it names."""
        for error in refusal.errors:
            field = error.pointer.removeprefix("/")
            self.add_error(field if field in self.fields else None, str(error.detail))
