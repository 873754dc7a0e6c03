"""Shorthands for stories about ideas."""

import re

import pytest
from django.conf import settings

from core import tokens
from core.accounts.models import Person
from core.actors import GUEST, clerk
from core.mail import letters
from core.mail.models import OutgoingMail
from ideas import policies
from ideas.models import IdeaToken
from ideas.services import ideas


@pytest.fixture
def submit(region):
    """Hand in an idea as Gisela, a guest; the rest follows."""

    def act(**contents):
        words = {"title": "Bank am Radweg", "text": "Zum Ausruhen.", "author_name": "Gisela Gast"}
        return ideas.submit(email="gisela@example.org", language="de", by=GUEST, **(words | contents))

    return act


@pytest.fixture
def moderator(db):
    account = Person.objects.create(email="klara@example.org", display_name="Klara Klerk", is_superuser=True)
    return clerk(account)


def token_of(idea):
    """A token minted as the mail would."""
    expires_at = idea.created_at + policies.CONFIRM_WITHIN
    return tokens.mint(IdeaToken, purpose=IdeaToken.CONFIRM, expires_at=expires_at, idea=idea)


def letters_about(idea):
    """Names of the letters queued about an idea, in order; those about a step are found by it."""
    steps = [str(step) for step in idea.history.values_list("pk", flat=True)]
    queued = OutgoingMail.objects.filter(ids__idea_id=str(idea.pk)) | OutgoingMail.objects.filter(
        ids__change_id__in=steps
    )
    return list(queued.order_by("created_at").values_list("letter", flat=True))


def letter(name, **ids):
    """The letter as its writer would write it now."""
    return letters.writer_of(name)(**ids)


def words_of(one):
    """All of a letter's text."""
    return " ".join([one.subject, one.greeting, *(str(block) for block in one.blocks)])


def steps_of(idea):
    return list(idea.history.order_by("position").values_list("status_from", "status_to"))


def links_in(text):
    return re.findall(rf"{re.escape(settings.PUBLIC_URL)}[^\s'\"]+", text)
