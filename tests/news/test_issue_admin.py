"""Clerks write for an issue ahead, look at it as a reader would, send themselves a trial, move it, and watch it."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.accounts.models import Role
from core.audit.models import AuditEntry
from core.mail import delivery
from core.mail.models import OutgoingMail
from core.municipalities.models import Organization
from news.models import Copy, Introduction, Issue, Subscription
from news.services import issues, novelties
from tests.client import let_triggers_act
from tests.factories.events import EventFactory
from tests.factories.news import ArticleFactory
from tests.factories.newsletter import SubscriptionFactory
from tests.factories.roles import clerk_of
from tests.forms import submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

MONDAY, THURSDAY = datetime(2026, 11, 30, 12, tzinfo=UTC), datetime(2026, 12, 3, 6, tzinfo=UTC)
ISSUES = "/admin/news/issue/"


@pytest.fixture(autouse=True)
def monday(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(MONDAY, tick=False):
        yield


def signed_in(slug, *roles, **person):
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(clerk_of(slug, *roles, **person))
    return client


@pytest.fixture
def clerk():
    return signed_in("gemeinde-borsdorf", Role.EDITOR, email="amt@example.org")


@pytest.fixture
def issue():
    ArticleFactory(title="Brücke <gesperrt>")
    ArticleFactory(title="Aus Machern", addressed=["machern"])
    EventFactory(title="Lesung", starts_at=MONDAY + timedelta(days=30))
    let_triggers_act()
    novelties.notice(now=timezone.now())
    return Issue.objects.create(frequency="weekly", slot_on=THURSDAY.date(), send_at=THURSDAY)


def page(client, address):
    response = client.get(f"{ISSUES}{address}")
    assert response.status_code == 200
    response.text = response.content.decode()
    return response


def words(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def told(client, address):
    """What the page says after a redirect to it."""
    return [str(one) for one in client.get(address).context["messages"]]


def test_the_issues_page_tells_when_it_goes_out_and_what_with(clerk, issue):
    told = words(page(clerk, f"{issue.pk}/change/").text)
    assert "Sie geht am 03.12.2026 07:00 hinaus." in told
    assert "Neuigkeiten (2)" in told
    assert "Neue Veranstaltungen (1)" in told
    assert "Schreiben Sie eine Einleitung für die Leserinnen und Leser von: Gemeinde Borsdorf" in told
    assert ("Stadt Naunhof" in told, "Verschieben" in told) == (False, False)


def test_a_clerk_writes_and_takes_away_the_introduction_of_the_own_organization(clerk, issue):
    borsdorf, naunhof = (Organization.objects.get(slug=slug) for slug in ("gemeinde-borsdorf", "stadt-naunhof"))
    address = f"{ISSUES}{issue.pk}/introduction/{borsdorf.pk}/"
    response = submit(clerk, address, text="Liebe Leute", text_en="Dear all")
    assert told(clerk, response["Location"]) == ["Gespeichert."]
    assert list(Introduction.objects.values_list("organization", "text", "text_en")) == [
        (borsdorf.pk, "Liebe Leute", "Dear all")
    ]
    assert "Liebe Leute" in page(clerk, f"{issue.pk}/change/").text
    refused = submit(clerk, address, text="", text_en="Dear all")
    assert "Bitte schreiben Sie auch den deutschen Text." in refused.content.decode()
    assert Introduction.objects.get().text == "Liebe Leute"
    submit(clerk, address, text="", text_en="")
    assert Introduction.objects.count() == 0
    assert clerk.get(f"{ISSUES}{issue.pk}/introduction/{naunhof.pk}/").status_code == 404


def test_the_preview_shows_the_mail_of_a_reader_and_nothing_of_it_runs(clerk, issue):
    shown = page(clerk, f"{issue.pk}/preview/?municipality=borsdorf&language=de").text
    (frame,) = re.findall(r"<iframe[^>]*>", shown)
    html = unescape(re.search(r'srcdoc="([^"]*)"', frame)[1])
    assert re.search(r"\ssandbox(\s|>)", frame)
    assert ("Brücke &lt;gesperrt&gt;" in html, "Aus Machern" in html, "token=" in html) == (True, False, False)
    assert "Borsdorf: Brücke &lt;gesperrt&gt; und ein weiterer Hinweis" in shown
    as_text = re.search(r"<pre[^>]*>(.*?)</pre>", shown, re.DOTALL)[1]
    assert ("Brücke &lt;gesperrt&gt;" in as_text, "<gesperrt>" in shown) == (True, False)
    english = page(clerk, f"{issue.pk}/preview/?municipality=borsdorf&language=en&kinds=events").text
    assert ("Borsdorf: Lesung" in english, "New events" in english, "Brücke" in english) == (True, True, False)
    assert "gäbe es jetzt keine E-Mail" in page(clerk, f"{issue.pk}/preview/?topics=smart-mobility").text
    assert clerk.get(f"{ISSUES}{issue.pk}/preview/?municipality=leipzig").status_code == 200


def test_a_trial_goes_to_the_clerk_alone_and_moves_no_marks(clerk, issue):
    reader = SubscriptionFactory(places=["borsdorf"])
    before = Subscription.objects.values().get()
    response = submit(clerk, f"{ISSUES}{issue.pk}/trial/", municipality="borsdorf", language="de")
    assert told(clerk, response["Location"]) == ["Die Probe ist an Ihre eigene Adresse unterwegs."]
    delivery.deliver(OutgoingMail.objects.get(letter="issue_trial").pk)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        ["amt@example.org"], "[Probe] Borsdorf: Brücke <gesperrt> und ein weiterer Hinweis",
    )  # fmt: skip
    assert ("token=" in sent.body, "List-Id" in sent.extra_headers) == (False, False)
    assert sent.body.startswith("Guten Tag,\n\ndies ist eine Probe")
    assert (Subscription.objects.values().get(), Copy.objects.count()) == (before, 0)
    assert AuditEntry.objects.filter(act="issue.trial_sent", subject_id=str(issue.pk)).count() == 1
    assert reader.email not in sent.body


def test_who_writes_for_the_whole_region_moves_it_and_is_told_why_not(issue):
    region = signed_in("region-partheland", Role.EDITOR)
    response = submit(region, f"{ISSUES}{issue.pk}/move/", send_at="2026-12-11T07:00")
    assert "vor dem regelmäßigen Zeitpunkt der nächsten Ausgabe" in response.content.decode()
    submit(region, f"{ISSUES}{issue.pk}/move/", send_at="2026-12-04T12:00")
    assert Issue.objects.get().send_at == datetime(2026, 12, 4, 11, tzinfo=UTC)


def test_a_clerk_of_one_place_moves_nothing(clerk, issue):
    response = submit(clerk, f"{ISSUES}{issue.pk}/move/", send_at="2026-12-04T12:00")
    assert (response.status_code, Issue.objects.get().send_at) == (200, THURSDAY)


def test_what_goes_out_can_be_watched_and_held_up(clerk, issue):
    for _ in range(3):
        SubscriptionFactory()
    assert issues.begin_due(now=THURSDAY) == [issue]
    Copy.objects.filter(pk=Copy.objects.first().pk).update(state="sent", settled_at=MONDAY)
    shown = words(page(clerk, f"{issue.pk}/change/").text)
    assert "Wird versendet: 1 von 3 Exemplaren sind erledigt." in shown
    assert "Wartet 2" in shown
    Issue.objects.update(trouble="server refused: 535 5.7.8", trouble_at=THURSDAY, rests_until=THURSDAY)
    shown = words(page(clerk, f"{issue.pk}/change/").text)
    kept = "server refused: 535 5.7.8 Er wird um 07:00 Uhr wieder gefragt. Niemand verliert dadurch sein Exemplar."
    assert (kept in shown, "Zahlen aktualisieren" in shown) == (True, True)
    for act, sentence in (("pause", "Angehalten. Es geht nichts mehr hinaus."), ("resume", "Es geht weiter.")):
        response = submit(clerk, f"{ISSUES}{issue.pk}/{act}/")
        assert told(clerk, response["Location"]) == [sentence]
        assert (Issue.objects.get().paused_at is not None) == (act == "pause")
    closed = [f"{issue.pk}/{name}/" for name in ("preview", "trial", "move")]
    assert [clerk.get(f"{ISSUES}{address}").status_code for address in closed] == [404] * 3


def test_who_has_no_role_for_news_sees_none_of_it(issue):
    moderator = signed_in("gemeinde-borsdorf", Role.MODERATOR)
    borsdorf = Organization.objects.get(slug="gemeinde-borsdorf")
    paths = ["change", "preview", "trial", "move", "pause", "resume", f"introduction/{borsdorf.pk}"]
    answers = [moderator.get(f"{ISSUES}{issue.pk}/{path}/").status_code for path in paths]
    assert (answers, moderator.get(ISSUES).status_code) == ([404] * 7, 403)


def test_the_list_costs_the_same_for_one_and_three(clerk, issue, django_assert_num_queries):
    issues._begin(issue, MONDAY)
    for number in (1, 3):
        for day in range(number):
            Issue.objects.get_or_create(
                frequency="daily", slot_on=MONDAY.date() + timedelta(days=day), defaults={"send_at": MONDAY}
            )
        with django_assert_num_queries(7):
            assert "03.12.2026" in page(clerk, "").text
