"""The pages of the newsletter: people without app subscribe, confirm, change, end it; opening a link acts never."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as sent
from django.utils import timezone

from core.consents.models import Consent, EndReason
from core.mail import delivery
from core.mail.models import OutgoingMail
from core.privacy import runs
from news import subscription_links
from news.models import Subscription, SubscriptionState
from tests.factories.newsletter import SubscriptionFactory
from tests.forms import filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
EMAIL = "lena@example.org"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def form_of(page):
    return {name: value for name, value in filled(page).items() if value is not None}


def link(page, subscription):
    return {"path": f"/newsletter/{page}", "token": subscription_links.token_for(subscription)}


def mailed_token():
    delivery.deliver(OutgoingMail.objects.latest("created_at").pk)
    return re.search(r"^\S+/newsletter/confirm\?token=(\S+)$", sent.outbox[-1].body, re.MULTILINE)[1]


def test_what_is_no_place_and_no_topic_is_not_ticked(reader):
    shown = reader.open("/newsletter", municipality=["leipzig", "naunhof", "\0"], topic="\0")
    fields = form_of(shown)
    assert (shown.status_code, fields.get("municipalities"), fields.get("topics")) == (200, "naunhof", None)


def test_from_the_towns_site_to_the_one_click_and_gone(reader):
    shown = reader.open("/newsletter", municipality="naunhof")
    fields = form_of(shown)
    assert (fields["municipalities"], fields["kinds"], fields["frequency"]) == (
        "naunhof", ["events", "news", "calls"], "weekly",
    )  # fmt: skip
    asked = reader.press("/newsletter", **fields | {"email": "Lena@Example.org", "is_16_or_older": "on"})
    assert (asked.status_code, Subscription.objects.get().state) == (200, SubscriptionState.UNCONFIRMED)

    token = mailed_token()
    question = reader.open("/newsletter/confirm", token=token)
    assert "<h1>Newsletter bestätigen?</h1>" in question.text
    assert Subscription.objects.get().state == SubscriptionState.UNCONFIRMED
    for _again in range(2):
        done = reader.press("/newsletter/confirm", token=token)
        assert "<h1>Sie bekommen den Newsletter</h1>" in done.text
    proof = Consent.objects.select_related("text").get()
    assert proof.text.text in question.text
    assert proof.text.text in done.text

    subscription = Subscription.objects.get(email=EMAIL)
    preferences = link("preferences", subscription)
    fields = form_of(reader.open(**preferences))
    changed = reader.press(
        "/newsletter/preferences", **fields | {"frequency": "daily", "kinds": ["news"], "language": "en"}
    )
    assert "Ihre Änderungen sind gespeichert." in changed.text
    subscription.refresh_from_db()
    assert (subscription.frequency, subscription.kinds, subscription.language) == ("daily", ["news"], "en")
    assert list(subscription.municipalities.values_list("slug", flat=True)) == ["naunhof"]

    address = "/newsletter/unsubscribe?token=" + preferences["token"]
    for _again in range(2):
        ended = reader.press(address, **ONE_CLICK)
        assert (ended.status_code, ended.cookies) == (200, {})
    assert Subscription.objects.count() == 0
    assert set(Consent.objects.values_list("end_reason", flat=True)) == {EndReason.WITHDRAWN}
    gone = reader.open(**preferences)
    assert (gone.status_code, "Sie bekommen den Newsletter nicht (mehr)" in gone.text) == (410, True)
    assert "Sie bekommen den Newsletter nicht (mehr)" in reader.open(address).text


@pytest.mark.parametrize("traits", [{}, {"unconfirmed": True}, {"suspended": True}])
def test_the_page_says_the_same_whether_or_not_the_address_is_known(reader, traits):
    SubscriptionFactory(email=EMAIL, **traits)
    fields = form_of(reader.open("/newsletter")) | {"is_16_or_older": "on"}
    answers = [reader.press("/newsletter", **fields | {"email": one}) for one in (EMAIL, "niemand@example.org")]
    first, second = [one.text.replace(EMAIL, "x").replace("niemand@example.org", "x") for one in answers]
    assert (first, answers[0].status_code) == (second, answers[1].status_code)


def test_without_age_address_or_anything_to_hear_of_nothing_is_asked_for(reader):
    answer = reader.press("/newsletter", email="lena", frequency="weekly")
    assert answer.status_code == 400
    for sentence in ("name@example.org", "Bitte wählen Sie mindestens eines aus.", "mindestens 16 Jahre alt"):
        assert sentence in answer.text
    assert (Subscription.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_a_mailbox_gets_five_letters_an_hour(reader, settings):
    settings.RATE_LIMITS = True
    fields = form_of(reader.open("/newsletter")) | {"is_16_or_older": "on", "email": EMAIL}
    assert [reader.press("/newsletter", **fields).status_code for _ in range(6)] == [200] * 5 + [429]


@pytest.mark.parametrize("traits", [{}, {"suspended": True}])
def test_opening_links_and_pressing_without_the_token_of_the_form_ends_nothing(reader, traits):
    subscription = SubscriptionFactory(**traits)
    before = Subscription.objects.values().get()
    for page in ("preferences", "unsubscribe"):
        answer = reader.open(**link(page, subscription))
        assert (answer.status_code, answer["Cache-Control"], answer["X-Robots-Tag"]) == (200, "no-store", "noindex")
        assert subscription.email in answer.text
    address = "/newsletter/unsubscribe?token=" + subscription_links.token_for(subscription)
    assert reader.press(address, **{"List-Unsubscribe": "Yes"}).status_code == 410
    assert reader.client.head(address).status_code == 200
    assert Subscription.objects.values().get() == before


def test_who_is_suspended_reads_so_and_how_it_goes_on(reader):
    text = reader.open(**link("preferences", SubscriptionFactory(suspended=True))).text
    assert "Zurzeit kommt keine Ausgabe" in text
    assert 'href="/newsletter"' in text


def test_the_button_ends_it(reader):
    kept, ended = SubscriptionFactory(), SubscriptionFactory()
    fields = form_of(reader.open(**link("unsubscribe", ended)))
    assert "<h1>Der Newsletter ist beendet</h1>" in reader.press("/newsletter/unsubscribe", **fields).text
    assert Subscription.objects.get() == kept


@pytest.mark.parametrize("page", ["confirm", "preferences", "unsubscribe"])
@pytest.mark.parametrize("token", ["A" * 43, "ü" * 43])
@pytest.mark.parametrize("verb", ["open", "press"])
def test_what_was_never_a_link_of_ours_is_gone(reader, page, token, verb):
    assert getattr(reader, verb)(f"/newsletter/{page}", token=token).status_code == 410


def test_after_fourteen_days_the_link_and_the_address_are_gone(reader):
    fields = form_of(reader.open("/newsletter")) | {"is_16_or_older": "on", "email": EMAIL}
    reader.press("/newsletter", **fields)
    token = mailed_token()
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1), tick=False):
        for verb in (reader.open, reader.press):
            late = verb("/newsletter/confirm", token=token)
            assert (late.status_code, 'href="/newsletter"' in late.text) == (410, True)
        runs.carry_out(now=timezone.now())
    assert (Subscription.objects.count(), Consent.objects.count()) == (0, 0)
    assert EMAIL not in str(list(OutgoingMail.objects.values()))
