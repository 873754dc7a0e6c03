"""Clerks answer from templates, for a later moment, and many ideas together, in the administration."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import Role
from core.municipalities.models import Municipality, Organization, Topic
from ideas import tasks
from ideas.models import AnswerTemplate, IdeaStatus, PreparedAnswer
from ideas.services import prepared
from tests.factories.accounts import PersonFactory
from tests.factories.ideas import IdeaFactory
from tests.factories.roles import actor_of, clerk_of
from tests.forms import filled, submit
from tests.ideas.conftest import steps_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
IDEAS, TEMPLATES = "admin:ideas_idea_changelist", "admin:ideas_answertemplate_add"


@pytest.fixture
def office():
    """A moderator's browser in Naunhof."""
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(clerk_of("stadt-naunhof", Role.MODERATOR))
    return client


@pytest.fixture
def idea():
    topic = Topic.objects.get(slug="smart-mobility")
    return IdeaFactory(municipality=Municipality.objects.get(slug="naunhof"), topic=topic, title="Bank")


def template(title, slug="stadt-naunhof", topic=None, **words):
    organization = Organization.objects.get(slug=slug) if slug else None
    topic = Topic.objects.get(slug=topic) if topic else None
    told = {"status": "accepted", "answer": "„{Titel}“ ({Nummer}) kommt."} | words
    return AnswerTemplate.objects.create(title=title, organization=organization, topic=topic, **told)


def page_of(item):
    return reverse(f"admin:ideas_{item._meta.model_name}_change", args=[item.pk])


def form_of(response):
    context = response.context
    return context["adminform"].form if "adminform" in context else context["form"]


def tomorrow():
    """At noon: the same moment however long a test takes."""
    return timezone.localtime(timezone.now() + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)


def test_templates_are_offered_by_topic_and_office(office, idea):
    for title, slug, topic in (
        ("ours", "stadt-naunhof", None), ("the region's", None, None),
        ("to the topic", "stadt-naunhof", "smart-mobility"),
        ("another topic", "stadt-naunhof", "smart-society-economy"), ("another office", "gemeinde-borsdorf", None),
    ):  # fmt: skip
        template(title, slug, topic)
    offered = form_of(office.get(page_of(idea))).fields["template"].queryset
    assert {one.title for one in offered} == {"ours", "the region's", "to the topic"}


def test_a_templates_words_are_read_before_they_go_out(office, idea):
    chosen = template("Zusage", reason="Grund {Nummer}")
    shown = submit(office, page_of(idea), template=chosen.pk)
    words = filled(shown)
    assert (shown.status_code, list(form_of(shown).errors)) == (200, ["answer"])
    assert (words["answer"], words["status_reason"]) == (f"„Bank“ ({idea.reference}) kommt.", f"Grund {idea.reference}")
    assert (words["next_status"], words["template"], steps_of(idea)) == ("accepted", "", [("", "received")])
    assert office.post(page_of(idea), words | {"answer": "Kommt im Mai."}).status_code == 302
    assert (steps_of(idea)[-1], idea.history.latest("position").answer) == (("received", "accepted"), "Kommt im Mai.")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"answer": "Liebe {Anrede}"}, ["answer"]),
        ({"reason": "{}"}, ["reason"]),
        ({"organization": None}, ["organization"]),
        ({}, []),
    ],
)
def test_templates_hold_what_can_be_filled_in_and_belong_to_ones_office(office, fields, wrong):
    naunhof = Organization.objects.get(slug="stadt-naunhof")
    words = {"title": "T", "status": "done", "answer": "{Titel} steht.", "organization": naunhof.pk} | fields
    answered = submit(office, reverse(TEMPLATES), **words)
    assert (list(form_of(answered).errors) if answered.status_code == 200 else []) == wrong
    assert AnswerTemplate.objects.count() == (0 if wrong else 1)


