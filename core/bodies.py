"""Bodies that come in chunks, without saying how long they are (RFC 9112 7.1): Django reads only what is announced."""

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

AT_ONCE = 64 * 1024
LONGEST_IN_MEMORY = 256 * 1024


def measured(application: Application) -> Application:
    """The application, which hears the length of such a body as if it had been announced.

    Many clients send so what they write while they send it (.NET's `PostAsJsonAsync`, streams in Node). Nothing is read
    beyond the first chunk after what the largest upload may have: its length then says that it is too large.
    """
    longest = settings.MAXIMUM_UPLOAD_BYTES + settings.MAXIMUM_JSON_BYTES

    def measuring(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" not in environ:
            return application(environ, start_response)
        with SpooledTemporaryFile(LONGEST_IN_MEMORY) as body:
            while body.tell() <= longest and (part := environ["wsgi.input"].read(AT_ONCE)):
                body.write(part)
            length = body.tell()
            body.seek(0)
            return application({**environ, "CONTENT_LENGTH": str(length), "wsgi.input": body}, start_response)

    return measuring
