"""Idempotency-Key: the same request twice is one act and one answer; anything else under the key is refused."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from core.actors import GUEST
from core.actors import person as acting
from core.idempotency import requests, tasks
from core.idempotency.models import IdempotentRequest
from core.mail.models import OutgoingMail
from core.privacy import rights
from events.models import Registration
from events.services import registrations
from ideas.models import Idea
from tests.client import openapi
from tests.factories.accounts import PersonFactory, signed_in
from tests.factories.events import RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
ERIKA = {"name": "Erika Muster", "email": "erika@example.org"}
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
SIGNED_IN_IDEA = {"title": "Bänke am Bach", "text": "Am Bach fehlen Bänke."}
IDEA = {**SIGNED_IN_IDEA, "email": "erika@example.org", "author_name": "Erika Muster"}


def register(api, workshop, body=None, *, key=KEY, token=None):
    body = ERIKA if body is None else body
    return api.post(f"/events/{workshop.event_id}/registrations", body, headers={"Idempotency-Key": key}, token=token)


def submit(api, body=IDEA, *, key=KEY, token=None):
    return api.post("/ideas", body, headers={"Idempotency-Key": key}, token=token)


def outline(response):
    """All that a client sees, but for the mark of a repeat."""
    return response.status_code, response.content, {**response.headers, "Idempotency-Replayed": None}


def is_replay(response):
    return response.headers.get("Idempotency-Replayed") == "true"


def test_a_guests_registration_sent_twice_is_one_with_one_mail(api):
    workshop = WorkshopFactory()
    first, second = register(api, workshop), register(api, workshop)
    assert (first.status_code, is_replay(first), is_replay(second)) == (202, False, True)
    assert outline(first) == outline(second)
    assert (Registration.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_without_a_key_the_second_sends_a_new_mail(api):
    workshop = WorkshopFactory()
    for _ in range(2):
        answer = api.post(f"/events/{workshop.event_id}/registrations", ERIKA)
        assert (answer.status_code, is_replay(answer)) == (202, False)
    assert (OutgoingMail.objects.count(), IdempotentRequest.objects.count()) == (2, 0)


def test_the_answer_comes_again_with_its_body_and_its_location(api):
    token = signed_in(PersonFactory()).access
    first, second = (submit(api, SIGNED_IN_IDEA, token=token) for _ in range(2))
    assert (first.status_code, is_replay(second), Idea.objects.count()) == (201, True, 1)
    assert second.headers["Location"] == f"/api/v1/ideas/{Idea.objects.get().pk}"
    assert outline(first) == outline(second)


def test_the_answer_is_the_first_one_even_where_the_state_has_changed(api):
    person, workshop = PersonFactory(), WorkshopFactory()
    token = signed_in(person).access
    first = register(api, workshop, {}, token=token)
    assert (first.status_code, first.json()["status"]) == (201, "confirmed")
    api.delete(f"/me/registrations/{first.json()['id']}", token=token)
    assert register(api, workshop, {}, token=token).json() == first.json()
    assert Registration.objects.get().state == "cancelled"


def test_another_body_under_the_key_is_refused(api):
    workshop = WorkshopFactory()
    register(api, workshop)
    answer = register(api, workshop, {**ERIKA, "party_size": 2})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert Registration.objects.get().party_size == 1


def test_another_address_of_the_same_operation_under_the_key_is_refused(api):
    register(api, WorkshopFactory())
    assert register(api, WorkshopFactory()).json()["code"] == "idempotency_key_reused"


def test_an_account_has_one_key_for_one_operation(api):
    token = signed_in(PersonFactory()).access
    assert register(api, WorkshopFactory(), {}, token=token).status_code == 201
    assert submit(api, SIGNED_IN_IDEA, token=token).status_code == 422


def test_the_order_of_members_and_spaces_do_not_matter(api):
    workshop = WorkshopFactory()
    register(api, workshop)
    shuffled = json.dumps(dict(reversed(ERIKA.items())), indent=4)
    assert is_replay(register(api, workshop, shuffled))


def test_others_may_have_the_same_key(api):
    workshop = WorkshopFactory()
    people = [signed_in(PersonFactory()).access for _ in range(2)]
    answers = [
        register(api, workshop),
        register(api, workshop, {**ERIKA, "email": "max@example.org"}),
        *[register(api, workshop, {}, token=token) for token in people],
        submit(api),
    ]
    assert [(answer.status_code, is_replay(answer)) for answer in answers] == [
        (202, False), (202, False), (201, False), (201, False), (202, False),
    ]  # fmt: skip
    assert Registration.objects.count() == 4


def test_a_refusal_is_the_answer_too_and_leaves_nothing(api):
    workshop = WorkshopFactory(capacity=1, waiting_list=False)
    taken = RegistrationFactory(workshop=workshop, confirmed=True)
    first = register(api, workshop)
    registrations.cancel(taken.pk, by=GUEST)
    second = register(api, workshop)
    assert (first.status_code, first.json()["code"], is_replay(second)) == (409, "workshop_full", True)
    assert outline(first) == outline(second)
    assert not Registration.objects.filter(email=ERIKA["email"]).exists()
    assert register(api, workshop, key="another").status_code == 202


def test_an_invalid_body_is_answered_again_in_its_first_language(api):
    first = submit(api, {**IDEA, "title": ""})
    api.language = "en"
    second = submit(api, {**IDEA, "title": ""})
    assert (first.status_code, is_replay(second), second.headers["Content-Language"]) == (400, True, "de")
    assert first.json() == second.json()


def test_a_refused_credential_is_not_kept(api):
    workshop, person = WorkshopFactory(), PersonFactory()
    assert register(api, workshop, {}, token="nonsense").status_code == 401
    assert IdempotentRequest.objects.count() == 0
    answer = register(api, workshop, {}, token=signed_in(person).access)
    assert (answer.status_code, is_replay(answer)) == (201, False)


def test_a_fault_is_not_kept(api):
    """Which fault does not matter: here the outbox is gone for a moment."""
    workshop = WorkshopFactory()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mail_outgoingmail RENAME TO mail_gone")
        assert register(api, workshop).status_code == 500
        cursor.execute("ALTER TABLE mail_gone RENAME TO mail_outgoingmail")
    answer = register(api, workshop)
    assert (answer.status_code, is_replay(answer), Registration.objects.count()) == (202, False, 1)


@pytest.mark.parametrize(("runs_for", "wait"), [(0, {"1", "2"}), (8, {"9", "10"}), (27, {"2", "3"})])
def test_while_it_is_running_the_repeat_is_told_to_wait_as_long_again(api, runs_for, wait):
    workshop = WorkshopFactory()
    register(api, workshop)
    began = Now() - timedelta(seconds=runs_for)
    IdempotentRequest.objects.update(answer=None, created_at=began, leased_until=began + requests.LEASE)
    answer = register(api, workshop)
    assert (answer.status_code, answer.json()["code"]) == (409, "request_in_progress")
    assert answer.headers["Retry-After"] in wait
    assert register(api, workshop, {**ERIKA, "party_size": 2}).status_code == 422


def test_after_a_day_the_key_is_new(api):
    workshop = WorkshopFactory()
    register(api, workshop)
    row = IdempotentRequest.objects.get()
    assert row.expires_at - row.created_at == timedelta(hours=24)
    IdempotentRequest.objects.update(created_at=Now() - timedelta(hours=24), expires_at=Now())
    answer = register(api, workshop, {**ERIKA, "party_size": 2})
    assert (answer.status_code, is_replay(answer)) == (202, False)


def test_the_sweeper_drops_what_is_a_day_old(api):
    submit(api, key="old")
    IdempotentRequest.objects.update(expires_at=Now())
    submit(api, key="young")
    tasks.sweep()
    assert IdempotentRequest.objects.get().expires_at > IdempotentRequest.objects.get().created_at
    assert is_replay(submit(api, key="young"))


@pytest.mark.parametrize(
    ("first", "second"),
    [("abc", '"abc"'), ('"a\\"b\\\\c"', '"a\\"b\\\\c"'), ('"mit Leerzeichen"', ' "mit Leerzeichen" ')],
)
def test_quoted_and_bare_are_the_same_key(api, first, second):
    assert submit(api, key=first).status_code == 202
    assert is_replay(submit(api, key=second))


@pytest.mark.parametrize(
    "key", ["", '""', '"', '"a', 'a"b', "a b", "a, b", '"a", "b"', '"a\\n"', '"ä"', "ä", "x" * 256, f'"{"x" * 256}"']
)
def test_a_key_that_cannot_be_read_is_refused(api, key):
    answer = submit(api, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_idempotency_key")
    assert Idea.objects.count() == 0


def test_where_nothing_is_created_the_key_means_nothing(api):
    headers = {"Idempotency-Key": KEY}
    assert api.post("/registrations/confirm", {"token": "x"}, headers=headers).status_code == 410
    assert api.post("/auth/password/reset", {"email": "erika@example.org"}, headers=headers).status_code == 202
    assert IdempotentRequest.objects.count() == 0


def test_every_post_that_creates_takes_a_key_and_no_other():
    takes, creates = set(), set()
    for path, item in openapi()["paths"].items():
        operation = item.get("post")
        if operation is None:
            continue
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        if "Idempotency-Key" in names and "/auth/" not in path:
            takes.add(path)
        if {"201", "202"} & set(operation["responses"]) and "/auth/" not in path:
            creates.add(path)
    assert "/api/v1/ideas" in takes
    assert takes == creates


def test_the_table_tells_neither_who_asked_nor_what_was_answered(api):
    person = PersonFactory(display_name="Erika Muster", email="erika@example.org")
    submit(api, SIGNED_IN_IDEA, token=signed_in(person).access)
    submit(api)
    for row in IdempotentRequest.objects.values():
        stored = b"".join(bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
        assert len(stored) > 100
        for word in ("erika", "Erika", "Bänke", KEY, "201", "status"):
            assert word.encode() not in stored


def test_erasing_the_account_drops_its_answers(api):
    person, other = PersonFactory(), PersonFactory()
    for one in (person, other):
        submit(api, SIGNED_IN_IDEA, token=signed_in(one).access)
    assert [set(row) for row in rights.export(person)["idempotency"]["answers"]] == [{"created_at", "expires_at"}]
    rights.erase(person, keep_contributions=True, by=acting(person))
    assert IdempotentRequest.objects.get().person == other


def test_who_took_too_long_has_lost_the_claim(api):
    """The lease of the first runs out, the second answers; then the first may not, and its transaction is undone."""
    request = requests.Request("account 1", KEY, "POST /x {}")
    first = requests.claim(request)
    assert isinstance(requests.claim(request), requests.Running)
    IdempotentRequest.objects.update(leased_until=F("leased_until") - requests.LEASE)
    second = requests.claim(request)
    answer = requests.Answer(201, {"Location": "/x/1"}, "{}")
    requests.complete(second, answer)
    with pytest.raises(requests.ClaimLost):
        requests.complete(first, requests.Answer(201, {"Location": "/x/2"}, "{}"))
    requests.release(first)
    assert requests.claim(request) == answer


def test_a_lapsed_claim_is_not_another_requests(api):
    requests.claim(requests.Request("account 1", KEY, "POST /x {}"))
    IdempotentRequest.objects.update(leased_until=Now())
    assert isinstance(requests.claim(requests.Request("account 1", KEY, "POST /y {}")), requests.OtherRequest)
