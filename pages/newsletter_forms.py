"""What people fill in about the newsletter."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.municipalities.models import Municipality, Topic
from news import subscription_wishes
from news.models import Frequency, SubscriptionKind
from news.subscription_wishes import Wishes
from pages.forms import AddressForm


class TopicsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not at run time
    def label_from_instance(self, topic: Any) -> str:
        return subscription_wishes.topic_label(topic)


class WishesForm(forms.Form):
    """Of what, for where, how often. No place and no topic ticked is all of them."""

    kinds = forms.MultipleChoiceField(
        label=_("What do you want to hear of?"),
        choices=SubscriptionKind.choices,
        error_messages={"required": _("Please choose at least one.")},
        widget=forms.CheckboxSelectMultiple,
    )
    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.order_by("sort_key"),
        label=_("For which towns and municipalities?"),
        help_text=_("Nothing ticked means: all of them."),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = TopicsField(
        Topic.objects.order_by("position"),
        label=_("About which topics?"),
        help_text=_("Nothing ticked means: all of them."),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    frequency = forms.ChoiceField(
        label=_("How often?"),
        help_text=_("Where nothing is new, no mail comes."),
        choices=[(one, subscription_wishes.RHYTHMS[one]) for one in (Frequency.WEEKLY, Frequency.DAILY)],
        error_messages={"required": _("Please choose how often.")},
        widget=forms.RadioSelect,
    )

    language = forms.ChoiceField(
        label=_("In which language?"),
        help_text=_("What towns and people write stays as it is, mostly in German."),
        choices=settings.LANGUAGES,
        error_messages={"required": _("Please choose a language.")},
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, wishes: Wishes, language: str) -> None:
        initial = {
            "language": language,
            "kinds": list(wishes.kinds),
            "municipalities": [one.slug for one in wishes.municipalities],
            "topics": [one.slug for one in wishes.topics],
            "frequency": wishes.frequency,
        }
        super().__init__(data, initial=initial, label_suffix="")

    def told(self) -> dict[str, Any]:
        """The wishes, by their names; the language apart from them."""
        return {name: self.cleaned_data[name] for name in ("kinds", "municipalities", "topics", "frequency")}


class SubscriptionForm(WishesForm):
    """The same with the address, and the declaration of age (R08): nothing of it is kept but the consent."""

    email = AddressForm.base_fields["email"]
    is_16_or_older = forms.BooleanField(
        label=_("I am 16 years old or older."),
        error_messages={"required": _("Only who is 16 or older can subscribe by themselves.")},
    )
    field_order = ("email", "kinds", "municipalities", "topics", "frequency", "language", "is_16_or_older")
