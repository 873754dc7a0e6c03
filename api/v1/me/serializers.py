"""Bodies of what belongs to the person who is signed in."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import StrictCharField, StrictChoiceField, StrictIntegerField, StrictSerializer
from api.v1.auth.serializers import PasswordField
from api.v1.reference.serializers import OrganizationReference
from api.v1.registrations.serializers import AnswersField
from core.accounts.models import Membership, Person, Session
from core.accounts.services import memberships


class Affiliation(serializers.ModelSerializer[Membership]):
    """A role in an organization; who has several roles there has an entry for each."""

    organization = OrganizationReference()

    class Meta:
        model = Membership
        fields = ("organization", "role", "created_at")


class Account(serializers.ModelSerializer[Person]):
    """The account. `memberships` are roles in organizations."""

    municipality = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, allow_null=True)
    language = serializers.ChoiceField(settings.LANGUAGES)
    memberships = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = ("id", "email", "display_name", "municipality", "language", "memberships")

    @extend_schema_field(Affiliation(many=True))
    def get_memberships(self, person: Person) -> Any:
        return Affiliation(memberships.of(person), many=True).data


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


class OwnRegistrationChange(StrictSerializer):
    """What is left out stays; an answer that is null is taken back."""

    party_size = StrictIntegerField(min_value=1, max_value=100, required=False)
    answers = AnswersField(required=False)
