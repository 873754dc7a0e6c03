"""Push messages: who wants it hears once, at the hours they chose, and only as long as it is public."""

import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from core.municipalities.models import Municipality, Topic
from core.notifications.models import Notification
from core.privacy import runs
from core.push import announcing, devices, items, quiet_hours, senders, sending
from core.push.models import Announcement, Device, PushDelivery
from core.settings import SECRET_KEY
from ideas.models import IdeaStatus
from ideas.services import answers
from tests.factories.accounts import PersonFactory
from tests.factories.ideas import IdeaFactory
from tests.factories.push import Browser, device_of
from tests.ideas.conftest import moderator  # noqa: F401 - a fixture
from tests.push_service import Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region", "noon")]
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 30, 12, tzinfo=BERLIN)
NIGHT = {"quiet_from": time(22), "quiet_until": time(6, 30)}


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def withdrawn(monkeypatch):
    """The items of these tests are public but for those in this set."""
    gone = set()

    class Things:
        def seen(self, ids, *, now):
            places = frozenset(Municipality.objects.values_list("pk", flat=True))
            return {one: items.Seen(f"https://seite.example/{one}", places) for one in ids if one not in gone}

    monkeypatch.setitem(items._items, "item", Things())
    return gone


def announce(*municipalities, kind="news", topics=(), key=None, is_alert=False, item_id=None):
    return announcing.announce(
        key or str(uuid.uuid4()),
        kind=kind,
        item_type="item",
        item_id=item_id or uuid.uuid4(),
        municipalities=Municipality.objects.filter(slug__in=municipalities).values_list("pk", flat=True),
        topics=Topic.objects.filter(slug__in=topics).values_list("pk", flat=True),
        is_alert=is_alert,
    )


def alert(*municipalities):
    return announce(*municipalities, kind="alert", is_alert=True)


def send(at=NOON):
    sending.send_due(now=at)


def titles(receiver):
    return [shown["title"] for shown in receiver.shown]


def states():
    return sorted(PushDelivery.objects.values_list("state", flat=True))


def test_exactly_those_who_want_it_are_told():
    first, second = Topic.objects.order_by("position").values_list("slug", flat=True)[:2]
    wanting = [
        device_of(),
        device_of(municipalities=["naunhof", "brandis"]),
        device_of(municipalities=["naunhof"], topics=[first], kinds=["news"]),
    ]
    device_of(municipalities=["borsdorf"])
    device_of(municipalities=["naunhof"], kinds=["alert"])
    device_of(municipalities=["naunhof"], topics=[second])
    device_of(kinds=[])
    assert announce("naunhof", "machern", topics=[first]) == 3
    told = PushDelivery.objects.values_list("device", "municipality__slug").order_by("device__created_at", "device")
    assert sorted(told) == sorted(zip([one.pk for one in wanting], [None, "naunhof", "naunhof"], strict=True))
    assert Announcement.objects.get().devices == 3


