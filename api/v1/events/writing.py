"""The body in which staff and municipal sites write an event, and what they get back."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from api.content import AttachmentsField, ContentWrite, OrganizationField, PicturedWrite, SlugsField
from api.fields import (
    StrictBooleanField,
    StrictCharField,
    StrictChoiceField,
    StrictDateTimeField,
    StrictEmailField,
    StrictFloatField,
    StrictIntegerField,
    StrictSerializer,
)
from api.representations import AddressWrite
from api.v1.events.serializers import EventDocument
from core.models import Publication
from core.municipalities.models import District, Municipality, Topic
from core.writing import STATES
from events import asking
from events.models import AttendanceMode, EventKind, EventStatus, Question, QuestionKind, TimePrecision


class AccessibilityWrite(ContentWrite):
    """What is known of how accessible a place is; null: nobody has said."""

    step_free = StrictBooleanField(allow_null=True, default=None)
    accessible_toilet = StrictBooleanField(allow_null=True, default=None)
    hearing_loop = StrictBooleanField(allow_null=True, default=None)
    parking = StrictBooleanField(allow_null=True, default=None)
    note = StrictCharField(max_length=500, allow_blank=True, allow_null=True, default="")


class VenueWrite(StrictSerializer):
    """A place by name and address. Coordinates go together, WGS 84 in degrees."""

    name = StrictCharField(max_length=200)
    address = StrictCharField(max_length=300, allow_blank=True, required=False)
    latitude = StrictFloatField(min_value=-90, max_value=90, allow_null=True, required=False)
    longitude = StrictFloatField(min_value=-180, max_value=180, allow_null=True, required=False)
    accessibility = AccessibilityWrite(required=False)


class ContactWrite(ContentWrite):
    """Whom one may ask: an office, not somebody's own address, for everyone sees it."""

    name = StrictCharField(max_length=200, allow_blank=True, allow_null=True, default="")
    email = StrictEmailField(allow_blank=True, allow_null=True, default=None)
    phone = StrictCharField(max_length=50, allow_blank=True, allow_null=True, default="")
    url = AddressWrite()


class QuestionWrite(ContentWrite):
    key = StrictCharField(max_length=50)
    label = StrictCharField(max_length=1000)  # type: ignore[assignment]
    help_text = StrictCharField(max_length=500, allow_blank=True, allow_null=True, default="")  # type: ignore[assignment]
    kind = StrictChoiceField(QuestionKind.choices, default=QuestionKind.TEXT)
    choices = serializers.ListField(child=StrictCharField(max_length=200), max_length=asking.MOST_CHOICES, default=list)
    is_required = StrictBooleanField(default=False)
    keep_days = StrictIntegerField(min_value=0, max_value=365, allow_null=True, default=None)
    is_listed = StrictBooleanField(default=False, help_text="Whether the answer stands on the attendance list.")


class QuestionsField(serializers.ListField):
    """All questions in their order. Answers that were given before stay, whatever becomes of the question."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=QuestionWrite(), max_length=asking.MOST, **kwargs)

    def to_internal_value(self, data: Any) -> list[Question]:
        return [Question(**one) for one in super().to_internal_value(data)]


class RegistrationWrite(ContentWrite):
    """The settings of registration, which an event has from the first time they are written."""

    capacity = StrictIntegerField(min_value=1, max_value=100_000, allow_null=True, default=None)
    max_party_size = StrictIntegerField(min_value=1, max_value=100, default=4)
    opens_at = StrictDateTimeField(allow_null=True, default=None)
    closes_at = StrictDateTimeField(allow_null=True, default=None)
    waiting_list = StrictBooleanField(default=True)
    keyword = StrictCharField(max_length=100, allow_blank=True, allow_null=True, default="")
    external_url = AddressWrite()
    residents_only = StrictBooleanField(default=False)
    questions = QuestionsField(allow_null=True, default=list)


class EventPut(PicturedWrite):
    """An event. With `time_precision` “day” only the dates of `starts_at` and `ends_at` count."""

    organization = OrganizationField(required=False)
    publication = StrictChoiceField(STATES, default=Publication.PUBLISHED)
    published_at = StrictDateTimeField(allow_null=True, required=False)
    title = StrictCharField(max_length=200)
    summary = StrictCharField(max_length=1000, multiline=True, allow_blank=True, allow_null=True, default="")
    summary_easy = StrictCharField(max_length=2000, multiline=True, allow_blank=True, allow_null=True, default="")
    description = StrictCharField(max_length=20_000, multiline=True, allow_blank=True, allow_null=True, default="")
    kind = StrictChoiceField(EventKind.choices)
    status = StrictChoiceField(EventStatus.choices, default=EventStatus.SCHEDULED)
    time_precision = StrictChoiceField(TimePrecision.choices, default=TimePrecision.MINUTE)
    starts_at = StrictDateTimeField()
    ends_at = StrictDateTimeField(allow_null=True, default=None)
    doors_at = StrictDateTimeField(allow_null=True, default=None)
    previous_starts_at = StrictDateTimeField(allow_null=True, default=None)
    time_zone = StrictChoiceField([settings.TIME_ZONE], default=settings.TIME_ZONE)
    attendance_mode = StrictChoiceField(AttendanceMode.choices, default=AttendanceMode.OFFLINE)
    municipalities = SlugsField(Municipality)
    districts = SlugsField(District, allow_null=True, default=list)
    topics = SlugsField(Topic, allow_null=True, default=list)
    tags = serializers.ListField(child=StrictCharField(max_length=50), max_length=50, allow_null=True, default=list)
    venue = VenueWrite(allow_null=True, default=None)
    audience = StrictCharField(max_length=200, allow_blank=True, allow_null=True, default="")
    contact = ContactWrite(allow_null=True, default=None)
    price_note = StrictCharField(max_length=200, allow_blank=True, allow_null=True, default="")
    public_url = AddressWrite()
    source_url = AddressWrite()
    attachments = AttachmentsField(allow_null=True, default=list)
    registration = RegistrationWrite(required=False)


class EventWrite(EventPut):
    """The same with its number at the source."""

    external_id = StrictCharField(max_length=100, allow_null=True, default=None)


class EditedEvent(EventDocument):
    """An event as its editors see it, also before it is public."""

    publication = serializers.ChoiceField(Publication.choices)
    published_at: Any = serializers.DateTimeField(allow_null=True)
    external_id = serializers.CharField(allow_null=True)

    class Meta(EventDocument.Meta):
        fields = (*EventDocument.Meta.fields, "publication", "published_at", "external_id")  # type: ignore[assignment]
