"""The pages on which clerks see a planned issue as one of its readers would, and send it to themselves."""

import uuid
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.administration.acts import ActForm
from core.mail import rendering
from core.municipalities.models import Municipality, Topic
from news import issue_mails
from news.audience import Wanted
from news.models import Issue, SubscriptionKind
from news.services import digests, issue_contents


class TrialForm(ActForm):
    """For whom, and in which language."""

    municipality = forms.ModelChoiceField(
        label=_("Town or municipality"), queryset=Municipality.objects.by_name(), required=False,
        to_field_name="slug", empty_label=_("All"),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES, required=False, initial="de")

    @property
    def language_chosen(self) -> str:
        return str(self.cleaned_data["language"] or settings.LANGUAGE_CODE)


class ReaderForm(TrialForm):
    """What the reader whose eyes one borrows has chosen; nothing means all of it."""

    topics = forms.ModelMultipleChoiceField(
        label=_("topics"), queryset=Topic.objects.order_by("position"), required=False, to_field_name="slug"
    )
    kinds = forms.MultipleChoiceField(label=_("kinds"), choices=SubscriptionKind.choices, required=False)

    @property
    def places(self) -> list[Municipality]:
        place = self.cleaned_data["municipality"]
        return [place] if place else []

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            frozenset(one.pk for one in self.places),
            frozenset(one.pk for one in self.cleaned_data["topics"]),
            frozenset(self.cleaned_data["kinds"]),
        )


@dataclass(frozen=True)
class Preview:
    """What the mail would be; `new` and `upcoming` count what it would tell."""

    subject: str
    text: str
    html: str
    new: int
    upcoming: int


def preview(issue: Issue, form: ReaderForm) -> Preview | None:
    """The issue as it would be now for a new reader, or None where there would be no mail."""
    contents = issue_contents.read(issue)
    digest = digests.whole(contents, form.wanted)
    shortened = digests.shortened(digest)
    if digest is None or shortened is None:
        return None
    with translation.override(form.language_chosen):
        letter = issue_mails.written(contents, shortened, to="", places=form.places)
        message = rendering.message(letter, mail_id=uuid.UUID(int=0))
    (html, _media_type), *_others = message.alternatives
    return Preview(str(message.subject), str(message.body), str(html), len(digest.new), len(digest.upcoming))
