"""One idea from a guest's phone to the question whether it is solved: over HTTP, with every mail read.

docs/eine-idee.md tells the same to people. It runs in one process, for four weeks pass in it.
"""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail as sent
from django.test import Client
from django.urls import reverse

from core.accounts.models import Person
from core.mail import delivery
from core.mail.models import OutgoingMail
from ideas import tasks
from ideas.models import Case, Idea, Measure
from tests.client import ApiClient
from tests.forms import submit

pytestmark = pytest.mark.django_db

BEGIN = datetime.fromisoformat("2026-05-04T09:00:00+02:00")
GISELA, GERD, RITA = "gisela@example.org", "gerd@example.org", "rita@example.org"
BENCH = {
    "title": "Bank am Mittelweg", "text": "Zwischen Bahnhof und Friedhof fehlt eine Bank zum Ausruhen.",
    "municipality": "borsdorf", "topic": "smart-society-economy", "email": GISELA, "author_name": "Gisela Gast",
}  # fmt: skip
SAME = BENCH | {"title": "Sitzbank Mittelweg", "email": RITA, "display": "anonymous", "author_name": ""}


class Town:
    """The people of the story: the API as an app has it, pages as a browser opens them, the town hall, and the mail."""

    def __init__(self):
        self.api, self.client = ApiClient(), Client()
        self.clerk = Person.objects.create_superuser("klara@borsdorf.example", "Regenschirm 4711", display_name="Klara")

    def mails(self):
        """What the worker sends now: by address the subjects, and the letters themselves."""
        for waiting in OutgoingMail.objects.filter(status="queued").order_by("created_at"):
            delivery.deliver(waiting.pk)
        arrived, sent.outbox[:] = list(sent.outbox), []
        return sorted((mail.to[0], mail.subject) for mail in arrived), {mail.to[0]: mail.body for mail in arrived}

    def press(self, body, path, **said):
        """Open the mail's link, which changes nothing, then press the page's button."""
        token = re.search(rf"^\S+{path}\?token=(\S+)$", body, re.MULTILINE)[1]
        assert self.client.get(path, {"token": token}).status_code == 200
        pressed = self.client.post(path, {"token": token, **said})
        assert pressed.status_code == 200
        return pressed.content.decode()

    def hand_in(self, idea):
        """As a guest, confirmed by mail and published by a clerk; returns its address."""
        assert self.api.post("/ideas", idea).status_code == 202
        told, letters = self.mails()
        assert told == [(idea["email"], f"Bitte bestätigen Sie Ihre Idee: {idea['title']}")]
        self.press(letters[idea["email"]], "/ideas/confirm")
        assert self.api.get("/ideas", q=idea["title"]).json()["results"] == []
        assert self.mails()[0] == [(idea["email"], f"Wir haben Ihre Idee erhalten: {idea['title']}")]
        (case,) = Case.objects.open()
        self.fill_in("case_change", case.pk, decision="approve")
        assert self.mails()[0] == [(idea["email"], f"Ihre Idee ist veröffentlicht: {idea['title']}")]
        return f"/ideas/{Idea.objects.get(title=idea['title']).pk}"

    def fill_in(self, page, *args, **said):
        """A clerk signs in, opens a page of the administration and sends its form."""
        self.client.force_login(self.clerk)
        assert submit(self.client, reverse(f"admin:ideas_{page}", args=args), **said).status_code == 302

    def decide(self, path, **said):
        self.fill_in("idea_change", path.rpartition("/")[2], **said)

    def similar(self, words):
        return [one["title"] for one in self.api.get("/ideas/similar", q=words).json()["results"]]


@pytest.fixture
def town(region):
    with time_machine.travel(BEGIN, tick=False) as clock:
        town = Town()
        town.clock = clock
        yield town


EVERYBODY = [
    (GERD, "Neues zu einer Idee, der Sie folgen: Bank am Mittelweg"),
    (GISELA, "Neues zu Ihrer Idee: Bank am Mittelweg"),
    (RITA, "Neues zu einer Idee, der Sie folgen: Bank am Mittelweg"),
]


def test_one_idea_on_its_whole_way(town):
    bench = gisela_hands_it_in(town)
    gerd_finds_and_supports_it(town, bench)
    rita_says_the_same(town, bench)
    town.clock.shift(timedelta(days=10))
    the_town_hall_answers(town, bench)
    a_measure_comes_of_it(town, bench)
    it_is_done(town, bench)
    town.clock.shift(timedelta(weeks=4))
    gisela_is_asked_whether_it_is_solved(town, bench)
    everybody_reads_what_became_of_it(town, bench)


