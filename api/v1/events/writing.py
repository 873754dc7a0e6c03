"""The body in which staff and municipal sites write an event, and what they get back."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from api.content import OrganizationField, PicturedWrite, SlugsField
from api.fields import StrictCharField, StrictChoiceField, StrictDateTimeField, StrictFloatField, StrictSerializer
from api.representations import AddressWrite
from api.v1.events.serializers import EventDocument
from core.models import Publication
from core.municipalities.models import District, Municipality, Topic
from core.writing import STATES
from events.models import AttendanceMode, EventKind, EventStatus, TimePrecision


class VenueWrite(StrictSerializer):
    """A place by name and address. Coordinates go together, WGS 84 in degrees."""

    name = StrictCharField(max_length=200)
    address = StrictCharField(max_length=300, allow_blank=True, required=False)
    latitude = StrictFloatField(min_value=-90, max_value=90, allow_null=True, required=False)
    longitude = StrictFloatField(min_value=-180, max_value=180, allow_null=True, required=False)


class EventPut(PicturedWrite):
    """An event. With `time_precision` “day” only the dates of `starts_at` and `ends_at` count."""

    organization = OrganizationField(required=False)
    publication = StrictChoiceField(STATES, default=Publication.PUBLISHED)
    published_at = StrictDateTimeField(allow_null=True, required=False)
    title = StrictCharField(max_length=200)
    summary = StrictCharField(max_length=1000, multiline=True, allow_blank=True, allow_null=True, default="")
    description = StrictCharField(max_length=20_000, multiline=True, allow_blank=True, allow_null=True, default="")
    kind = StrictChoiceField(EventKind.choices)
    status = StrictChoiceField(EventStatus.choices, default=EventStatus.SCHEDULED)
    time_precision = StrictChoiceField(TimePrecision.choices, default=TimePrecision.MINUTE)
    starts_at = StrictDateTimeField()
    ends_at = StrictDateTimeField(allow_null=True, default=None)
    time_zone = StrictChoiceField([settings.TIME_ZONE], default=settings.TIME_ZONE)
    attendance_mode = StrictChoiceField(AttendanceMode.choices, default=AttendanceMode.OFFLINE)
    municipalities = SlugsField(Municipality)
    districts = SlugsField(District, allow_null=True, default=list)
    topics = SlugsField(Topic, allow_null=True, default=list)
    tags = serializers.ListField(child=StrictCharField(max_length=50), max_length=50, allow_null=True, default=list)
    venue = VenueWrite(allow_null=True, default=None)
    price_note = StrictCharField(max_length=200, allow_blank=True, allow_null=True, default="")
    public_url = AddressWrite()


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
