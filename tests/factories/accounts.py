"""People as sentences: `PersonFactory(display_name="Erika")`; each has the password PASSWORD."""

import functools

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from core.accounts.models import Person, Session
from core.accounts.services import sessions

PASSWORD = "Regenschirm Apfelbaum 7"

# Argon2 is slow on purpose; one hash serves all.
_hashed = functools.cache(lambda: make_password(PASSWORD))


class PersonFactory(factory.django.DjangoModelFactory):
    """A citizen with a proven mailbox."""

    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"buergerin{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Bürgerin {n}")
    email_verified_at = factory.LazyFunction(timezone.now)
    password = factory.LazyFunction(_hashed)


def signed_in(person, device_name="Telefon"):
    """The token pair of a new session, without hashing a password."""
    return sessions.start(person, device_name=device_name)


def session_of(person):
    """The person's only session."""
    return Session.objects.get(person=person)
