"""A copy of an issue as its reader gets it: the whole text, valid HTML that fetches nothing, readable colours."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.utils import timezone
from justhtml import JustHTML

from core.actors import SYSTEM
from core.municipalities.models import Municipality, Organization
from events.models import AttendanceMode, Event, EventStatus
from news import issue_mails, subscription_links
from news.models import ArticleKind, Issue, Subscription
from news.services import digests, issue_contents, issues, novelties
from tests.client import let_triggers_act
from tests.factories.events import EventFactory, VenueFactory
from tests.factories.ideas import IdeaCallFactory
from tests.factories.news import ArticleFactory
from tests.factories.newsletter import SubscriptionFactory
from tests.pages.html import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

MONDAY = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOME = "https://api.partheland.example"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def contents():
    """One of each sort, in Borsdorf; for the whole region one piece of news, and what nobody there is told of."""
    issue = Issue.objects.create(frequency="weekly", slot_on="2026-12-03", send_at=MONDAY)
    borsdorf, naunhof = (Organization.objects.get(slug=slug) for slug in ("gemeinde-borsdorf", "stadt-naunhof"))
    issues.introduce(issue.pk, borsdorf, "Liebe Leute,\n\nbald ist <Advent>.", "Dear all, it is Advent.", by=SYSTEM)
    issues.introduce(issue.pk, naunhof, "Nur für Naunhof", by=SYSTEM)
    ArticleFactory(title="Brücke gesperrt", kind=ArticleKind.ALERT, teaser="Bitte fahren Sie über Zweenfurth.")
    everywhere = list(Municipality.objects.values_list("slug", flat=True))
    page = "https://partheland.example/haushalt?a=1&b=2"
    ArticleFactory(
        title="Haushalt",
        kind=ArticleKind.NOTICE,
        addressed=everywhere,
        public_url=page,
        text="## Er **steht**.\n\nMehr & [hier](https://x.example).",
    )
    ArticleFactory(title="Nur Machern", addressed=["machern"])
    IdeaCallFactory(title="Bänke", slug="baenke", question="Wo fehlt eine Bank?", closes_at=MONDAY + timedelta(days=9))
    saal = VenueFactory(name="Bürgersaal", address="Markt 1, 04451 Borsdorf")
    at_place = {"venue": saal, "attendance_mode": AttendanceMode.OFFLINE, "summary": "Vom Leben\nauf dem Land."}
    EventFactory(title="Lesung", starts_at=MONDAY + timedelta(days=40), **at_place)
    old = {"published_at": MONDAY - timedelta(days=60)}
    EventFactory(title="Sprechstunde", starts_at=MONDAY + timedelta(days=2), status=EventStatus.CANCELLED, **old)
    let_triggers_act()
    novelties.notice(now=timezone.now())
    return issue_contents.read(issue, since=0)


def reader(**wishes):
    made = SubscriptionFactory(**{"email": "eva@example.org", "places": ["borsdorf"]} | wishes)
    return Subscription.objects.prefetch_related("municipalities", "topics").get(pk=made.pk)


def mail(contents, subscription):
    """As its receiver reads it."""
    made = issue_mails.message(contents, subscription, copy_id=uuid.UUID(int=7))
    return message_from_bytes(made.message().as_bytes(), policy=policy.default)


def part(message, kind):
    return message.get_body((kind,)).get_content()


def address_of(item):
    return f"{HOME}/{'events' if item.reach.type == 'event' else 'news'}/{item.of.pk}"


def test_the_text_reads_from_the_urgent_to_the_imprint(contents):
    eva = reader()
    alert, _notice, _machern, _call, lesung = contents.new
    archive = f"{HOME}/newsletter/archive/{contents.issue.pk}?municipality=borsdorf"
    text = part(mail(contents, eva), "plain")
    assert (
        text
        == f"""Guten Tag,

Gemeinde Borsdorf
Liebe Leute,

bald ist <Advent>.

DRINGEND

Brücke gesperrt
30. November 2026 · Borsdorf
Bitte fahren Sie über Zweenfurth.
{address_of(alert)}

NEUIGKEITEN

Haushalt
Bekanntmachung · 30. November 2026 · Partheland
Er steht. Mehr & hier.
https://partheland.example/haushalt?a=1&b=2

IHRE IDEEN SIND GEFRAGT

Bänke
bis 9. Dezember 2026 · Borsdorf
Wo fehlt eine Bank?
{HOME}/ideas/calls/baenke

NEUE VERANSTALTUNGEN

Lesung
Samstag, 9. Januar 2027, 13:00 Uhr · Bürgersaal, Markt 1, 04451 Borsdorf
Vom Leben auf dem Land.
{address_of(lesung)}

DEMNÄCHST

Sprechstunde
Abgesagt · nicht am Mittwoch, 2. Dezember 2026, 13:00 Uhr · Borsdorf
{address_of(contents.upcoming[0])}

Mit freundlichen Grüßen
Partheland

--\N{SPACE}
Sie erhalten diese E-Mail, weil Sie den Newsletter abonniert haben für: Borsdorf.

Ändern, was ich erhalte:
{subscription_links.preferences_url(eva)}

Diese Ausgabe im Browser lesen:
{archive}

Absenderin:
Stadt Brandis, Markt 1–3, 04821 Brandis
info@partheland.de

Impressum:
{HOME}/legal/imprint

Datenschutzerklärung:
{HOME}/legal/privacy

