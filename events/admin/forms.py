"""Forms of an event, its registration settings, and what clerks do with its registrations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.administration import acts
from core.administration.looks import dress
from core.administration.models import Switch, URLInput
from core.administration.pictures import PictureForm
from core.administration.publishing import ExactForm, PublishableForm
from core.administration.refusals import add_errors
from core.errors import FieldError
from events import policies, question_fields
from events.models import Channel, Event, EventStatus, RegistrationState, TimePrecision, Workshop
from events.services import join_links, messages, questions

# What policies.contradictions looks at.
CONTRADICTING = (
    "starts_at", "ends_at", "doors_at", "previous_starts_at", "time_precision", "status", "publication",
    "attendance_mode", "venue",
)  # fmt: skip


class EventForm(PictureForm, PublishableForm):
    """An event's fields. Calling it off is an act of its own, for it ends registrations."""

    is_correction = forms.BooleanField(
        label=gettext_lazy("The former date was a mistake"),
        required=False,
        widget=Switch,
        help_text=gettext_lazy("Then it is not shown as moved. Who is registered is told of the change all the same."),
    )

    class Meta:
        model = Event
        fields = ()  # the page names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "status" in self.fields and self.instance.status != EventStatus.CANCELLED:
            field = self.fields["status"]
            field.choices = [choice for choice in EventStatus.choices if choice[0] != EventStatus.CANCELLED]  # type: ignore[attr-defined]

    def contradictions(self, values: dict[str, Any]) -> Iterable[FieldError]:
        if not values.get("starts_at"):
            return ()
        event = Event(**{name: values.get(name) for name in CONTRADICTING})
        before = self.instance if self.is_change else None
        event.previous_starts_at = policies.previous_start(before, event)
        return [*policies.contradictions(event), *self._unexplained_move(before, event, values)]

    def _unexplained_move(self, before: Event | None, event: Event, values: dict[str, Any]) -> Iterable[FieldError]:
        """Another start is news to whoever has noted the first: asked for, as nobody thinks of the status below."""
        is_silent = event.status == EventStatus.SCHEDULED and not values.get("is_correction")
        if before is None or not is_silent or not policies.is_moved(before, event):
            return ()
        sentence = _(
            "The event is public, and its start is another one now. Please choose “Moved to another date”, so that the "
            "former date stays readable; or say below that the former date was a mistake."
        )
        return [FieldError("/status", "moved", sentence)]

    def adjust(self, values: dict[str, Any]) -> None:
        """Of whole days only the dates count: from midnight to the last second (events.models.Event)."""
        if values.get("time_precision") != TimePrecision.DAY:
            return
        if values.get("starts_at"):
            values["starts_at"], values["ends_at"] = policies.whole_days(
                values["starts_at"], values.get("ends_at"), zone=self.instance.time_zone
            )


class WorkshopForm(ExactForm):
    """The join link is shown to who may edit it; what else reads the form's row finds it sealed."""

    join_url = forms.URLField(
        label=gettext_lazy("Join link"),
        max_length=join_links.LONGEST,
        required=False,
        assume_scheme="https",
        widget=URLInput,
        help_text=gettext_lazy("Only confirmed participants see it. Who could see a former one is told the new one."),
    )

    class Meta:
        model = Workshop
        fields = ()  # the page names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["join_url"] = self.instance.join_url

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if "join_url" in self.changed_data and "join_url" in values:
            self.instance.join_url = values["join_url"]
        return values

    def _post_clean(self) -> None:
        """The instance has its new values by now, and its event those of the same page, if they are right."""
        super()._post_clean()  # type: ignore[misc]
        if self.instance.event.starts_at is not None:
            add_errors(self, policies.contradictions_of_registration(self.instance))


class EnterForm(acts.ActForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("Without an address nothing is told by mail: please call when something changes."),
    )
    party_size = forms.IntegerField(label=gettext_lazy("People"), min_value=1, initial=1)
    channel = forms.ChoiceField(
        label=gettext_lazy("Came in"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.ONLINE],
        initial=Channel.PHONE,
    )

    def __init__(self, event: Event, data: Any = None) -> None:
        asked = question_fields.fields(questions.of(event.pk), {}, many=forms.SelectMultiple)
        super().__init__(data)
        for name, field in {**asked, **question_fields.declaration(event.workshop)}.items():
            dress(field)
            self.fields[name] = field

    def told(self) -> dict[str, Any]:
        values = {
            name: value for name, value in self.cleaned_data.items() if not name.startswith(question_fields.PREFIX)
        }
        return {**values, "answers": question_fields.told(self.cleaned_data)}


class MessageForm(acts.ActForm):
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=150)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Greeting, date, place and the links to change or cancel are added."),
    )
    states = forms.MultipleChoiceField(
        label=gettext_lazy("To"),
        choices=[(state.value, state.label) for state in messages.REACHED],
        initial=[RegistrationState.CONFIRMED],
    )


class SeatsForm(acts.ActForm):
    capacity = forms.IntegerField(
        label=gettext_lazy("Seats"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("Empty: no limit."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class JoinLinkForm(acts.ActForm):
    join_url = forms.URLField(
        label=gettext_lazy("New link"), max_length=join_links.LONGEST, assume_scheme="https", widget=URLInput
    )


class CheckInForm(acts.ActForm):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=500,
        help_text=gettext_lazy("Scan the picture from the mail, or type what stands below it."),
    )