def gisela_hands_it_in(town):
    """On her phone, without an account; nobody has said it yet."""
    assert town.similar("Bank Mittelweg") == []
    return town.hand_in(BENCH)


def gerd_finds_and_supports_it(town, bench):
    """He begins to type the same, and supports hers instead."""
    assert town.similar("Bank am Mittelweg") == ["Bank am Mittelweg"]
    for verb in ("support", "follow"):
        assert town.api.put(f"{bench}/{verb}", {"email": GERD}).status_code == 202
        told, letters = town.mails()
        assert [address for address, _subject in told] == [GERD]
        town.press(letters[GERD], "/ideas/interests/confirm")
    assert town.api.get(bench).json()["support_count"] == 1


def rita_says_the_same(town, bench):
    """She has not looked; a clerk joins hers to Gisela's, and she hears where it goes on."""
    repeated, known = town.hand_in(SAME), town.api.get(bench).json()
    town.decide(repeated, next_status="duplicate", target=known["reference"])
    told, letters = town.mails()
    assert told == [(RITA, "Neues zu Ihrer Idee: Sitzbank Mittelweg")]
    assert f"{known['reference']} Bank am Mittelweg" in letters[RITA]
    joined = town.api.get(repeated).json()
    assert (joined["status"], joined["duplicate_of"], joined["author_name"]) == ("duplicate", known["id"], None)


def the_town_hall_answers(town, bench):
    town.decide(bench, next_status="under_review", answer="Der Bauhof sieht sich den Weg an.")
    told, letters = town.mails()
    assert told == EVERYBODY
    assert all("Der Bauhof sieht sich den Weg an." in body for body in letters.values())


def a_measure_comes_of_it(town, bench):
    """It is decided, made a measure, and gets on; who cared hears of each step once."""
    idea = Idea.objects.get(title=BENCH["title"])
    town.fill_in(
        "measure_add", name="Bänke für Borsdorf", slug="baenke", description="Fünf.", status="planned",
        topic=idea.topic_id, municipalities=idea.municipality_id, publication="published",
    )  # fmt: skip
    measure = Measure.objects.get(slug="baenke")
    town.decide(bench, measure=measure.pk, next_status="accepted", answer="Der Gemeinderat hat Bänke beschlossen.")
    assert town.mails()[0] == EVERYBODY
    town.fill_in("measure_change", measure.pk, status="running", news="Die Bänke sind bestellt.")
    told, letters = town.mails()
    assert told == [(address, "Neues zur Maßnahme: Bänke für Borsdorf") for address, _subject in EVERYBODY]
    assert all("Die Bänke sind bestellt." in body for body in letters.values())
    assert town.api.get(bench).json()["measure"] == "baenke"
    assert [one["title"] for one in town.api.get("/measures/baenke").json()["ideas"]] == ["Bank am Mittelweg"]


def it_is_done(town, bench):
    town.decide(bench, next_status="done", answer="Die Bank steht. Setzen Sie sich!")
    assert town.mails()[0] == EVERYBODY
    tasks.ask_whether_solved()
    assert town.mails()[0] == []


def gisela_is_asked_whether_it_is_solved(town, bench):
    """Once, however often the worker runs; one click answers, and everybody sees it the next day."""
    tasks.ask_whether_solved()
    tasks.ask_whether_solved()
    told, letters = town.mails()
    assert told == [(GISELA, "Ist es gelöst? Bank am Mittelweg")]
    assert "Ja, es ist gelöst." in town.press(letters[GISELA], "/ideas/solved", solved="yes")
    assert town.api.get(bench).json()["solved"] is None
    tasks.show_what_is_solved()
    assert town.api.get(bench).json()["solved"] == "yes"


def everybody_reads_what_became_of_it(town, bench):
    """And nobody reads who it was."""
    steps = town.api.get(f"{bench}/history").json()["results"]
    assert [step["status"] for step in steps] == ["received", "under_review", "accepted", "done"]
    found = town.api.get("/results", municipality="borsdorf").json()
    assert (found["ideas"], found["answered"], found["median_days_to_first_answer"]) == (2, 2, 5.0)
    assert (found["with_measure"], found["supports"], found["solved"]) == (1, 1, {"yes": 1, "no": 0})
    assert "1 Ja, 0 Nein" in town.client.get("/ergebnisse?municipality=borsdorf").content.decode()
    public = ["/ideas", bench, f"{bench}/history", "/measures/baenke", "/results", "/sync"]
    bodies = "".join(town.api.get(path).content.decode() for path in public)
    assert [word for word in (GISELA, GERD, RITA, "klara", "Rita") if word in bodies] == []
    assert town.mails()[0] == []
