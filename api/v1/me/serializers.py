"""Bodies of what belongs to the person who is signed in."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from api.fields import StrictCharField, StrictChoiceField, StrictIntegerField, StrictSerializer
from api.v1.auth.serializers import PasswordField
from core.accounts.models import Person, Session


class Account(serializers.ModelSerializer[Person]):
    """The account. `memberships` are roles in organizations."""

    municipality = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, allow_null=True)
    language = serializers.ChoiceField(settings.LANGUAGES)
    memberships = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = ("id", "email", "display_name", "municipality", "language", "memberships")

    def get_memberships(self, _person: Person) -> list[dict[str, str]]:
        return []  # roles come with their own issue; citizens have none anyway


class AccountChange(StrictSerializer):
    """`municipality` is a slug, or null for none."""

    display_name = StrictCharField(max_length=100, required=False)
    municipality = StrictCharField(max_length=50, allow_null=True, required=False)
    language = StrictChoiceField(settings.LANGUAGES, required=False)


class AccountDeletion(StrictSerializer):
    """`contributions`: what is public of yours stays without your name, or goes too."""

    password = PasswordField()
    contributions = StrictChoiceField(["keep", "remove"])


class OwnSession(serializers.ModelSerializer[Session]):
    """A device that is signed in; `is_current` is the one that asks."""

    is_current = serializers.SerializerMethodField()

    class Meta:
        model = Session
        fields = ("id", "device_name", "created_at", "last_used_at", "is_current")

    def get_is_current(self, session: Session) -> bool:
        return bool(session == self.context["request"].auth)


class PartyChange(StrictSerializer):
    party_size = StrictIntegerField(min_value=1, max_value=100, required=False)
