"""Nobody learns whether somebody has an account or a registration: not from an answer, nor from the time it takes."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.accounts.models import Person
from ideas.models import Report
from tests.client import openapi
from tests.factories.accounts import PASSWORD, PersonFactory, signed_in
from tests.factories.events import RegistrationFactory, WorkshopFactory
from tests.factories.ideas import CommentFactory
from tests.hashing import CountingHasher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
KNOWN, UNKNOWN = "bekannt@example.org", "unbekannt@example.org"
WRONG = "ein ganz falsches Wort"


def sign_up(api, email, _scene):
    body = {"password": PASSWORD, "display_name": "Nora", "is_16_or_older": True}
    return api.post("/auth/register", {**body, "email": email})


def sign_in(api, email, _scene):
    return api.post("/auth/token", {"email": email, "password": WRONG})


def ask_for_a_new_password(api, email, _scene):
    return api.post("/auth/password/reset", {"email": email})


def move(api, email, scene):
    return api.post("/auth/email/change", {"email": email, "password": PASSWORD}, token=scene["access"])


def register(api, email, scene):
    return api.post(f"/events/{scene['workshop'].event_id}/registrations", {"name": "Nora", "email": email})


def hand_in_an_idea(api, email, _scene):
    return api.post("/ideas", {"title": "Bank", "text": "Am Teich.", "email": email, "author_name": "Nora"})


def write_a_comment(api, email, scene):
    body = {"text": "Gern am Teich.", "email": email, "author_name": "Nora"}
    return api.post(f"/ideas/{scene['idea'].pk}/comments", body)


def report_an_idea(api, email, scene):
    return _report(api, f"/ideas/{scene['idea'].pk}", email)


def report_a_comment(api, email, scene):
    return _report(api, f"/comments/{scene['comment'].pk}", email)


def _report(api, item, email):
    """As the first of this network, under a number and at a moment that say nothing."""
    Report.objects.all().delete()
    answer = api.post(f"{item}/reports", {"reason": "illegal", "text": "So nicht.", "email": email})
    answer.content = re.sub(rb'"(reference|received_at)":"[^"]+"', rb'"\1":""', answer.content)
    return answer


def support(api, email, scene):
    return api.put(f"/ideas/{scene['idea'].pk}/support", {"email": email})


def support_no_longer(api, email, scene):
    return api.delete(f"/ideas/{scene['idea'].pk}/support", {"email": email})


def follow(api, email, scene):
    return api.put(f"/ideas/{scene['idea'].pk}/follow", {"email": email})


def follow_no_longer(api, email, scene):
    return api.delete(f"/ideas/{scene['idea'].pk}/follow", {"email": email})


def subscribe(api, email, _scene):
    return api.post("/newsletter/subscriptions", {"email": email})


# Each operation that takes an address from who has not proven to own it.
ASKED = {
    "signUp": sign_up,
    "signIn": sign_in,
    "requestPasswordReset": ask_for_a_new_password,
    "changeEmail": move,
    "registerForEvent": register,
    "submitIdea": hand_in_an_idea,
    "submitComment": write_a_comment,
    "reportIdea": report_an_idea,
    "reportComment": report_a_comment,
    "supportIdea": support,
    "withdrawSupport": support_no_longer,
    "followIdea": follow,
    "unfollowIdea": follow_no_longer,
    "subscribeToNewsletter": subscribe,
}
# A clerk with a role notes the address that an author gave; it is looked up nowhere.
BY_CLERKS = {"recordIdea"}


def has_an_account(_scene):
    """Its password is hashed as those of today are."""
    person = PersonFactory(email=KNOWN)
    person.set_password(PASSWORD)
    person.save()


def has_an_account_that_rests(_scene):
    has_an_account(_scene)
    Person.objects.filter(email=KNOWN).update(is_active=False)


def is_registered(scene):
    RegistrationFactory(workshop=scene["workshop"], email=KNOWN, confirmed=True)


def has_begun_to_register(scene):
    RegistrationFactory(workshop=scene["workshop"], email=KNOWN, held=True)


WHO = [has_an_account, has_an_account_that_rests, is_registered, has_begun_to_register]


@pytest.fixture
def scene(settings):
    settings.PASSWORD_HASHERS = ["tests.hashing.CountingHasher"]
    asker = PersonFactory()
    asker.set_password(PASSWORD)
    asker.save()
    comment = CommentFactory()
    return {
        "workshop": WorkshopFactory(capacity=100), "access": signed_in(asker).access, "idea": comment.idea,
        "comment": comment,
    }  # fmt: skip


def test_each_operation_that_takes_an_address_is_asked():
    taking = {
        operation["operationId"]
        for methods in openapi()["paths"].values()
        for operation in methods.values()
        if "email" in properties_of(operation)
    }
    assert taking == set(ASKED) | BY_CLERKS


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
@pytest.mark.parametrize("who", WHO, ids=lambda who: who.__name__)
def test_the_answer_is_the_same(api, scene, ask, who):
    who(scene)
    answers = [ask(api, email, scene) for email in (KNOWN, UNKNOWN)]
    first, second = [(one.status_code, one.content, dict(one.headers)) for one in answers]
    assert first == second


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
@pytest.mark.parametrize(
    "who", [has_an_account, has_an_account_that_rests, is_registered], ids=lambda who: who.__name__
)
def test_the_work_is_the_same(api, scene, ask, who):
    """The same hashes and the same statements take the same time; a clock would tell it only on a good day."""
    who(scene)
    ask(api, "jemand@example.org", scene)  # what is only looked up once
    work = []
    for email in (KNOWN, UNKNOWN):
        hashes = CountingHasher.runs
        with CaptureQueriesContext(connection) as queries:
            ask(api, email, scene)
        work.append((CountingHasher.runs - hashes, [work_of(query["sql"]) for query in queries]))
    assert work[0] == work[1]


def properties_of(operation):
    content = operation.get("requestBody", {}).get("content", {}) if isinstance(operation, dict) else {}
    schema = content.get("application/json", {}).get("schema", {})
    return openapi()["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {}).get("properties", {})


def work_of(statement):
    """What is done to which table; a row that is changed costs what a new one costs."""
    verb = "write" if statement.startswith(("INSERT", "UPDATE")) else statement.split(" ", 1)[0]
    tables = re.findall(r'(?:FROM|JOIN|INTO|UPDATE) ("\w+")', statement)
    return verb, *tables
