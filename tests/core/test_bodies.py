"""Bodies without an announced length arrive whole, and no larger than others."""

import io

import pytest
from django.conf import settings
from django.test import RequestFactory

from core.bodies import measured

LONGEST = settings.MAXIMUM_UPLOAD_BYTES + settings.MAXIMUM_JSON_BYTES


class Dripping(io.BytesIO):
    """A body of which a read gives what has come, which may be less than was asked for."""

    def read(self, size=-1):
        return super().read(min(size, 7) if len(self.getbuffer()) < 100 else size)


def received(body, **environ):
    """The length and the body that the application hears of."""
    heard = []

    def application(environ, _start_response):
        heard.append((environ.get("CONTENT_LENGTH"), environ["wsgi.input"].read()))
        return []

    measured(application)({"wsgi.input": Dripping(body), **environ}, None)
    return heard[0]


def test_what_comes_in_chunks_arrives_whole_and_with_its_length():
    body = b'{"email": "erika@example.org"}'
    assert received(body, HTTP_TRANSFER_ENCODING="chunked") == ("30", body)


def test_what_is_announced_is_left_to_django():
    assert received(b"{}", CONTENT_LENGTH="2") == ("2", b"{}")
    assert received(b"") == (None, b"")


def test_no_more_is_read_than_shows_that_it_is_too_much():
    length, body = received(bytes(2 * LONGEST), HTTP_TRANSFER_ENCODING="chunked")
    assert LONGEST < int(length) == len(body) < LONGEST + 100_000


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
