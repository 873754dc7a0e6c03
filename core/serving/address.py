"""Where the service is reached: by people, and by us when we ask whether it answers."""

import http.client

from django.conf import settings

ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - compared with, not listened on


def answers() -> bool:
    """Whether GET /healthz says 200, asked directly, past any proxy."""
    host = ANY.get(settings.LISTEN_HOST, settings.LISTEN_HOST)
    connection = http.client.HTTPConnection(host, settings.PORT, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": settings.PUBLIC_HOST})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome() -> str:
    """What the terminal shows once the service answers."""
    url = settings.PUBLIC_URL
    mails = (
        f"by SMTP to {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        if settings.EMAIL_URL
        else f"files in {settings.MAIL_DIR}"
    )
    return "\n".join([
        "Ready.",
        f"  Address         {url}",
        f"  Swagger UI      {url}/api/docs",
        f"  Administration  {url}/admin/",
        f"  Mails           {mails}",
        f"  Listening on    {settings.LISTEN_HOST}:{settings.PORT}",
        "  Stop with Ctrl-C.",
    ])  # fmt: skip
