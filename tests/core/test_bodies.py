"""Bodies without an announced length arrive whole; who is refused while sending hears why."""

import io

import pytest
from django.conf import settings
from django.test import RequestFactory

from core.bodies import READ_AWAY, received

LONGEST = settings.MAXIMUM_UPLOAD_BYTES + settings.MAXIMUM_JSON_BYTES


class Dripping(io.BytesIO):
    """A body of which a read gives what has come, which may be less than was asked for."""

    def read(self, size=-1):
        return super().read(min(size, 7) if len(self.getbuffer()) < 100 else size)


def heard_of(stream, **environ):
    """The length and the body that the application hears of."""
    heard = []

    def application(environ, _start_response):
        heard.append((environ.get("CONTENT_LENGTH"), environ["wsgi.input"].read(100_000_000)))
        return []

    received(application)({"wsgi.input": stream, **environ}, None)
    return heard[0]


def left_over(size, **environ):
    """How much of a body stays unread where the application answers without looking at it."""
    body = io.BytesIO(bytes(size))
    received(lambda *_: [])({"wsgi.input": body, **environ}, None)
    return size - body.tell()


def test_what_comes_in_chunks_arrives_whole_and_with_its_length():
    body = b'{"email": "erika@example.org"}'
    assert heard_of(Dripping(body), HTTP_TRANSFER_ENCODING="chunked") == ("30", body)


def test_what_is_announced_is_left_to_django():
    assert heard_of(io.BytesIO(b"{}"), CONTENT_LENGTH="2") == ("2", b"{}")
    assert heard_of(io.BytesIO(b"")) == (None, b"")


def test_no_more_is_kept_than_shows_that_it_is_too_much():
    length, body = heard_of(io.BytesIO(bytes(2 * LONGEST)), HTTP_TRANSFER_ENCODING="chunked")
    assert LONGEST < int(length) == len(body) < LONGEST + 100_000


def test_who_is_refused_while_sending_may_finish_and_then_hears_why():
    assert left_over(LONGEST, CONTENT_LENGTH=str(LONGEST)) == 0
    assert left_over(2 * LONGEST, HTTP_TRANSFER_ENCODING="chunked") == 0
    assert left_over(10, CONTENT_LENGTH="10", HTTP_EXPECT="100-continue") == 10  # not sent yet
    endless = 2 * READ_AWAY * settings.MAXIMUM_UPLOAD_BYTES
    assert endless / 2 - 100_000 < left_over(endless, CONTENT_LENGTH=str(endless)) <= endless / 2


@pytest.mark.parametrize(
    ("body", "code"),
    [(b'{"token": "unbekannt"}', b'"link_expired"'), (bytes(settings.MAXIMUM_JSON_BYTES + 1), b'"body_too_large"')],
)
def test_a_view_reads_it_like_any_other(db, body, code):
    from core.wsgi import application  # noqa: PLC0415 - builds the application anew

    environ = RequestFactory().post("/api/v1/registrations/cancel", content_type="application/json").environ
    del environ["CONTENT_LENGTH"]
    environ |= {"wsgi.input": io.BytesIO(body), "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = b"".join(application(environ, lambda *_: None))
    assert code in answer
