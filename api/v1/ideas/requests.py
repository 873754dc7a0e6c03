"""What authors send: new ideas, drafts, changes, confirmations."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from api.fields import (
    StrictBooleanField,
    StrictCharField,
    StrictChoiceField,
    StrictEmailField,
    StrictSerializer,
)
from api.v1.ideas.photo_serializers import PhotoReference
from api.v1.ideas.serializers import Location
from core.municipalities.models import Municipality, Topic
from ideas.models import Display, IdeaCall, Solved
from ideas.models.photo import MOST_PHOTOS

LONGEST_SLUG = 50


class StrictSlugField(serializers.SlugRelatedField[Any]):
    """The slug of an object, as a string."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="slug", **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data == "":
            self.fail("invalid")  # the library would take it for null
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or "\0" in data or len(data) > LONGEST_SLUG:
            self.fail("invalid")
        return super().to_internal_value(data)


class IdeaChange(StrictSerializer):
    """What an author may change; fields that are left out stay as they are."""

    title = StrictCharField(max_length=200, required=False)
    text = StrictCharField(max_length=5000, multiline=True, required=False)
    municipality = StrictSlugField(
        queryset=Municipality.objects.all(), allow_null=True, required=False,
        help_text="Null: the idea concerns the whole region.",
    )  # fmt: skip
    topic = StrictSlugField(queryset=Topic.objects.all(), allow_null=True, required=False)
    call = StrictSlugField(queryset=IdeaCall.objects.published(), allow_null=True, required=False)
    location = Location(allow_null=True, required=False)
    author_name = StrictCharField(
        max_length=100, allow_blank=True, required=False,
        help_text="Required unless anonymous. Signed in, with `display` “name”, it is the account's name.",
    )  # fmt: skip
    display = StrictChoiceField(
        Display.choices, required=False, help_text="“anonymous” can be chosen at any time, also later; default “name”."
    )
    follow = StrictBooleanField(required=False, help_text="Default true. The author hears of every answer anyway.")
    photos = serializers.ListField(
        child=PhotoReference(), max_length=MOST_PHOTOS, required=False,
        help_text="All photos that it shall show, at most five. Some can be left out at any time, also later.",
    )  # fmt: skip

    @classmethod
    def read_contents(cls, request: Request) -> dict[str, Any]:
        """What the body says, as the services take it. Raises ValidationError."""
        values: dict[str, Any] = dict(cls.read(request))
        if "location" in values:
            location = values.pop("location") or {"latitude": None, "longitude": None}
            values |= location
        if "photos" in values:
            values["shown"] = PhotoReference.wanted(values.pop("photos"))
        return values


class DraftRequest(IdeaChange):
    """What is written so far. All but the name, unless anonymous or the account's, can still be missing."""


class IdeaRequest(IdeaChange):
    """A new idea. Guests also give their e-mail address, which is never shown; signed in, it is not used."""

    title = StrictCharField(max_length=200)
    text = StrictCharField(max_length=5000, multiline=True)
    email = StrictEmailField(required=False)


class GuestIdeaRequest(IdeaRequest):
    email = StrictEmailField()


class SolvedAnswer(StrictSerializer):
    """Whether what you proposed has been solved."""

    solved = StrictChoiceField(Solved.choices)


class IdeaConfirmationRequest(StrictSerializer):
    """The token of a mail's link."""

    token = StrictCharField(max_length=200)