Newsletter abbestellen:
{subscription_links.unsubscribe_url(eva)}
"""
    )


@pytest.mark.parametrize(
    ("status", "subject", "note"),
    [
        ("scheduled", "Fest", "{when} · Im Internet · Borsdorf"),
        ("cancelled", "Abgesagt: Fest", "Abgesagt · nicht am {when} · Borsdorf"),
        ("postponed", "Verschoben: Fest", "Verschoben, neuer Termin noch offen · nicht am {when} · Borsdorf"),
        ("rescheduled", "Fest", "Auf einen anderen Termin verlegt · {when} · Im Internet · Borsdorf"),
        ("moved_online", "Fest", "Findet nur im Internet statt · {when} · Im Internet · Borsdorf"),
    ],
)
def test_nobody_is_sent_to_what_does_not_take_place(contents, status, subject, note):
    """Neither by the subject nor by the entry."""
    Event.objects.all().delete()
    EventFactory(title="Fest", starts_at=MONDAY + timedelta(days=2), status=status)
    eva = reader()
    eva.told_up_to = contents.up_to
    message = mail(issue_contents.read(contents.issue, since=contents.up_to), eva)
    assert message["Subject"] == f"Borsdorf: {subject}"
    when = "Mittwoch, 2. Dezember 2026, 13:00 Uhr"
    assert f"\nFest\n{note.format(when=when)}\n" in part(message, "plain")


def test_mail_programs_find_the_list_and_its_end_and_robots_do_not_answer(contents):
    eva = reader()
    message = mail(contents, eva)
    names = ("To", "Subject", "From", "Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")
    assert [str(message[name]).strip() for name in names] == [
        "eva@example.org",
        "Borsdorf: Brücke gesperrt und 4 weitere Hinweise",
        "Partheland <partheland@api.partheland.example>",
        "info@partheland.de",
        "<newsletter.api.partheland.example>",
        f"<{subscription_links.unsubscribe_url(eva)}>",
        "List-Unsubscribe=One-Click",
    ]
    assert message["Message-ID"] == f"<{uuid.UUID(int=7)}@api.partheland.example>"
    assert (message["Auto-Submitted"], message["Precedence"]) == ("auto-generated", None)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_html_is_valid_says_its_languages_and_fetches_nothing(contents, language):
    html = part(mail(contents, reader(language=language)), "html")
    assert JustHTML(html, collect_errors=True).errors == []
    page = Page(html)
    assert (page.faults, page.loaded, page.all("img"), page.all("h1")) == ([], [], [], [])
    assert (len(page.all("h2")), len(page.all("h3"))) == (5, 6)
    assert [word for word in ("url(", "@import", "<script", "Machern", "Naunhof", "utm_") if word in html] == []
    assert page.all("html") == [{"lang": language}]
    # What organizations write stays German, and says so in an English mail.
    assert {one.get("lang") for one in page.all("h3")} == ({None} if language == "de" else {None, "de"})
    assert ("Dear all, it is Advent." in html, "&lt;Advent&gt;" in html) == (language == "en", language == "de")
    assert [link["class"] for link in page.all("a")] == ["link"] * 10


def contrast(one, other):
    """WCAG 2.2, relative luminance."""

    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_text_can_be_read_in_the_light_and_in_the_dark(contents):
    html = part(mail(contents, reader()), "html")
    styles, dark = " ".join(re.findall(r'style="([^"]*)"', html)), html[: html.index("</style>")]
    light = set(re.findall(r"(?<![-\w])color:\s*(#\w{6})", styles))
    in_the_dark = set(re.findall(r"\.(?:sheet|soft|link) {[^}]*?(?<![-\w])color: (#\w{6})", dark))
    assert (light, in_the_dark) == ({"#1a2420", "#4b5a53", "#14594b"}, {"#e9efeb", "#b3c1ba", "#86d1b9"})
    assert min(contrast(one, "#ffffff") for one in light) >= 4.5
    assert min(contrast(one, "#1a221e") for one in in_the_dark) >= 4.5
    # Each element that sets a colour of its own changes it in the dark.
    coloured = re.findall(r'<\w+[^>]*style="[^"]*(?<![-\w])color:[^"]*"[^>]*>', html)
    assert [tag for tag in coloured if not re.search(r'class="[^"]*(sheet|soft|link)', tag)] == []


def test_who_has_chosen_all_reads_of_the_region_and_what_is_left_out_is_counted(contents, monkeypatch):
    monkeypatch.setattr(digests, "MOST_NEW", 2)
    message = mail(contents, reader(places=[]))
    archive = f"{HOME}/newsletter/archive/{contents.issue.pk}"
    text = part(message, "plain")
    assert f"… und 3 weitere Hinweise:\n{archive}\n\nDEMNÄCHST" in text
    assert "abonniert haben für: Partheland." in text
    assert message["Subject"] == "Partheland: Brücke gesperrt und 5 weitere Hinweise"


def test_nothing_to_tell_is_no_mail_even_with_an_introduction(contents):
    eva = reader(email="nichts@example.org")
    eva.told_up_to, eva.upcoming_until = contents.up_to, contents.upcoming_until
    assert issue_mails.message(contents, eva, copy_id=uuid.uuid4()) is None


def test_a_copy_asks_the_database_nothing(contents, django_assert_num_queries):
    eva = reader()
    with django_assert_num_queries(0):
        assert issue_mails.message(contents, eva, copy_id=uuid.uuid4()) is not None
