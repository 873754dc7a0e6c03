"""What somebody wishes of the newsletter, and how a subscription stands."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from api.content import SlugsField
from api.fields import StrictCharField, StrictChoiceField, StrictEmailField, StrictSerializer
from core.municipalities.models import Municipality, Topic
from news.models import Frequency, Subscription, SubscriptionKind, SubscriptionState


class KindsField(serializers.ListField):
    """None named means all of them, as with places and topics."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=StrictChoiceField(SubscriptionKind.choices), max_length=10, **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:
        return super().to_internal_value(data) or list(SubscriptionKind.values)


class NewsletterChange(StrictSerializer):
    """What is left out stays as it is. An empty list means all of them, also those to come."""

    municipalities = SlugsField(Municipality, required=False)
    topics = SlugsField(Topic, required=False)
    kinds = KindsField(required=False)
    frequency = StrictChoiceField(Frequency.choices, required=False)
    language = StrictChoiceField(settings.LANGUAGES, required=False)


class NewsletterRequest(NewsletterChange):
    """What is left out, or an empty list, means all of them; weekly; in the language of the request."""

    email = StrictEmailField()


class NewsletterAsked(serializers.Serializer[Any]):
    """A letter goes to the address. It is the same answer whether or not the address is known here."""

    status = serializers.ChoiceField([SubscriptionState.UNCONFIRMED])


class NewsletterPreferences(serializers.ModelSerializer[Subscription]):
    """A subscription of the newsletter; an empty list of places or topics means all of them."""

    status = serializers.ChoiceField(SubscriptionState.choices, source="state")
    municipalities = serializers.SerializerMethodField()
    topics = serializers.SerializerMethodField()
    kinds = serializers.ListField(child=serializers.ChoiceField(SubscriptionKind.choices))
    language = serializers.ChoiceField(settings.LANGUAGES)

    class Meta:
        model = Subscription
        fields: tuple[str, ...] = (
            "status", "email", "municipalities", "topics", "kinds", "frequency", "language",
        )  # fmt: skip

    def get_municipalities(self, subscription: Subscription) -> list[str]:
        return [one.slug for one in subscription.municipalities.order_by("sort_key")]

    def get_topics(self, subscription: Subscription) -> list[str]:
        return [one.slug for one in subscription.topics.order_by("position")]


class NewsletterConfirmed(NewsletterPreferences):
    """The same with the token that changes and ends it, as in the links of each issue."""

    preferences_token = serializers.CharField()

    class Meta(NewsletterPreferences.Meta):
        fields = (*NewsletterPreferences.Meta.fields, "preferences_token")


class NewsletterEnd(StrictSerializer):
    """The token of an issue's link, or of `confirmNewsletter`."""

    token = StrictCharField(max_length=200)


class NewsletterOneClick(StrictSerializer):
    """What mail programs send to end it with one click (RFC 8058); the token stands in the address then."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {"List-Unsubscribe": StrictChoiceField(["One-Click"])}


class NewsletterEnded(serializers.Serializer[Any]):
    """There is no subscription (any more)."""

    status = serializers.ChoiceField(["ended"])
