"""What people can fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid
from core.mail.addresses import check_domain
from events import question_fields
from ideas.models import Ground


class RefusableForm(forms.Form):
    """A form whose input the domain may still refuse."""

    def add_refusal(self, refusal: Invalid) -> None:
        """Put what the service refused beside the fields it names."""
        for error in refusal.errors:
            field = question_fields.name_of(error.pointer)
            self.add_error(field if field in self.fields else None, str(error.detail))


class AddressForm(forms.Form):
    """An address of one's own, to which a link goes."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        validators=[check_domain],
        error_messages={
            "required": _("Please enter your e-mail address."),
            "invalid": _("Please check the address; it looks like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class ForgottenPasswordForm(AddressForm):
    """The address of the account."""


class DataRequestForm(AddressForm):
    """The address under which something may be stored."""


class DataErasureForm(forms.Form):
    """What becomes of contributions when all else is deleted; nothing is chosen beforehand."""

    contributions = forms.ChoiceField(
        label=_("What shall become of your ideas and comments?"),
        choices=[
            ("keep", _("What is public stays, without your name")),
            ("remove", _("They are deleted too, with their answers")),
        ],
        error_messages={"required": _("Please choose what shall become of your ideas and comments.")},
        widget=forms.RadioSelect,
    )
    is_final = forms.BooleanField(
        label=_("I know that it cannot be undone, and that my registrations are cancelled."),
        error_messages={"required": _("Please confirm that you know it.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class NewPasswordForm(RefusableForm):
    """A new password, typed once: most are filled in by a password manager, and who mistypes asks for another link."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters, for example a short sentence."),
        max_length=200,
        strip=False,
        error_messages={"required": _("Please enter a new password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class NewAccountForm(NewPasswordForm):
    """The same with the name that others see."""

    display_name = forms.CharField(
        label=_("Name"),
        help_text=_("Colleagues see it."),
        max_length=100,
        error_messages={"required": _("Please enter a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("display_name", "password")


class AppealForm(RefusableForm):
    text = forms.CharField(
        label=_("Why do you see it differently?"),
        help_text=_("Whoever decides reads it. At most 2000 characters."),
        max_length=2000,
        error_messages={
            "required": _("Please write why you see it differently."),
            "max_length": _("Please shorten your text to 2000 characters."),
        },
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class InterestForm(forms.Form):
    """Where the mail goes that confirms it."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We write there to make sure that it is you. Nobody else learns it."),
        max_length=254,
        validators=[check_domain],
        error_messages={
            "required": _("Please enter your e-mail address."),
            "invalid": _("Please check the address; it looks like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ReportForm(RefusableForm):
    """What is wrong with something public."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Ground.choices,
        error_messages={"required": _("Please choose what is wrong with it.")},
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Please describe it (may be empty, except for “Something else”)"),
        help_text=_("For example which words you mean, and which law or rule they break."),
        max_length=2000,
        required=False,
        error_messages={"max_length": _("Please shorten your text to 2000 characters.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    email = forms.EmailField(
        label=_("E-mail address (may be empty)"),
        help_text=_("We write there that your report has arrived, and what we decide. Nobody else learns it."),
        max_length=254,
        validators=[check_domain],
        required=False,
        error_messages={"invalid": _("Please check the address; it looks like name@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class RevisionForm(RefusableForm):
    """The words of an idea, to be changed."""

    title = forms.CharField(
        label=_("Title"), max_length=200, error_messages={"required": _("Please give the idea a title.")}
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=5000,
        error_messages={
            "required": _("Please describe the idea."),
            "max_length": _("Please shorten your text to 5000 characters."),
        },
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial, label_suffix="")
