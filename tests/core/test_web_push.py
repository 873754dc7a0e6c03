"""Web Push against a real receiver: it checks who sends, and only the browser's keys open what arrives."""

import base64
import threading
import time

import jwt
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from core.push import connections, encryption, keys, web_push
from core.push.senders import Message, Outcome, Result
from tests.factories.push import Browser
from tests.push_service import PushService

MESSAGE = Message({"title": "Neues in Naunhof"}, topic="t" * 32, seconds=3600, is_urgent=False, contact="a@b.example")


def send(browser):
    return web_push.send(vars(browser.address), MESSAGE)


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_what_arrives_is_signed_by_us_and_opened_by_the_browser_alone(push_service, browser):
    assert send(browser) == Result(Outcome.SENT)
    ((path, headers, body),) = push_service.received
    assert path == "/wpush/erika?v=2"
    told = {name: headers[name] for name in ("TTL", "Topic", "Urgency", "Content-Encoding")}
    assert told == {"TTL": "3600", "Topic": "t" * 32, "Urgency": "normal", "Content-Encoding": "aes128gcm"}
    assert b"Naunhof" not in body
    assert browser.open(body) == MESSAGE.content
    with pytest.raises(InvalidTag):
        Browser().open(body)


def test_the_push_service_knows_who_sends(push_service, browser):
    send(browser)
    ((_path, headers, _body),) = push_service.received
    scheme, _space, told = headers["Authorization"].partition(" ")
    credentials = dict(part.strip().split("=", 1) for part in told.split(","))
    assert (scheme, credentials["k"]) == ("vapid", keys.application_server_key())
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(credentials["k"]))
    claims = jwt.decode(credentials["t"], public, algorithms=["ES256"], audience=push_service.origin)
    assert claims["sub"] == "mailto:a@b.example"
    assert 0 < claims["exp"] - timezone.now().timestamp() <= 24 * 3600
    with pytest.raises(jwt.InvalidAudienceError):
        jwt.decode(credentials["t"], public, algorithms=["ES256"], audience="https://push.example")


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://Push.example:443/1", "https://push.example"),
        ("https://push.example:8443/1", "https://push.example:8443"),
        ("https://[2a00::1]/1", "https://[2a00::1]"),
    ],
)
def test_the_audience_is_the_origin_as_it_is_written(endpoint, origin):
    assert web_push._origin_of(endpoint) == origin


def test_the_example_of_rfc_8291_is_encrypted_as_it_says():
    """Appendix A, byte for byte; it pads with nothing."""
    sender = ec.derive_private_key(
        int.from_bytes(unpadded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    content = b"When I grow up, I want to be a watermelon"
    body = encryption.encrypt(
        content,
        public_key=unpadded("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        auth_secret=unpadded("BTBZMqHH6r4Tts7J_aSIgg"),
        salt=unpadded("DGv6ra1nlYgDCS1FRnbzlw"),
        one_time_key=sender,
        length=len(content),
    )
    assert keys.base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.parametrize(
    ("status", "headers", "result"),
    [
        (410, {}, Result(Outcome.GONE, failure="410")),
        (404, {}, Result(Outcome.GONE, failure="404")),
        (429, {"Retry-After": "120"}, Result(Outcome.LATER, 120, "429")),
        (503, {"Retry-After": "morgen"}, Result(Outcome.LATER, 0, "503")),
        (503, {"Retry-After": f"Mon, 30 Nov 2026 12:00:00 +{'9' * 20}"}, Result(Outcome.LATER, 0, "503")),
        (413, {}, Result(Outcome.REFUSED, failure="413")),
        (400, {}, Result(Outcome.REFUSED, failure="400")),
        (302, {"Location": "/elsewhere"}, Result(Outcome.REFUSED, failure="302")),
    ],
)
def test_what_the_push_service_answers_is_understood(push_service, browser, status, headers, result):
    browser.answers(status, **headers)
    assert send(browser) == result
    assert len(push_service.received) == 1  # a redirect is not followed


def test_a_push_service_that_is_down_is_asked_again(browser):
    browser.endpoint = "http://127.0.0.1:9/1"
    assert send(browser) == Result(Outcome.LATER, failure="ConnectionRefusedError")


@pytest.mark.parametrize(("port", "asked"), [("", 443), (":8443", 8443)])
def test_an_ipv6_address_is_asked_at_its_port(monkeypatch, browser, port, asked):
    """No look-up of its own: what is asked for is what the system would be asked."""
    looked_up = []
    monkeypatch.setattr(connections.socket, "getaddrinfo", lambda *where, **_: looked_up.append(where) or [])
    browser.endpoint = f"https://[2a00::1]{port}/1"
    send(browser)
    assert looked_up == [("2a00::1", asked)]


def test_a_name_that_leads_inside_a_house_is_not_followed(push_service, browser, settings):
    """Whatever it looked like when it was registered: what counts is where it leads at this moment."""
    settings.PUSH_TO_LOOPBACK = False
    browser.endpoint = f"https://localhost:{push_service.server_port}/wpush/erika"
    assert send(browser) == Result(Outcome.REFUSED, failure="address not allowed")
    assert push_service.received == []


def test_whom_the_system_trusts_is_read_once(monkeypatch, push_service, browser):
    reads, create = [], connections.ssl.create_default_context
    monkeypatch.setattr(connections.ssl, "create_default_context", lambda: reads.append(1) or create())
    browser.endpoint = f"https://127.0.0.1:{push_service.server_port}/1"
    connections._trusted.cache_clear()
    assert [send(browser) for _ in range(2)] == [Result(Outcome.LATER, failure="SSLError")] * 2
    assert reads == [1]


def test_who_answers_a_byte_at_a_time_holds_nobody_up(monkeypatch, browser):
    monkeypatch.setattr(connections, "DEADLINE", 0.05)
    slow = threading.Event()
    monkeypatch.setattr(PushService, "do_POST", lambda _self: slow.wait(5))
    assert send(browser).outcome == Outcome.LATER
    slow.set()


@pytest.mark.parametrize("answering", [2, 9])
def test_who_names_many_silent_addresses_holds_nobody_up(monkeypatch, push_service, browser, answering):
    """The alarm rings while there is nothing to end; whoever answers only then comes too late."""
    monkeypatch.setattr(connections, "DEADLINE", 0.05)
    reached = []

    def slowly(where, _timeout):
        reached.append(where)
        time.sleep(0.03)
        if len(reached) < answering:
            raise TimeoutError
        late = connections.socket.socket()
        late.connect(("127.0.0.1", push_service.server_port))
        return late

    monkeypatch.setattr(connections.socket, "create_connection", slowly)
    monkeypatch.setattr(connections, "may_be_reached", lambda _address: True)
    found = [(0, 0, 0, "", (f"192.0.2.{number}", 443)) for number in range(9)]
    monkeypatch.setattr(connections.socket, "getaddrinfo", lambda *_, **__: found)
    assert (send(browser), len(reached)) == (Result(Outcome.LATER, failure="TimeoutError"), 2)
    assert push_service.received == []
