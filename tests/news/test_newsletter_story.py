"""From publication to the mailbox: what begins an issue, what sends it, and what readers then hold in their hands."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from core.models import Publication
from core.municipalities.models import Municipality
from news.models import Article, Copy
from news.services import issues, sending
from tests.client import let_triggers_act
from tests.factories.events import EventFactory
from tests.factories.news import ArticleFactory
from tests.factories.newsletter import SubscriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

THURSDAY = datetime(2026, 12, 3, 6, tzinfo=UTC)
TITLES = ("Schwimmhalle", "Irrtum", "Radweg", "Lesung")


@pytest.fixture
def clock(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(THURSDAY - timedelta(days=2), tick=False) as clock:
        yield clock


def begin(clock, now):
    clock.move_to(now)
    let_triggers_act()
    issue = next(one for one in issues.begin_due(now=now) if one.frequency == "weekly")
    issues.plan(now=now)
    return issue


def sent(issue):
    """To whom, and which of the titles they read."""
    mail.outbox.clear()
    sending.send(issue.pk)
    told = {one.to[0].partition("@")[0]: [title for title in TITLES if title in one.body] for one in mail.outbox}
    assert len(told) == len(mail.outbox)  # nobody got two
    return told


def states(issue):
    rows = Copy.objects.filter(issue=issue).order_by("subscription__email")
    return [one.state for one in rows]


def test_what_is_published_once_reaches_whom_it_concerns_once(clock):
    issues.plan(now=THURSDAY - timedelta(days=2))
    SubscriptionFactory(email="naunhof@example.org", places=["naunhof"])
    SubscriptionFactory(email="machern@example.org", places=["machern"])
    moves = SubscriptionFactory(email="zieht-um@example.org", places=["naunhof"])
    three = ["smart-mobility", "smart-government", "smart-society-economy"]
    SubscriptionFactory(email="themen@example.org", places=["naunhof", "belgershain"], about=three)
    here = {"addressed": ["naunhof", "belgershain"]}
    ArticleFactory(title="Schwimmhalle", about=three, **here)
    wrong = ArticleFactory(title="Irrtum", **here)
    ArticleFactory(title="Radweg", addressed=["machern"])
    EventFactory(title="Lesung", starts_at=THURSDAY + timedelta(days=40), addressed=["naunhof"])

    issue = begin(clock, THURSDAY)
    # While it goes out, a clerk withdraws a mistake, and a reader moves house.
    Article.objects.filter(pk=wrong.pk).update(publication=Publication.WITHDRAWN)
    moves.municipalities.set(Municipality.objects.filter(slug="machern"))
    assert sent(issue) == {
        "machern": ["Radweg"],
        "naunhof": ["Schwimmhalle", "Lesung"],
        "themen": ["Schwimmhalle"],
        "zieht-um": ["Radweg"],
    }
    issue.refresh_from_db()
    assert (issue.state, states(issue), sent(issue)) == ("sent", ["sent"] * 4, {})
    page = Client().get(f"/newsletter/archive/{issue.pk}").content.decode()
    assert [title for title in TITLES if title in page] == ["Schwimmhalle", "Radweg", "Lesung"]

    # A week later the mistake is published again, as it should have been; nothing else is new.
    Article.objects.filter(pk=wrong.pk).update(publication=Publication.PUBLISHED)
    nothing = begin(clock, THURSDAY + timedelta(days=7))
    assert (sent(nothing), states(nothing)) == ({}, ["empty"] * 4)
    # What is near is told once, to whom it concerns; the day of the event lies within two weeks then.
    near = begin(clock, THURSDAY + timedelta(days=28))
    assert (sent(near), states(near)) == ({"naunhof": ["Lesung"]}, ["empty", "sent", "empty", "empty"])
