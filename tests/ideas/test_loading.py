"""The region's own ideas, measures and calls: loaded once or twice, the database is the same."""

from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from core import region as regions
from core.municipalities.models import Municipality
from ideas.models import Idea, IdeaCall, IdeaStatus, IdeaStatusChange, Measure
from ideas.services import answers, loading, moderation
from tests.ideas.conftest import steps_of

pytestmark = pytest.mark.django_db


def everything():
    models = (Idea, IdeaStatusChange, Measure, IdeaCall)
    return [list(model.objects.order_by("pk").values()) for model in models]


def entry(**changes):
    return {
        "external_id": "id-x", "title": "Bank", "text": "Zum Ausruhen.", "topic": "smart-mobility",
        "municipality": None, "measure": None, "origin": "Werkstatt", "voiced_by": "Teilnehmende",
        "submitted_on": "2020-02-26", "date_precision": "day", "status": "received",
        "source_url": "https://example.org",
    } | changes  # fmt: skip


def test_loading_twice_changes_nothing():
    first = regions.load(settings.REGION_DIR, demo=True)
    before = everything()
    assert regions.load(settings.REGION_DIR, demo=True) == first
    assert everything() == before
    assert {file: first[file] for file in ("ideas.json", "measures.json", "demo/idea_calls.json")} == {
        "ideas.json": 36, "measures.json": 16, "demo/idea_calls.json": 1,
    }  # fmt: skip


def test_without_demo_there_is_no_call():
    regions.load(settings.REGION_DIR, demo=False)
    assert IdeaCall.objects.count() == 0


def test_real_ideas_are_public_and_have_their_receipt():
    regions.load(settings.REGION_DIR, demo=False)
    assert Idea.objects.public().count() == Idea.objects.count() == 36
    assert IdeaStatusChange.objects.filter(position=1, status_to="received").count() == 36


def test_ideas_without_municipality_concern_the_region():
    regions.load(settings.REGION_DIR, demo=False)
    everywhere = set(Idea.objects.filter(municipality=None))
    assert len(everywhere) == 26
    for slug in Municipality.objects.values_list("slug", flat=True):
        assert everywhere <= set(Idea.objects.for_municipalities([slug]))


def test_an_idea_that_was_put_into_practice_has_its_answer_and_measure():
    regions.load(settings.REGION_DIR, demo=False)
    idea = Idea.objects.get(external_id="id-007")
    assert (idea.status, idea.measure.slug, idea.submitted_on) == (
        "done", "partheland-bibliotheken", date(2020, 2, 26),
    )  # fmt: skip
    (answer,) = idea.history.answers()
    assert answer.answer.startswith("Umgesetzt: Seit dem 2. Oktober 2024")
    assert (answer.happened_on, answer.date_precision) == (date(2024, 10, 2), "day")


def test_unknown_dates_stay_unknown_and_coarse_ones_coarse():
    regions.load(settings.REGION_DIR, demo=False)
    dates = Idea.objects.filter(external_id__in=["id-025", "id-027"]).order_by("external_id")
    assert list(dates.values_list("submitted_on", "date_precision")) == [(None, ""), (date(2017, 2, 1), "month")]
    assert list(Idea.objects.order_by("-listed_on").values_list("submitted_on", flat=True))[-2:] == [None, None]


def test_a_status_new_in_the_file_is_a_new_step(region):
    loading.load_ideas([entry()])
    loading.load_ideas([entry(status="accepted")])
    loading.load_ideas([entry(status="accepted", title="Bänke")])
    idea = Idea.objects.get(external_id="id-x")
    assert (idea.title, steps_of(idea)) == ("Bänke", [("", "received"), ("received", "accepted")])


def test_what_clerks_decided_is_never_turned_back(region, moderator):
    loading.load_ideas([entry(status="accepted")])
    idea = Idea.objects.get(external_id="id-x")
    answers.change_status(idea.pk, IdeaStatus.DONE, by=moderator, answer="Fertig.")
    moderation.hide(idea.pk, reason="Enthält einen Namen.", by=moderator)
    loading.load_ideas([entry(status="accepted")])
    idea.refresh_from_db()
    assert (idea.status, idea.visibility) == ("done", "hidden")


def test_the_sample_call_is_open_and_opens_again_once_it_is_over():
    regions.load(settings.REGION_DIR, demo=True)
    call = IdeaCall.objects.get()
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        regions.load(settings.REGION_DIR, demo=True)
        again = IdeaCall.objects.get()
        assert again.pk == call.pk
        assert again.closes_at > timezone.now() > call.closes_at


def test_measures_know_who_leads_them_and_who_takes_part():
    regions.load(settings.REGION_DIR, demo=False)
    app = Measure.objects.get(slug="partheland-app")
    assert (app.lead.slug, app.municipalities.count(), app.status) == ("borsdorf", 7, "running")
    assert sorted(app.ideas.values_list("external_id", flat=True)) == [
        "id-005", "id-008", "id-009", "id-010", "id-011", "id-012", "id-013", "id-014",
    ]  # fmt: skip