def test_an_answer_waits_and_is_changed_and_taken_back(office, idea):
    words = {"next_status": "accepted", "answer": "Kommt.", "publish_at": tomorrow().strftime("%Y-%m-%dT%H:%M")}
    for field, value in (
        ("answer", ""),
        ("next_status", ""),
        ("next_status", "duplicate"),
        ("publish_at", "2020-01-01T10:00"),
    ):
        assert submit(office, page_of(idea), **words | {field: value}).status_code == 200
    assert submit(office, page_of(idea), **words).status_code == 302
    waiting = PreparedAnswer.objects.get()
    assert (waiting.publish_at, steps_of(idea)) == (tomorrow(), [("", "received")])
    shown = office.get(page_of(idea)).content.decode()
    assert page_of(waiting) in shown
    assert list(form_of(submit(office, page_of(idea), **words)).errors) == ["next_status"]
    assert submit(office, page_of(waiting), answer="Kommt bald.").status_code == 302
    assert list(form_of(submit(office, page_of(waiting), status="rejected")).errors) == ["reason"]
    waiting.refresh_from_db()
    assert (waiting.answer, waiting.publish_at) == ("Kommt bald.", tomorrow())
    gone = reverse("admin:ideas_preparedanswer_delete", args=[waiting.pk])
    assert (office.post(gone, {"post": "yes"}).status_code, PreparedAnswer.objects.count()) == (302, 0)


def test_what_was_refused_says_why_and_stays_as_it_is(office, idea):
    by = actor_of("stadt-naunhof", Role.MODERATOR)
    refused = prepared.prepare(idea.pk, IdeaStatus.DONE, answer="Fertig.", publish_at=tomorrow(), by=by)
    refused.prepared_by.memberships.all().delete()
    with time_machine.travel(tomorrow()):
        tasks.publish_answers()
    listed = office.get(reverse("admin:ideas_preparedanswer_changelist"), {"state": "refused"})
    assert list(listed.context["cl"].result_list) == [refused]
    shown = office.get(page_of(refused)).content.decode()
    assert ("in dieser Einrichtung keine Rolle" in shown, 'name="answer"' in shown) == (True, False)
    assert (
        office.post(reverse("admin:ideas_preparedanswer_delete", args=[refused.pk]), {"post": "yes"}).status_code == 403
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_all(office, idea, count, django_assert_num_queries):
    for _number in range(count):
        one = IdeaFactory(municipality=idea.municipality)
        PreparedAnswer.objects.create(
            idea=one, status="done", answer="A", publish_at=tomorrow(), prepared_by=PersonFactory()
        )
    with django_assert_num_queries(8):
        shown = office.get(reverse("admin:ideas_preparedanswer_changelist"))
    assert len(shown.context["cl"].result_list) == count


def test_many_are_answered_together_and_who_was_refused_is_listed(office, idea):
    second = IdeaFactory(municipality=idea.municipality, title="Brunnen")
    hidden = IdeaFactory(municipality=idea.municipality, title="Verborgen", hidden=True)
    foreign = IdeaFactory(municipality=Municipality.objects.get(slug="borsdorf"), title="Anderswo")
    chosen = {"action": "answer_many", "_selected_action": [one.pk for one in (idea, second, hidden, foreign)]}
    asked = office.post(reverse(IDEAS), chosen)
    text = asked.content.decode()
    assert [title in text for title in ("Bank", "Brunnen", "Verborgen", "Anderswo")] == [True, True, True, False]
    sent = filled(asked)
    assert list(form_of(office.post(reverse(IDEAS), sent)).errors) == ["next_status", "answer"]
    unknown = {"next_status": "accepted", "answer": "Liebe {Anrede}, ja.", "status_reason": "{}"}
    assert list(form_of(office.post(reverse(IDEAS), sent | unknown)).errors) == ["answer", "status_reason"]
    shown = office.post(reverse(IDEAS), sent | {"template": template("Zusage").pk})
    assert filled(shown)["answer"] == "„{Titel}“ ({Nummer}) kommt."
    done = office.post(reverse(IDEAS), filled(shown), follow=True)
    told = [str(message) for message in done.context["messages"]]
    assert told == ["2 Ideen sind beantwortet oder werden es zu ihrer Zeit.", f"{hidden}: {refusal_of(hidden)}"]
    assert second.history.latest("position").answer == f"„Brunnen“ ({second.reference}) kommt."
    assert [steps_of(one)[-1][1] for one in (idea, second, hidden, foreign)] == [
        "accepted", "accepted", "received", "received",
    ]  # fmt: skip


def refusal_of(_idea):
    return "Nur öffentliche Ideen werden beantwortet. Bitte geben Sie die Idee zuerst frei."
