"""Shorthands for stories about registrations."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from core import tokens
from core.actors import GUEST
from core.mail.models import OutgoingMail
from events.models import Registration, RegistrationToken
from events.services import registrations


@pytest.fixture
def register():
    """Register a guest by first name; the rest follows."""

    def act(workshop, name="Erika", *, party_size=1):
        email = f"{name.lower()}@example.org"
        return registrations.register(
            workshop.event_id, name=name, email=email, party_size=party_size, language="de", by=GUEST
        )

    return act


@pytest.fixture
def confirm():
    """Confirm a registration with a token minted as its mail would."""

    def act(registration):
        return registrations.confirm(token_of(registration))

    return act


def token_of(registration, purpose=RegistrationToken.CONFIRM):
    expires_at = registration.created_at + timedelta(hours=24) if purpose == RegistrationToken.CONFIRM else None
    return tokens.mint(RegistrationToken, purpose=purpose, expires_at=expires_at, registration=registration)


def letters_to(registration):
    """Names of the letters queued for a registration, in order."""
    queued = OutgoingMail.objects.filter(ids__registration_id=str(registration.pk)).order_by("created_at")
    return list(queued.values_list("letter", flat=True))


def states(workshop):
    """What became of each, by name."""
    return dict(Registration.objects.filter(workshop=workshop).values_list("name", "state"))


def links_in(text):
    """Our links in a mail's text part, in order."""
    return re.findall(rf"^{re.escape(settings.PUBLIC_URL)}\S+$", text, re.MULTILINE)
