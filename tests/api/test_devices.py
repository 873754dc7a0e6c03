"""Devices over HTTP: registered with and without an account, one row for each browser, no wish of others taken over."""

import uuid

import pytest
from django.utils import timezone

from core.accounts.bearer_tokens import AccessJwt, InvalidToken
from core.accounts.models import Session
from core.push import devices
from core.push.models import Device
from tests.factories.accounts import PersonFactory, signed_in
from tests.factories.push import Browser, device_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
EVERY_KIND = ["news", "notice", "alert", "result", "events", "calls"]


def body(browser, **wishes):
    return {"platform": "web_push", "subscription": browser.subscription(), **wishes}


def told(answer):
    return {name: answer.json()[name] for name in ("municipalities", "topics", "kinds", "quiet_hours", "language")}


@pytest.fixture
def erika(api):
    person = PersonFactory()
    api.token = signed_in(person).access
    return person


def test_a_device_without_account_is_managed_by_a_secret_that_is_told_once(api):
    wishes = {
        "municipalities": ["naunhof"], "kinds": ["alert", "news"], "alerts_in_quiet_hours": True,
        "quiet_hours": {"start": "22:00", "end": "06:30"},
    }  # fmt: skip
    registered = api.post("/devices", body(Browser(), **wishes))
    assert registered.status_code == 201
    secret = registered.json()["secret"]
    assert told(registered) == {
        "municipalities": ["naunhof"], "topics": [], "kinds": ["news", "alert"], "language": "de",
        "quiet_hours": {"start": "22:00", "end": "06:30"},
    }  # fmt: skip
    shown = api.get("/devices/current", token=secret)
    assert shown.json() == {name: value for name, value in registered.json().items() if name != "secret"}
    changed = api.patch("/devices/current", {"quiet_hours": None, "topics": []}, token=secret)
    assert told(changed) == {**told(registered), "quiet_hours": None}
    assert secret not in str(Device.objects.values().get())
    assert api.delete("/devices/current", token=secret).status_code == 204
    gone = api.get("/devices/current", token=secret)
    assert (gone.status_code, gone.json()["code"], Device.objects.count()) == (401, "unknown_device", 0)


def test_who_says_nothing_hears_of_everything(api, erika):
    registered = api.post("/me/devices", body(Browser()))
    expected = {"municipalities": [], "topics": [], "kinds": EVERY_KIND, "quiet_hours": None, "language": "de"}
    assert told(registered) == expected
    assert registered.headers["Location"] == f"/api/v1/me/devices/{Device.objects.get(session__person=erika).pk}"


def test_the_same_browser_again_is_the_same_device_with_new_wishes(api, erika):
    browser = Browser()
    first = api.post("/me/devices", body(browser, municipalities=["naunhof"], kinds=["alert"]))
    again = api.post("/me/devices", body(browser, municipalities=["borsdorf"]))
    assert (again.json()["id"], Device.objects.count()) == (first.json()["id"], 1)
    assert (again.json()["municipalities"], again.json()["kinds"]) == (["borsdorf"], EVERY_KIND)


def test_a_browser_goes_to_who_registers_it_last_and_takes_nothing_along(api, erika):
    """A tablet of the family: another one signs in, and later somebody without account."""
    browser = Browser()
    before = api.post("/me/devices", body(browser, municipalities=["naunhof"], quiet_hours=None)).json()["id"]
    other = signed_in(PersonFactory()).access
    after = api.post("/me/devices", body(browser), token=other).json()
    assert (after["municipalities"], api.get(f"/me/devices/{before}").status_code) == ([], 404)
    secret = api.post("/devices", body(browser)).json()["secret"]
    assert api.get("/me/devices", token=other).json()["results"] == []
    newer = api.post("/devices", body(browser)).json()["secret"]
    statuses = [api.get("/devices/current", token=one).status_code for one in (secret, newer)]
    assert (statuses, Device.objects.count()) == ([401, 200], 1)


def test_what_belongs_to_others_does_not_exist(api, erika):
    foreign = device_of(PersonFactory(), municipalities=["naunhof"])
    nowhere = [f"/me/devices/{key}" for key in (foreign.pk, uuid.uuid4())]
    for path in nowhere:
        answers = [api.get(path), api.patch(path, {"kinds": []}), api.delete(path)]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    foreign.refresh_from_db()
    assert (foreign.kinds, api.get("/me/devices").json()["results"]) == (EVERY_KIND, [])
    assert api.get("/devices/current", token=str(foreign.pk)).status_code == 401


