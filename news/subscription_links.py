"""Links by which a subscription is changed and ended without an account: every copy of every issue carries them.

They are signed, not stored: a stored one for each copy would be ten thousand rows a day that nobody follows. A link
holds the subscription's id and nothing else, opens that one only, and opens nothing once its row is gone.
"""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing

from core.tokens import LinkExpired
from news.models import Subscription

# Tokens signed for another purpose open nothing here. The dot keeps a token within what a bearer token may hold.
SALT, SEPARATOR = "subscription of the newsletter", "."


def preferences_url(subscription: Subscription) -> str:
    """Where it is seen and changed."""
    return _url("preferences", subscription)


def unsubscribe_url(subscription: Subscription) -> str:
    """Where it is ended: a GET shows a button, a POST as of RFC 8058 ends it, so it serves as `List-Unsubscribe`."""
    return _url("unsubscribe", subscription)


def token_for(subscription: Subscription) -> str:
    return _signer().sign(str(subscription.pk))


def read(token: str) -> uuid.UUID:
    """The id of the subscription, there still or not. Raises LinkExpired for what was never ours."""
    try:
        return uuid.UUID(_signer().unsign(token))
    except signing.BadSignature as fault:
        raise LinkExpired from fault


def _url(page: str, subscription: Subscription) -> str:
    return f"{settings.PUBLIC_URL}/newsletter/{page}?{urlencode({'token': token_for(subscription)})}"


def _signer() -> signing.Signer:
    """Also knows links that were signed with a former SECRET_KEY."""
    return signing.Signer(salt=SALT, sep=SEPARATOR)