def test_an_alert_reaches_the_place_whatever_the_topics():
    topic = Topic.objects.order_by("position").values_list("slug", flat=True)[0]
    device_of(municipalities=["naunhof"], topics=[topic])
    assert [alert("naunhof"), alert("borsdorf"), announce("naunhof")] == [1, 0, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_announcing_costs_the_same_for_all(count, django_assert_num_queries):
    for _ in range(count):
        device_of(municipalities=["naunhof"])
    with django_assert_num_queries(12):
        assert announce("naunhof") == count


def test_what_was_announced_is_not_announced_again():
    device_of()
    assert [announce("naunhof", key="news:1"), announce("naunhof", key="news:1")] == [1, 0]
    device_of()
    assert announce("naunhof", key="news:1") == 0
    with transaction.atomic():
        announce("naunhof", key="news:2")
        transaction.set_rollback(True)
    assert (PushDelivery.objects.count(), ProcrastinateJob.objects.filter(task_name="push.send").count()) == (1, 1)


def test_a_device_is_told_that_there_is_something_and_not_what(browser):
    item = uuid.uuid4()
    device_of(browser=browser, municipalities=["naunhof"])
    announce("naunhof", kind="notice", item_id=item)
    for _ in range(2):
        send()
    assert browser.shown == [
        {
            "title": "Neues in Naunhof", "municipality": "naunhof", "kind": "notice", "count": 1,
            "type": "item", "id": str(item), "url": f"https://seite.example/{item}",
        }
    ]  # fmt: skip
    assert states() == ["sent"]


def test_several_entries_of_a_place_are_one_message(browser):
    device_of(browser=browser, language="en", municipalities=["naunhof", "borsdorf"])
    for places in (["naunhof"], ["naunhof"], ["naunhof", "brandis"], ["borsdorf"], ["naunhof", "borsdorf"]):
        announce(*places)
    alert("naunhof")
    send()
    assert sorted(titles(browser)) == [
        "3 new entries in Naunhof", "Alert for Naunhof", "Something new in Borsdorf", "Something new in Partheland",
    ]  # fmt: skip
    (several,) = [shown for shown in browser.shown if shown["count"] == 3]
    assert (several["type"], several["id"], several["url"]) == (None, None, None)
    assert len({headers["Topic"] for headers in browser.headers}) == 4
    assert sorted(headers["Urgency"] for headers in browser.headers) == ["high", "normal", "normal", "normal"]


def test_operators_see_what_is_due(settings):
    settings.METRICS_TOKEN = "zahlen"
    device_of()
    announce("naunhof")
    numbers = Client().get("/metrics", headers={"Authorization": "Bearer zahlen"}).text
    assert "partheland_pushes_due 1.0" in numbers.splitlines()


def test_what_is_withdrawn_before_it_is_sent_is_not_sent(browser, withdrawn):
    device_of(browser=browser)
    item = uuid.uuid4()
    announce("naunhof", item_id=item)
    withdrawn.add(item)
    send()
    assert (browser.shown, states()) == ([], ["obsolete"])


def test_a_device_that_was_silent_for_ninety_days_is_removed(noon):
    silent, heard = device_of(), device_of()
    noon.move_to(NOON + timedelta(days=1))
    devices.change(heard, {})
    noon.move_to(NOON + timedelta(days=90))
    (rule,) = [rule for rule in runs.rules() if rule.key == "push_devices"]
    rule.act(rule.due(NOON + timedelta(days=90)))
    assert [one.pk for one in Device.objects.all()] == [heard.pk] != [silent.pk]


def test_what_does_not_fit_into_one_turn_has_another(push_service, monkeypatch):
    monkeypatch.setattr(sending, "DEVICES", 1)
    monkeypatch.setattr(sending, "ROUNDS", 2)
    browsers = [Receiver(push_service, f"/wpush/{number}") for number in range(3)]
    for one in browsers:
        device_of(browser=one)
    announce("naunhof")
    waiting = ProcrastinateJob.objects.filter(task_name="push.send")
    waiting.delete()
    send()
    assert (states(), waiting.count()) == (["sent", "sent", "waiting"], 1)
    waiting.delete()
    send()
    assert ([len(one.shown) for one in browsers], waiting.count()) == ([1, 1, 1], 0)


class TestWhatGoesWrong:
    def test_a_device_that_is_gone_is_forgotten(self, browser):
        device_of(browser=browser)
        browser.answers(410)
        announce("naunhof")
        alert("borsdorf")
        send()
        assert (Device.objects.count(), PushDelivery.objects.count()) == (0, 0)

    def test_one_is_tried_again_alone_and_when_it_was_asked_to(self, browser, push_service):
        other = Receiver(push_service, "/wpush/max")
        device_of(browser=browser)
        device_of(browser=other)
        browser.answers(429, **{"Retry-After": "300"})
        announce("naunhof")
        send()
        browser.answers(201)
        for minutes in (4, 5, 6):
            send(NOON + timedelta(minutes=minutes))
            assert len(browser.shown) == (1 if minutes < 5 else 2)
        assert (len(other.shown), states()) == (1, ["sent", "sent"])

    def test_the_pauses_double_and_come_to_an_end(self, browser):
        device_of(browser=browser)
        browser.answers(503)
        announce("naunhof")
        pauses, now = [], NOON
        while waiting := PushDelivery.objects.waiting().first():
            pauses.append((waiting.due_at - now).total_seconds() / 60)
            now = waiting.due_at
            send(now)
        assert (pauses, len(browser.shown)) == ([0, 1, 2, 4, 8, 16, 32, 64], 8)
        assert PushDelivery.objects.values_list("state", "failure").get() == ("failed", "503")

    def test_what_is_refused_is_not_sent_again(self, browser):
        device_of(browser=browser)
        browser.answers(413)
        announce("naunhof")
        send()
        assert PushDelivery.objects.values_list("state", "failure").get() == ("failed", "413")
        assert Device.objects.count() == 1

    def test_an_address_that_nobody_can_look_up_costs_no_other_device_its_message(self, browser):
        """It was registered before such names were refused."""
        nowhere = devices.WebPushAddress("https://push..example/1", **Browser().subscription()["keys"])
        with pytest.MonkeyPatch.context() as formerly:
            formerly.setattr(devices, "check", lambda _address: None)
            devices.register(nowhere, {"language": "de"}, session=None)
        device_of(browser=browser)
        announce("naunhof")
        send()
        assert (len(browser.shown), states()) == (1, ["failed", "sent"])

    def test_a_fault_of_ours_holds_up_one_device_alone(self, browser, monkeypatch):
        broken = device_of(browser=Receiver(browser.service, "/broken"))
        device_of(browser=browser)
        announce("naunhof")
        sender = senders.of("web_push")

        def faulty(address, message):
            if address["endpoint"].endswith("/broken"):
                raise ZeroDivisionError
            return sender(address, message)

        monkeypatch.setitem(senders._senders, "web_push", faulty)
        send()
        waiting = PushDelivery.objects.waiting().get()
        assert (waiting.device, waiting.failure, len(browser.shown)) == (broken, "ZeroDivisionError", 1)

    def test_what_a_killed_worker_had_begun_is_sent_by_another(self, browser, monkeypatch):
        def is_killed(*_):
            raise KeyboardInterrupt

        device_of(browser=browser)
        announce("naunhof")
        with monkeypatch.context() as broken:
            broken.setattr(sending, "_settle", is_killed)
            with pytest.raises(KeyboardInterrupt):
                send()
        send(NOON + timedelta(minutes=14))
        assert len(browser.shown) == 1
        send(NOON + timedelta(minutes=15))
        assert (len(browser.shown), states()) == (2, ["sent"])
        assert len({headers["Topic"] for headers in browser.headers}) == 1

    def test_what_nobody_can_unseal_any_more_is_removed(self, browser, settings):
        device_of(browser=browser)
        announce("naunhof")
        settings.SECRET_KEY = f"another {SECRET_KEY}"
        send()
        assert (browser.shown, Device.objects.count()) == ([], 0)


class TestQuietHours:
    def test_what_comes_at_night_arrives_in_the_morning_in_one(self, browser, noon):
        device_of(browser=browser, municipalities=["naunhof"], **NIGHT)
        for hour in (23, 26):
            noon.move_to(NOON.replace(hour=0) + timedelta(hours=hour))
            announce("naunhof")
            alert("naunhof")
            send(NOON.replace(hour=0) + timedelta(hours=hour))
        morning = datetime(2026, 12, 1, 6, 30, tzinfo=BERLIN)
        send(morning - timedelta(minutes=1))
        assert browser.shown == []
        send(morning)
        assert sorted(titles(browser)) == ["2 neue Einträge in Naunhof"] + 2 * ["Warnung für Naunhof"]

    def test_an_alert_wakes_only_who_agreed(self, browser, push_service):
        other = Receiver(push_service, "/wpush/max")
        device_of(browser=browser, alerts_in_quiet_hours=True, **NIGHT)
        device_of(browser=other, **NIGHT)
        announce("naunhof")
        alert("naunhof")
        send(datetime(2026, 12, 1, 2, tzinfo=BERLIN))
        assert (titles(browser), titles(other)) == (["Warnung für Naunhof"], [])

    @pytest.mark.parametrize(
        ("night", "now", "end"),
        [
            ((22, 6), "2026-11-30T21:59+01:00", None),
            ((22, 6), "2026-11-30T22:00+01:00", "2026-12-01T06:00+01:00"),
            ((22, 6), "2026-12-01T05:59+01:00", "2026-12-01T06:00+01:00"),
            ((22, 6), "2026-12-01T06:00+01:00", None),
            ((12, 14), "2026-11-30T13:00+01:00", "2026-11-30T14:00+01:00"),
            # The night that has an hour less, and the one that has an hour more.
            ((22, 6), "2027-03-27T23:00+01:00", "2027-03-28T06:00+02:00"),
            ((22, 6), "2026-10-24T23:00+02:00", "2026-10-25T06:00+01:00"),
            # It ends at a time that this night does not have, or has twice.
            ((22, 2.5), "2027-03-28T01:50+01:00", "2027-03-28T03:30+02:00"),
            ((22, 2.5), "2026-10-25T02:10+02:00", "2026-10-25T02:30+02:00"),
            ((22, 2.5), "2026-10-25T02:10+01:00", "2026-10-25T02:30+01:00"),
        ],
    )
    def test_they_go_by_the_clock_on_the_wall(self, night, now, end):
        start, until = (time(int(hour), int(hour % 1 * 60)) for hour in night)
        found = quiet_hours.end_of(start, until, now=datetime.fromisoformat(now))
        assert found == (datetime.fromisoformat(end) if end else None)


class TestChangedWishes:
    def test_what_waits_and_is_not_wished_any_more_is_dropped(self, browser):
        noon = {"quiet_from": time(11), "quiet_until": time(13)}
        device = device_of(browser=browser, municipalities=["naunhof", "brandis"], **noon)
        announce("naunhof")
        announce("brandis")
        send()
        devices.change(device, {"municipalities": [Municipality.objects.get(slug="brandis")], "kinds": ["news"]})
        send()
        assert browser.shown == []
        devices.change(device, {"quiet_from": None, "quiet_until": None})
        send()
        assert titles(browser) == ["Neues in Brandis"]

    def test_another_owner_of_the_browser_does_not_get_what_waits(self, browser):
        device_of(PersonFactory(), browser=browser)
        announce("naunhof")
        device_of(PersonFactory(), browser=browser)
        send()
        assert browser.shown == []


class TestOnesAccount:
    def answer(self, idea, by):
        return answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=by, answer="Der Bauhof prüft.")

    def test_an_answer_is_told_on_each_device_without_its_words(self, browser, push_service, moderator):  # noqa: F811
        idea = IdeaFactory(by_person=True, title="Bank am Teich")
        others = Receiver(push_service, "/wpush/max")
        device_of(idea.author, browser=browser)
        device_of(PersonFactory(), browser=others)
        self.answer(idea, moderator)
        send()
        told = Notification.objects.get(person=idea.author, channel="app")
        assert browser.shown == [
            {
                "title": "Es gibt Neues zu Ihrer Idee", "municipality": None, "kind": None, "count": 1,
                "type": "notification", "id": str(told.pk), "url": None,
            }
        ]  # fmt: skip
        assert others.shown == []

    def test_what_was_read_or_may_not_be_told_any_more_is_not_sent(self, browser, moderator):  # noqa: F811
        idea = IdeaFactory(by_person=True)
        device_of(idea.author, browser=browser)
        self.answer(idea, moderator)
        Notification.objects.filter(channel="app").update(read_at=NOON)
        send()
        step = self.answer(IdeaFactory(by_person=True, author=idea.author), moderator)
        Notification.objects.filter(event_id=step.pk).update(event_id=uuid.uuid4())
        send()
        assert (browser.shown, states()) == ([], ["obsolete", "obsolete"])
