"""What a device tells of itself, and what it hears of."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.content import SlugsField
from api.fields import (
    StrictBooleanField,
    StrictCharField,
    StrictChoiceField,
    StrictIntegerField,
    StrictSerializer,
    StrictTimeField,
)
from core.municipalities.models import Municipality, Topic
from core.push.connections import LONGEST
from core.push.models import Device, Platform, PushKind

LONGEST_KEY = 100
LATEST = 2**53 - 1  # the largest whole number of JavaScript


class QuietHours(serializers.Serializer[Any]):
    """By the clock of the region, also over midnight: from `start` until `end` nothing arrives."""

    start = StrictTimeField(source="quiet_from")
    end = StrictTimeField(source="quiet_until")


class QuietHoursWish(StrictSerializer):
    """By the clock of the region, also over midnight: from `start` until `end` nothing arrives."""

    start = StrictTimeField(source="quiet_from")
    end = StrictTimeField(source="quiet_until")

    def validate(self, attrs: Any) -> Any:
        if attrs["quiet_from"] == attrs["quiet_until"]:
            raise serializers.ValidationError({"end": [self.fields["end"].error_messages["invalid"]]})
        return attrs


class DeviceDocument(serializers.ModelSerializer[Device]):
    """A device and what it hears of; where it is reached is never told again."""

    municipalities = serializers.SlugRelatedField[Any](slug_field="slug", many=True, read_only=True)
    topics = serializers.SlugRelatedField[Any](slug_field="slug", many=True, read_only=True)
    language = serializers.ChoiceField(settings.LANGUAGES)
    kinds = serializers.ListField(child=serializers.ChoiceField(PushKind.choices))
    quiet_hours = serializers.SerializerMethodField()
    session = serializers.UUIDField(source="session_id", allow_null=True, read_only=True)

    class Meta:
        model = Device
        fields: tuple[str, ...] = (
            "id", "platform", "language", "municipalities", "topics", "kinds", "quiet_hours", "alerts_in_quiet_hours",
            "session", "created_at", "last_seen_at",
        )  # fmt: skip

    @extend_schema_field(QuietHours(allow_null=True))
    def get_quiet_hours(self, device: Device) -> Any:
        return QuietHours(device).data if device.quiet_from is not None else None


class DeviceWithSecret(DeviceDocument):
    """The device and its secret, which is told this once."""

    secret = serializers.CharField()

    class Meta(DeviceDocument.Meta):
        fields = (*DeviceDocument.Meta.fields, "secret")


class SubscriptionKeys(StrictSerializer):
    """The keys by which messages to this browser are encrypted (RFC 8291), in base64url."""

    p256dh = StrictCharField(max_length=LONGEST_KEY)
    auth = StrictCharField(max_length=LONGEST_KEY)


class Subscription(StrictSerializer):
    """What `PushSubscription.toJSON()` gives, as it is."""

    endpoint = StrictCharField(max_length=LONGEST)
    keys = SubscriptionKeys()
    expirationTime = StrictIntegerField(  # noqa: N815 - the browsers' word
        min_value=0, max_value=LATEST, allow_null=True, required=False,
        help_text="Not needed: a subscription that is over is removed when its push service says so.",
    )  # fmt: skip


class DeviceChange(StrictSerializer):
    """What is left out stays as it is."""

    municipalities = SlugsField(Municipality, required=False, help_text="Slugs; none: of all of the region.")
    topics = SlugsField(Topic, required=False, help_text="Slugs; none: all. Alerts arrive whatever their topic is.")
    kinds = serializers.ListField(
        child=StrictChoiceField(PushKind.choices), max_length=len(PushKind), required=False,
        help_text="None: nothing but what concerns the account.",
    )  # fmt: skip
    quiet_hours = QuietHoursWish(allow_null=True, required=False)
    alerts_in_quiet_hours = StrictBooleanField(
        required=False, help_text="Whether alerts arrive in quiet hours too; only who asked for it is woken."
    )
    language = StrictChoiceField(settings.LANGUAGES, required=False)

    def validate_kinds(self, kinds: list[str]) -> list[str]:
        return [kind for kind in PushKind.values if kind in kinds]

    def validate(self, attrs: Any) -> Any:
        """Quiet hours as their two columns."""
        if "quiet_hours" in attrs:
            attrs |= attrs.pop("quiet_hours") or {"quiet_from": None, "quiet_until": None}
        return attrs


class DeviceRegistration(DeviceChange):
    """What is left out: everything of the region, at any hour, alerts in quiet hours no."""

    platform = StrictChoiceField(Platform.choices)
    subscription = Subscription()
