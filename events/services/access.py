"""The registration behind the token of a mail link, for pages and API alike; reading settles and changes nothing."""

import uuid

from core import tokens
from events.models import Registration, RegistrationState, RegistrationToken


def registration_for(token: str) -> Registration:
    """The registration a manage link opens, with its event, venue and organization at hand. Raises LinkExpired."""
    row = tokens.find(RegistrationToken, token, purpose=RegistrationToken.MANAGE)
    return _with_event(row.registration_id)


def registration_to_confirm(token: str) -> Registration:
    """The registration a confirmation link is about, confirmed or not. Raises LinkExpired where confirming would."""
    row = tokens.find(RegistrationToken, token, purpose=RegistrationToken.CONFIRM, even_expired=True)
    registration = _with_event(row.registration_id)
    is_lapsed = registration.state == RegistrationState.EXPIRED and registration.confirmed_at is None
    if is_lapsed or (registration.state == RegistrationState.UNCONFIRMED and tokens.is_expired(row)):
        raise tokens.LinkExpired
    return registration


def _with_event(registration_id: uuid.UUID) -> Registration:
    related = ("workshop__event__organization", "workshop__event__venue")
    return Registration.objects.select_related(*related).get(pk=registration_id)
