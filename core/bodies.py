"""Bodies as clients send them, where Django would not hear of all, or the client not of our answer."""

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

AT_ONCE = 64 * 1024
LONGEST_IN_MEMORY = 256 * 1024
# The largest upload, as many times: who sends more hears nothing but that the connection is closed.
READ_AWAY = 3


class Counted:
    """A body of which is known how much was read. What Django asks of one, no more."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.count = stream, 0

    def read(self, size: int = -1) -> bytes:
        return self._counted(self.stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self.stream.readline(size))

    def _counted(self, part: bytes) -> bytes:
        self.count += len(part)
        return part


def received(application: Application) -> Application:
    """The application, which hears of each body, and whose answer is heard."""

    def receiving(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        announced, is_in_chunks = int(environ.get("CONTENT_LENGTH") or 0), "HTTP_TRANSFER_ENCODING" in environ
        if not announced and not is_in_chunks:
            return application(environ, start_response)
        body = Counted(environ["wsgi.input"])
        answering = with_length if is_in_chunks and not announced else with_body
        answer = answering(application, environ, start_response, body)
        waits = "HTTP_EXPECT" in environ and not body.count  # for our leave to send the body at all
        if not waits and body.count < (announced or body.count + 1):
            read_away(body)
        return answer

    return receiving


def with_body(
    application: Application, environ: Environ, start_response: StartResponse, body: Counted
) -> Iterable[bytes]:
    return application({**environ, "wsgi.input": body}, start_response)


def with_length(
    application: Application, environ: Environ, start_response: StartResponse, body: Counted
) -> Iterable[bytes]:
    """What comes in chunks does not say how long it is (RFC 9112 7.1), and Django reads only what is announced.

    Many clients send so what they write while they send it (.NET's `PostAsJsonAsync`, streams in Node). Nothing is read
    beyond the first chunk after what the largest upload may have: its length then says that it is too large.
    """
    longest = settings.MAXIMUM_UPLOAD_BYTES + settings.MAXIMUM_JSON_BYTES
    with SpooledTemporaryFile(LONGEST_IN_MEMORY) as whole:
        while body.count <= longest and (part := body.read(AT_ONCE)):
            whole.write(part)
        whole.seek(0)
        return application({**environ, "CONTENT_LENGTH": str(body.count), "wsgi.input": whole}, start_response)


def read_away(body: Counted) -> None:
    """What is refused without being read, for its size, a token that has run out, a limit, is still being sent.

    A connection closed meanwhile is all that many clients see: a photo would be sent again and again in place of
    signing in anew.
    """
    most = READ_AWAY * settings.MAXIMUM_UPLOAD_BYTES
    while body.count < most and body.read(AT_ONCE):
        pass
