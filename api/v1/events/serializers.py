"""The public document of an event: the same bytes for everyone, in every language."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.facets import FacetCount
from api.representations import Address, Document
from api.v1.reference.serializers import OrganizationReference
from api.v1.uploads.serializers import AttachmentDocument, PicturedDocument
from core.text import html_of
from events import policies
from events.models import Event, Question, Series, Venue, Workshop


class AccessibilityDocument(Document[Venue]):
    """What is known of how accessible the place is; null: nobody has said, so please ask."""

    note = serializers.CharField(source="accessibility_note")

    class Meta:
        model = Venue
        fields = ("step_free", "accessible_toilet", "hearing_loop", "parking", "note")


class VenueDocument(Document[Venue]):
    accessibility = AccessibilityDocument(source="*")

    class Meta:
        model = Venue
        fields = ("name", "address", "latitude", "longitude", "accessibility")


class ContactDocument(Document[Event]):
    """Whom one may ask; what is not known is empty."""

    name = serializers.CharField(source="contact_name")
    email = serializers.CharField(source="contact_email")
    phone = serializers.CharField(source="contact_phone")
    url = Address(source="contact_url")

    class Meta:
        model = Event
        fields = ("name", "email", "phone", "url")


class QuestionDocument(Document[Question]):
    """What one is asked who registers; `answers` holds the answer under its `key`, as the `kind` says.

    A text, one of the `choices`, a list of them, true or false; of a `consent`, whose `label` is the wording, true: who
    takes it back sends false. `keep_days` after the event the answer is deleted;
    null: together with the registration.
    """

    class Meta:
        model = Question
        fields = ("key", "label", "help_text", "kind", "choices", "is_required", "keep_days")


class RegistrationOffer(Document[Workshop]):
    """Whether and how one can register. `capacity` counts seats, null means no limit; `waitlist`: full, one can wait.

    With `external_url` one registers there and not here: `open` is then false. Time alone opens and closes
    registration; that shows here at most a minute late.
    """

    open = serializers.BooleanField(source="is_open")
    closes_at = serializers.SerializerMethodField()
    questions = QuestionDocument(source="event.questions", many=True)

    class Meta:
        model = Workshop
        fields = (
            "open",
            "availability",
            "capacity",
            "max_party_size",
            "opens_at",
            "closes_at",
            "waiting_list",
            "keyword",
            "external_url",
            "residents_only",
            "questions",
        )

    @extend_schema_field({"type": "string", "format": "date-time"})
    def get_closes_at(self, workshop: Workshop) -> Any:
        return serializers.DateTimeField().to_representation(policies.closes_at(workshop))


class SeriesReference(Document[Series]):
    """The series a date belongs to, whose other dates are found by `?series=`; its rule is the value of an RRULE."""

    class Meta:
        model = Series
        fields = ("id", "title", "rule")


class EventDocument(PicturedDocument):
    """With `time_precision` “day” only the dates of `starts_at` and `ends_at` count; both days belong to the event."""

    municipalities = serializers.SlugRelatedField[Any](slug_field="slug", many=True, read_only=True)
    districts = serializers.SlugRelatedField[Any](slug_field="slug", many=True, read_only=True)
    topics = serializers.SlugRelatedField[Any](slug_field="slug", many=True, read_only=True)
    organization = OrganizationReference()
    venue = VenueDocument(allow_null=True)
    contact = serializers.SerializerMethodField()
    registration = serializers.SerializerMethodField()
    attachments = AttachmentDocument(many=True)
    description_html = serializers.SerializerMethodField()
    series = SeriesReference(allow_null=True)

    class Meta:
        model = Event
        fields = (
            "id", "title", "summary", "summary_easy", "description", "description_html", "kind", "status",
            "time_precision", "starts_at", "ends_at", "doors_at", "previous_starts_at", "time_zone", "attendance_mode",
            "municipalities", "districts", "topics", "tags", "organization", "venue", "audience", "contact",
            "price_note", "public_url", "source_url", "image", "attachments", "registration", "series", "updated_at",
        )  # fmt: skip

    @extend_schema_field(ContactDocument(allow_null=True))
    def get_contact(self, event: Event) -> Any:
        known = (event.contact_name, event.contact_email, event.contact_phone, event.contact_url)
        return ContactDocument(event).data if any(known) else None

    def get_description_html(self, event: Event) -> str:
        return html_of(event.description)

    @extend_schema_field(RegistrationOffer(allow_null=True))
    def get_registration(self, event: Event) -> Any:
        workshop = getattr(event, "workshop", None)
        return None if workshop is None else RegistrationOffer(workshop).data


class EventCounts(serializers.Serializer[Any]):
    """How many events there are per value, the most frequent first; months in their order."""

    municipality = FacetCount(many=True)
    topic = FacetCount(many=True)
    kind = FacetCount(many=True)
    tag = FacetCount(many=True)
    organization = FacetCount(many=True)
    attendance_mode = FacetCount(many=True)
    month = FacetCount(many=True, help_text="As in 2026-12, where the event is.")
