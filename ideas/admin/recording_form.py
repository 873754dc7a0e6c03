"""The page on which a clerk writes down an idea for somebody else."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.administration import refusals
from core.errors import FieldError
from core.models import Publication
from events.models import Event
from ideas import recording_policies
from ideas.models import Display, Idea, IdeaChannel
from ideas.services import entering
from ideas.services.entering import Origin

# Workshops of the last months; what is older is told in words.
EVENTS_SINCE = timedelta(days=200)
FIELDSETS = [
    (
        None,
        {
            "fields": ["title", "text", "municipality", "topic", "call"],
            "description": _("As it was said. It is public at once: you have read it."),
        },
    ),
    (_("Origin"), {"fields": ["channel", "event", "origin", "submitted_on"]}),
    (
        _("Author"),
        {
            "fields": ["has_consent", "display", "author_name", "email"],
            "description": _(
                "No account is needed. With an address the author hears of each answer; the first mail says how we "
                "came by it."
            ),
        },
    ),
]


class RecordingForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuses, beside the field, what the service would refuse."""

    class Meta:
        model = Idea
        fields = ()  # the page names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields
        shown["channel"].choices = [one for one in IdeaChannel.choices if one[0] != IdeaChannel.ONLINE]
        shown["channel"].initial = IdeaChannel.WORKSHOP
        shown["display"].initial = Display.ANONYMOUS
        shown["submitted_on"].initial = timezone.localdate()
        since = timezone.now() - EVENTS_SINCE
        events = Event.objects.filter(publication=Publication.PUBLISHED, starts_at__range=(since, timezone.now()))
        shown["event"].queryset = events.order_by("-starts_at", "-id")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        idea = Idea(**{name: values.get(name) for name in ("channel", "event", "submitted_on", "has_consent")})
        idea.email = values.get("email") or ""
        problems = recording_policies.problems(idea, display=values.get("display") or "", today=timezone.localdate())
        if values.get("display") not in {None, Display.ANONYMOUS} and not values.get("author_name"):
            sentence = gettext("Please give the name that shall be shown, or choose “anonymous”.")
            problems.append(FieldError("/author_name", "required", sentence))
        refusals.add_errors(self, [one for one in problems if one.pointer.strip("/") not in self.errors])
        return values


def store(form: RecordingForm, *, by: Actor) -> Idea:
    values = form.cleaned_data
    origin = Origin(IdeaChannel(values["channel"]), values["event"], values["origin"], values["submitted_on"])
    names = ("title", "text", "municipality", "topic", "call", "display", "author_name", "email", "has_consent")
    return entering.record_for(origin=origin, key=form.instance.pk, by=by, **{name: values[name] for name in names})
