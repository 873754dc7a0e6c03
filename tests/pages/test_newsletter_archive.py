"""The newsletter's archive, and the pages its links lead to: what is public still, and nobody's own links."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from core.actors import SYSTEM
from core.models import Publication
from core.municipalities.models import Organization
from events.models import EventStatus
from news.models import Article, ArticleKind, DatePrecision, Issue
from news.services import issues, novelties
from tests.client import let_triggers_act
from tests.factories.events import EventFactory, WorkshopFactory
from tests.factories.ideas import IdeaCallFactory, IdeaFactory, MeasureFactory
from tests.factories.news import ArticleFactory
from tests.factories.newsletter import SubscriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

MONDAY = datetime(2026, 11, 30, 12, tzinfo=UTC)


def titles(page):
    return [one.strip() for one in re.findall(r"<h3[^>]*>\s*<a [^>]*>(.*?)</a>", page.text, re.DOTALL)]


def headings(page):
    return [" ".join(one.split()) for one in re.findall(r"<h2[^>]*>(.*?)</h2>", page.text, re.DOTALL)]


@pytest.fixture
def issue():
    """One that went out on Monday."""
    with time_machine.travel(MONDAY, tick=False):
        SubscriptionFactory(email="eva@example.org")
        issue = Issue.objects.create(frequency="weekly", slot_on="2026-11-30", send_at=MONDAY)
        borsdorf = Organization.objects.get(slug="gemeinde-borsdorf")
        issues.introduce(issue.pk, borsdorf, "Liebe Leute,\n\nbald ist <Advent>.", by=SYSTEM)
        ArticleFactory(title="Brücke <gesperrt>", kind=ArticleKind.ALERT, expires_at=MONDAY + timedelta(hours=9))
        ArticleFactory(title="Zurückgezogen")
        ArticleFactory(title="Aus Machern", addressed=["machern"])
        IdeaCallFactory(title="Bänke")
        EventFactory(title="Lesung", starts_at=MONDAY + timedelta(hours=2))
        let_triggers_act()
        assert issues.begin_due(now=MONDAY) == [issue]
        ArticleFactory(title="Später")
        novelties.notice(now=timezone.now())
    Article.objects.filter(title="Zurückgezogen").update(publication=Publication.WITHDRAWN)
    return issue


def test_an_issue_shows_what_it_told_and_what_is_public_still(reader, issue):
    with time_machine.travel(MONDAY + timedelta(days=60), tick=False):
        page = reader.open(f"/newsletter/archive/{issue.pk}")
    assert titles(page) == ["Brücke &lt;gesperrt&gt;", "Aus Machern", "Bänke", "Lesung"]
    assert headings(page) == [
        "Gemeinde Borsdorf", "Dringend", "Neuigkeiten", "Ihre Ideen sind gefragt", "Neue Veranstaltungen",
    ]  # fmt: skip
    assert "Newsletter vom 30. November 2026" in page.text
    assert "bald ist &lt;Advent&gt;." in page.text
    assert page["Cache-Control"] == "public, max-age=300"
    assert [word for word in ("token", "eva@example.org", "unsubscribe", "preferences") if word in page.text] == []


def test_it_narrows_to_a_place_as_the_mails_link_does(reader, issue):
    page = reader.open(f"/newsletter/archive/{issue.pk}", municipality="machern")
    assert (titles(page), headings(page)) == (["Aus Machern"], ["Neuigkeiten"])
    assert titles(reader.open(f"/newsletter/archive/{issue.pk}", municipality="naunhof")) == []
    for unknown in ("leipzig", "\0"):
        assert reader.open(f"/newsletter/archive/{issue.pk}", municipality=unknown).status_code == 404


def test_the_list_has_issues_that_have_begun_and_no_others(reader, issue):
    planned = Issue.objects.create(frequency="daily", slot_on="2026-12-01", send_at=MONDAY)
    on_a_quiet_day = {"state": "sent", "started_at": MONDAY, "finished_at": MONDAY, "after": 9, "up_to": 9}
    Issue.objects.create(
        frequency="daily", slot_on="2026-11-30", send_at=MONDAY, upcoming_until=MONDAY, **on_a_quiet_day
    )
    page = reader.open("/newsletter/archive", municipality="machern")
    assert re.findall(r"/newsletter/archive/[^\"]+", page.text) == [
        f"/newsletter/archive/{issue.pk}?municipality=machern"
    ]
    assert headings(page) == ["Wöchentlich"]
    assert reader.open(f"/newsletter/archive/{planned.pk}").status_code == 404
    Issue.objects.all().delete()
    assert "Es ist noch keine Ausgabe verschickt worden." in reader.open("/newsletter/archive").text


def test_the_archive_costs_the_same_for_one_and_three(reader, issue, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(19):
            reader.open(f"/newsletter/archive/{issue.pk}")
        with time_machine.travel(MONDAY, tick=False):
            for number in range(2):
                article = ArticleFactory(title=f"Neu {number}")
                novelties.Novelty.objects.create(type="news", object_id=article.pk, noticed_at=MONDAY)
                Issue.objects.filter(pk=issue.pk).update(up_to=novelties.last())


def test_an_event_has_a_page_for_everybody(reader):
    event = EventFactory(
        title="Lesung <neu>", starts_at=MONDAY, summary="Kurz.", description="Mit **Musik**.", price_note="frei",
        status=EventStatus.RESCHEDULED, contact_email="kultur@example.org",
    )  # fmt: skip
    WorkshopFactory(event=event, external_url="https://anmeldung.example/1")
    with time_machine.travel(MONDAY - timedelta(days=1), tick=False):
        page = reader.open(f"/events/{event.pk}")
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>\s*(.*?)\s*</dd>", page.text, re.DOTALL)
    assert found == [
        ("Wann", "Montag, 30. November 2026, 13:00 Uhr"), ("Bis", "Montag, 30. November 2026, 15:00 Uhr"),
        ("Wo", "Im Internet"), ("Für", "Borsdorf"), ("Preis", "frei"), ("Veranstalterin", "Gemeinde Borsdorf"),
        ("Ansprechstelle", "kultur@example.org"),
    ]  # fmt: skip
    assert [words in page.text for words in (
        "Lesung &lt;neu&gt;", "<strong>Musik</strong>", "Auf einen anderen Termin verlegt", "https://anmeldung.example/1",
        f"/api/v1/events/{event.pk}/calendar.ics",
    )] == [True] * 5  # fmt: skip


def test_news_have_a_page_for_everybody(reader):
    article = ArticleFactory(
        title="Haushalt", text="Der *Haushalt* steht.", published_at=MONDAY, date_precision=DatePrecision.MONTH,
        source_url="https://borsdorf.example/1", expires_at=MONDAY + timedelta(days=1),
    )  # fmt: skip
    page = reader.open(f"/news/{article.pk}")
    facts = [" ".join(one.split()) for one in re.findall(r"<dd[^>]*>(.*?)</dd>", page.text, re.DOTALL)]
    assert facts[:4] == ["Neuigkeit", "November 2026", "Region Partheland", "Borsdorf"]
    assert ("<em>Haushalt</em>" in page.text, "https://borsdorf.example/1" in page.text) == (True, True)


@pytest.mark.parametrize(
    ("kind", "told"), [("alert", "Diese Warnung ist vorbei"), ("news", "Diese Meldung ist nicht mehr aktuell")]
)
def test_the_page_of_what_has_expired_says_so(reader, kind, told):
    article = ArticleFactory(kind=kind, published_at=MONDAY, expires_at=MONDAY + timedelta(hours=4))
    shown = []
    for hours in (3, 4):
        with time_machine.travel(MONDAY + timedelta(hours=hours), tick=False):
            shown.append(told in reader.open(f"/news/{article.pk}").text)
    assert shown == [False, True]


def test_the_page_of_a_result_leads_to_what_it_tells_of(reader):
    idea, event, call = IdeaFactory(title="Bank <am> Teich"), EventFactory(title="Fest"), IdeaCallFactory(title="Bänke")
    hidden = EventFactory(title="Entwurf", publication=Publication.DRAFT, published_at=None)
    article = ArticleFactory(kind="result")
    article.ideas.add(idea)
    article.events.add(event, hidden)
    article.idea_calls.add(call)
    article.measures.add(MeasureFactory(name="Bänke bauen"))
    page = reader.open(f"/news/{article.pk}").text
    section = page.partition("Worum es geht")[2].partition("</ul>")[0]
    assert [" ".join(re.sub("<[^>]*>", "", one).split()) for one in section.split("<li>")[1:]] == [
        "Idee: Bank &lt;am&gt; Teich", "Maßnahme: Bänke bauen", "Ideenaufruf: Bänke", "Veranstaltung: Fest",
    ]  # fmt: skip
    assert re.findall(r'href="([^"]*)"', section) == [
        f"/ideas/{idea.pk}", f"/ideas/calls/{call.slug}", f"/events/{event.pk}",
    ]  # fmt: skip
    assert "Worum es geht" not in reader.open(f"/news/{ArticleFactory().pk}").text


def test_a_call_has_a_page_that_says_what_happens_with_the_ideas(reader):
    IdeaCallFactory(slug="baenke", title="Bänke", question="Wo fehlt eine?", examples=["Am Teich"])
    IdeaCallFactory(slug="zu", title="Vorbei", closed=True)
    texts = [reader.open(f"/ideas/calls/{slug}").text for slug in ("baenke", "zu")]
    assert ["Zurzeit werden hier keine Ideen angenommen." in text for text in texts] == [False, True]
    assert [words in texts[0] for words in ("Wo fehlt eine?", "Am Teich", "Wir lesen jede Idee.")] == [True] * 3


def test_what_is_not_public_has_no_page(reader):
    hidden = {"publication": Publication.DRAFT, "published_at": None}
    article, event, call = ArticleFactory(**hidden), EventFactory(**hidden), IdeaCallFactory(**hidden)
    paths = [f"/news/{article.pk}", f"/events/{event.pk}", f"/ideas/calls/{call.slug}", f"/news/{uuid.uuid4()}"]
    assert [reader.open(path).status_code for path in paths] == [404] * 4
