"""The clerks' page of what is to be looked at."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.accounts.models import Role
from core.actors import clerk
from core.municipalities.models import Municipality
from ideas.models import Appeal, AuthorStanding, Case, Decision
from ideas.services import queue, redaction
from tests.factories.accounts import PersonFactory
from tests.factories.ideas import CommentFactory, IdeaFactory
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
LIST = "admin:ideas_case_changelist"
EMPTY = dict.fromkeys(("decision", "ground", "decision_reason", "passages", "trust", "trust_reason", "ends_on"), "")


@pytest.fixture
def office(client):
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    return client


def waiting(item, *signals):
    return queue.enter(item, *(signals or ["new"]), now=timezone.now())


def page_of(case):
    return reverse("admin:ideas_case_change", args=[case.pk])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_all(office, count, django_assert_num_queries):
    for _number in range(count):
        waiting(IdeaFactory(waiting=True))
        waiting(CommentFactory(waiting=True))
    with django_assert_num_queries(7):
        shown = office.get(reverse(LIST))
    assert len(shown.context["cl"].result_list) == 2 * count


def test_one_page_decides_all(office):
    idea = IdeaFactory(waiting=True, text="Herr Muster parkt falsch.")
    case = waiting(idea)
    assert office.get(page_of(case)).status_code == 200
    decision = {"decision": "hide", "ground": "insult", "decision_reason": "Grund R", "passages": "Herr Muster"}
    block = {"trust": "blocked", "trust_reason": "Mehrmals"}
    assert office.post(page_of(case), EMPTY | decision | block).status_code == 302
    idea.refresh_from_db()
    assert (idea.text, idea.visibility, idea.moderation_note) == ("[entfernt] parkt falsch.", "hidden", "Grund R")
    assert list(Decision.objects.order_by("decided_at", "outcome").values_list("outcome", "ground")) == [
        ("redacted", ""), ("hidden", "insult"),
    ]  # fmt: skip
    assert (AuthorStanding.objects.get().trust, Case.objects.open().count()) == ("blocked", 0)
    assert " · 1 Stelle" in office.get(page_of(case)).content.decode()


def test_who_objects_that_words_were_taken_out_is_answered_on_the_same_page(office):
    idea = IdeaFactory(text="Herr Muster parkt falsch.")
    decision = redaction.redact(idea.pk, passages=["Herr Muster"], by=clerk(PersonFactory(is_superuser=True)))
    assert "words_objection" not in office.get(page_of(waiting(idea))).content.decode()
    Appeal.objects.create(decision=decision, text="So heißt die Straße.", made_at=timezone.now())
    case = waiting(idea, "appeal")
    shown = office.get(page_of(case)).content.decode()
    assert ("words_objection" in shown, "So heißt die Straße." in shown) == (True, True)
    refused = office.post(page_of(case), EMPTY | {"words_objection": "upheld", "words_answer": ""})
    assert "words_answer" in refused.context["adminform"].form.errors
    answered = {"words_objection": "upheld", "words_answer": "Auch die ist ein Name."}
    assert office.post(page_of(case), EMPTY | answered).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.outcome, appeal.answer, Case.objects.open().count()) == ("upheld", "Auch die ist ein Name.", 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"decision": "hide"}, "decision_reason"), ({"trust": "blocked"}, "trust_reason")],
)
def test_a_missing_reason_is_told_beside_its_field(office, values, field):
    answer = office.post(page_of(waiting(IdeaFactory(waiting=True))), EMPTY | values)
    assert list(answer.context["adminform"].form.errors) == [field]


def test_a_comment_is_not_asked_to_be_changed(office):
    case = waiting(CommentFactory(waiting=True))
    assert office.post(page_of(case), EMPTY | {"decision": "approve"}).status_code == 302
    assert Decision.objects.get().outcome == "approved"
    again = waiting(CommentFactory(waiting=True))
    answer = office.post(page_of(again), EMPTY | {"decision": "request_changes", "decision_reason": "R"})
    assert list(answer.context["adminform"].form.errors) == ["decision"]


def test_several_are_taken_and_published_at_once(office):
    cases = [waiting(IdeaFactory(waiting=True)), waiting(CommentFactory(waiting=True))]
    keys = [str(case.pk) for case in cases]
    for action in ("take", "approve"):
        office.post(reverse(LIST), {"action": action, "_selected_action": keys})
    assert {(case.assignee_id is None, case.closed_at is None) for case in Case.objects.all()} == {(False, False)}
    assert {case.item.visibility for case in Case.objects.all()} == {"public"}


@pytest.mark.parametrize(
    ("organization", "role", "seen"),
    [
        ("gemeinde-borsdorf", Role.MODERATOR, 200),
        ("stadt-naunhof", Role.MODERATOR, 302),
        ("gemeinde-borsdorf", Role.EDITOR, 403),
        ("gemeinde-borsdorf", Role.MANAGER, 403),
    ],
)
def test_who_sees_the_queue(client, organization, role, seen):
    case = waiting(IdeaFactory(waiting=True, municipality=Municipality.objects.get(slug="borsdorf")))
    client.force_login(clerk_of(organization, role))
    assert client.get(page_of(case)).status_code == seen
    assert client.get(reverse(LIST)).status_code == (200 if role == Role.MODERATOR else 403)
