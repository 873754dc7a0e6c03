"""The newsletter over HTTP: asked for by anybody, alike whoever is known; confirmed, changed and ended by links."""

import re

import pytest
from django.core import mail as sent
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.mail import delivery
from core.mail.models import OutgoingMail
from news import subscription_links
from news.models import Subscription, SubscriptionState
from tests.api.test_enumeration import work_of
from tests.factories.newsletter import SubscriptionFactory
from tests.factories.roles import site_key_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
ASK, END, PREFERENCES = "/newsletter/subscriptions", "/newsletter/unsubscribe", "/newsletter/preferences"
EMAIL = "lena@example.org"
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
EVERYTHING = {
    "municipalities": [], "topics": [], "kinds": ["events", "news", "calls"], "frequency": "weekly", "language": "de",
}  # fmt: skip
WISHES = {
    "municipalities": ["borsdorf", "naunhof"], "topics": ["smart-mobility"], "kinds": ["news"], "frequency": "daily",
    "language": "en",
}  # fmt: skip


def token_in_the_mail():
    delivery.deliver(OutgoingMail.objects.latest("created_at").pk)
    return re.search(r"/newsletter/confirm\?token=(\S+)$", sent.outbox[-1].body, re.MULTILINE)[1]


@pytest.mark.parametrize(
    ("sent_wishes", "expected"),
    [({}, EVERYTHING), ({"municipalities": [], "topics": [], "kinds": []}, EVERYTHING), (WISHES, WISHES)],
)
def test_subscribed_confirmed_changed_and_ended(api, sent_wishes, expected):
    answer = api.post(ASK, {"email": EMAIL, **sent_wishes})
    assert (answer.status_code, answer.json()) == (202, {"status": "unconfirmed"})
    token = token_in_the_mail()
    first, again = (api.post("/newsletter/confirm", {"token": token}) for _ in range(2))
    assert first.json() == again.json() == {
        **expected, "status": "confirmed", "email": EMAIL, "preferences_token": first.json()["preferences_token"]
    }  # fmt: skip
    link = first.json()["preferences_token"]
    change = {"municipalities": ["brandis", "brandis"], "kinds": ["calls", "events", "calls"]}
    changed = api.patch(PREFERENCES, change, token=link)
    now = {**expected, "municipalities": ["brandis"], "kinds": ["events", "calls"]}
    assert changed.json() == api.get(PREFERENCES, token=link).json() == {**now, "status": "confirmed", "email": EMAIL}
    for _again in range(2):
        assert api.post(END, {"token": link}).json() == {"status": "ended"}
    gone = api.get(PREFERENCES, token=link)
    assert (gone.status_code, gone.json()["code"], Subscription.objects.count()) == (410, "not_subscribed", 0)


@pytest.mark.parametrize("known", [{}, {"unconfirmed": True}, {"suspended": True}])
@pytest.mark.parametrize(
    ("wishes", "own"), [({}, {"places": ["brandis"]}), (WISHES, {}), (WISHES, {"places": ["brandis"]})]
)
def test_answer_and_work_are_the_same_whether_or_not_the_address_is_known(api, known, wishes, own):
    SubscriptionFactory(email=EMAIL, **own, **known)
    answers, work = [], []
    for email in ("zuvor@example.org", EMAIL, "niemand@example.org"):
        with CaptureQueriesContext(connection) as queries:
            answer = api.post(ASK, {"email": email, **wishes})
        answers.append((answer.status_code, answer.content, dict(answer.headers)))
        # What is written for nobody is taken back: a savepoint ends in both cases.
        work.append([re.sub("ROLLBACK", "RELEASE", " ".join(work_of(query["sql"]))) for query in queries])
    assert (answers[1], work[1]) == (answers[2], work[2])


def test_a_site_posts_for_its_visitor_and_a_repeat_is_one(api):
    key = site_key_of("stadt-naunhof").secret
    body = {"email": EMAIL, "municipalities": ["naunhof"]}
    answers = [api.post(ASK, body, token=key, headers={"Idempotency-Key": '"a1"'}) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [(202, {"status": "unconfirmed"})] * 2
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"kinds": ["sport"]}, {"municipalities": ["leipzig"]}, {"frequency": "hourly"}, {"language": "fr"},
     {"email": "lena"}, {"age": 17}, {"kinds": None}],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(api, wrong):
    answer = api.post(ASK, {"email": EMAIL, **wrong})
    assert (answer.status_code, [one["pointer"].split("/")[1] for one in answer.json()["errors"]]) == (400, list(wrong))
    assert Subscription.objects.count() == 0


class TestOneClick:
    def link(self):
        return subscription_links.token_for(SubscriptionFactory())

    def multipart(self, value="One-Click"):
        body = f'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n{value}\r\n--x--\r\n'
        return body, {"Content-Type": "multipart/form-data; boundary=x"}

    def test_mail_programs_end_it_by_a_form_and_the_token_in_the_address(self, api):
        for body, headers in ((ONE_CLICK, FORM), self.multipart()):
            link = self.link()
            for _again in range(2):
                answer = api.post(f"{END}?token={link}", body, headers=headers)
                assert (answer.status_code, answer.json()) == (200, {"status": "ended"})
                assert "Set-Cookie" not in answer.headers
        assert Subscription.objects.count() == 0

    def test_nothing_else_in_the_form_ends_it(self, api):
        link = self.link()
        bodies = [("", FORM), ("List-Unsubscribe=Yes", FORM), (f"{ONE_CLICK}&more=1", FORM), self.multipart("Nein"),
                  ("x" * 11_000, FORM), ("garbage", self.multipart()[1])]  # fmt: skip
        statuses = [api.post(f"{END}?token={link}", body, headers=headers).status_code for body, headers in bodies]
        assert statuses == [400, 400, 400, 400, 413, 400]
        assert api.post(END, ONE_CLICK, headers=FORM).status_code == 410
        assert api.post(f"{END}?token={link}", {}).status_code == 400
        assert Subscription.objects.get().state == SubscriptionState.CONFIRMED

    def test_opening_the_address_ends_nothing(self, api):
        link = self.link()
        assert api.send("GET", f"{END}?token={link}").status_code == 405
        assert Subscription.objects.count() == 1