def test_a_device_ends_with_its_sign_in_and_comes_back_with_the_next(api, erika):
    """Ended at the other telephone: from then on the lost one is not there for anybody, and others stay."""
    lost, here, browser = signed_in(erika, "Verloren"), signed_in(erika, "Hier"), Browser()
    first = api.post("/me/devices", body(browser), token=lost.access).json()["id"]
    kept = api.post("/me/devices", body(Browser()), token=here.access).json()["id"]
    (other,) = [one["id"] for one in api.get("/me/sessions").json()["results"] if one["device_name"] == "Verloren"]
    assert api.delete(f"/me/sessions/{other}", token=here.access).status_code == 204
    listed = api.get("/me/devices", token=here.access).json()["results"]
    assert [(one["id"], one["session"]) for one in listed] == [(kept, str(AccessJwt.read(here.access).session_id))]
    gone = [api.get(f"/me/devices/{first}"), api.patch(f"/me/devices/{first}", {}), api.delete(f"/me/devices/{first}")]
    assert [answer.status_code for answer in gone] == [404, 404, 404]
    assert api.post("/me/devices", body(browser), token=lost.access).status_code == 401
    again = api.post("/me/devices", body(browser)).json()["id"]
    assert {one["id"] for one in api.get("/me/devices").json()["results"]} == {kept, again}
    devices.forget_signed_out(now=timezone.now())
    assert {str(one.pk) for one in Device.objects.all()} == {kept, again}


def test_without_account_the_browser_hears_on_after_the_sign_out(api):
    pair, browser = signed_in(PersonFactory()), Browser()
    api.post("/me/devices", body(browser), token=pair.access)
    secret = api.post("/devices", body(browser)).json()["secret"]
    api.post("/auth/token/revoke", {"refresh": pair.refresh})
    devices.forget_signed_out(now=timezone.now())
    assert api.get("/devices/current", token=secret).status_code == 200


def test_a_sign_out_that_was_quicker_leaves_no_device(erika):
    """The request was let in before."""
    session = Session.objects.get(person=erika)
    Session.objects.update(ended_at=timezone.now(), end_reason="signed_out")
    with pytest.raises(InvalidToken):
        devices.register(Browser().address, {"language": "de"}, session=session)
    assert Device.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_four_queries(api, erika, count, django_assert_num_queries):
    for _ in range(count):
        device_of(erika, municipalities=["naunhof", "borsdorf"])
    with django_assert_num_queries(4):
        assert len(api.get("/me/devices").json()["results"]) == count


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/1", "ftp://push.example/1", "https://", "https://push.example/#1",
        "https://user:word@push.example/1", "https://10.0.0.8/1", "https://127.0.0.1/1", "https://[::1]/1",
        "https://169.254.169.254/latest", "https://[::ffff:192.168.0.1]/1", "https://[64:ff9b::a00:8]/1",
        "http://localhost/1", "https://push.example:99999/1", "https://push.example/a b", "https://224.0.0.1/1",
        "https://push..example/1", "https://.push.example/1", f"https://{'a' * 64}.example/1",
    ],
)  # fmt: skip
def test_nothing_is_sent_to_addresses_inside_a_house(api, settings, endpoint):
    settings.PUSH_TO_LOOPBACK = False
    answer = api.post("/devices", body(Browser(endpoint)))
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert (answer.status_code, pointers, Device.objects.count()) == (400, ["/subscription/endpoint"], 0)


@pytest.mark.parametrize("keys", [{"p256dh": "AAAA", "auth": "AAAA"}, {"p256dh": "B" * 87, "auth": "A" * 22}])
def test_keys_that_are_none_are_refused(api, keys):
    wrong = body(Browser())
    wrong["subscription"]["keys"] = keys
    answer = api.post("/devices", wrong)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/subscription/keys"]


def test_quiet_hours_without_end_are_none(api):
    answer = api.post("/devices", body(Browser(), quiet_hours={"start": "22:00", "end": "22:00"}))
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/quiet_hours/end"]


def test_an_account_has_twenty_devices_at_most(api, erika):
    for _ in range(20):
        device_of(erika)
    answer = api.post("/me/devices", body(Browser()))
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_devices")
    assert Device.objects.of(erika).count() == 20
    Session.objects.filter(push_devices__isnull=False).update(ended_at=timezone.now(), end_reason="revoked")
    assert api.post("/me/devices", body(Browser())).status_code == 201


def test_without_a_key_of_the_house_there_is_no_push(api, settings):
    settings.VAPID_PRIVATE_KEY = ""
    assert api.get("/config").json()["application_server_key"] is None
    assert api.post("/devices", body(Browser())).json()["code"] == "push_not_offered"


def test_a_device_is_found_again_under_a_former_secret_key(api, settings):
    browser = Browser()
    first = api.post("/devices", body(browser)).json()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    again = api.post("/devices", body(browser)).json()
    assert (again["id"], Device.objects.count()) == (first["id"], 1)
