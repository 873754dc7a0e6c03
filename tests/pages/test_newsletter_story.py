"""A reader's whole way, through all that the newsletter is made of: from the form to the click in an issue's header."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as sent
from django.utils import timezone

from core.consents.models import Consent, EndReason
from core.mail import delivery
from core.mail.models import OutgoingMail
from news.models import Copy, Issue, Subscription
from news.services import issues, novelties, sending
from tests.client import let_triggers_act
from tests.factories.news import ArticleFactory
from tests.forms import filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
# A Monday; weekly issues go out on Thursdays at 7.
MONDAY = datetime(2026, 11, 30, 12, tzinfo=ZoneInfo("Europe/Berlin"))
EMAIL = "lena@example.org"
FORM = "application/x-www-form-urlencoded"


def linked(text, page):
    """The one address of this page that stands alone on its line."""
    (found,) = set(re.findall(rf"^\S+(/newsletter/{page}\?token=\S+)$", text, re.MULTILINE))
    return found


def issue_of(day):
    """The weekly issue that begins on this day, and its message for the one reader, or None."""
    issues.plan(now=day - timedelta(days=1))
    let_triggers_act()
    with time_machine.travel(day.replace(hour=7, minute=1), tick=False):
        begun = issues.begin_due(now=timezone.now())
        (issue,) = [one for one in begun if one.frequency == "weekly"]
        copy = Copy.objects.select_related("subscription").filter(issue=issue).first()
        return issue, sending.writer(issue)(copy) if copy else None


def test_from_the_form_to_the_click_in_the_header_of_an_issue(reader):
    with time_machine.travel(MONDAY - timedelta(days=2), tick=False) as clock:
        ArticleFactory(title="Von vorgestern", addressed=["naunhof"])
        let_triggers_act()
        novelties.notice(now=timezone.now())

        clock.move_to(MONDAY)
        fields = filled(reader.open("/newsletter", municipality="naunhof"))
        reader.press("/newsletter", **fields | {"email": EMAIL, "is_16_or_older": "on"})
        delivery.deliver(OutgoingMail.objects.get().pk)
        confirm = linked(sent.outbox[0].body, "confirm")
        reader.press("/newsletter/confirm", **filled(reader.open(confirm)))

        clock.move_to(MONDAY + timedelta(days=1))
        ArticleFactory(title="Brücke in Naunhof", addressed=["naunhof"], published_at=timezone.now())
        ArticleFactory(title="Markt in Brandis", addressed=["brandis"], published_at=timezone.now())
        issue, message = issue_of(MONDAY + timedelta(days=3))
        # The first issue is a whole one, and holds what was chosen.
        assert [title in message.body for title in ("Brücke in Naunhof", "Von vorgestern", "Markt in Brandis")] == [
            True, True, False,
        ]  # fmt: skip

        # Changed while it is on its way: what has not gone out yet goes by the new wishes.
        preferences = linked(message.body, "preferences")
        fields = filled(reader.open(preferences))
        reader.press("/newsletter/preferences", **fields | {"municipalities": "brandis"})
        copy = Copy.objects.select_related("subscription").get(issue=issue)
        changed = sending.writer(issue)(copy)
        assert ("Markt in Brandis" in changed.body, "Brücke in Naunhof" in changed.body) == (True, False)

        header = changed.message()["List-Unsubscribe"].strip("<>")
        assert changed.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = header.partition("://")[2].partition("/")[2]
        assert f"/{path}" == linked(changed.body, "unsubscribe")
        reader.open(f"/{path}")
        assert Subscription.objects.count() == 1
        clicked = reader.client.post(f"/{path}", "List-Unsubscribe=One-Click", content_type=FORM)
        assert (clicked.status_code, clicked.cookies) == (200, {})
        assert (Subscription.objects.count(), Copy.objects.count(), Issue.objects.filter(pk=issue.pk).count()) == (
            0,
            0,
            1,
        )
        assert set(Consent.objects.values_list("end_reason", flat=True)) == {EndReason.WITHDRAWN}
        assert (len(sent.outbox), OutgoingMail.objects.count()) == (1, 0)
        _next, nothing = issue_of(MONDAY + timedelta(days=10))
        assert nothing is None
