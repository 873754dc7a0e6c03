"""The letter to an address for which somebody wants the newsletter. What it holds is decided here, when it is sent.

So whoever asks learns nothing of an address: the answer and the work are the same, and only the mailbox tells.
"""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import tokens
from core.mail.letters import Block, Facts, Letter, Link, writes
from core.municipalities.models import Region
from news import subscription_links, subscription_policies, subscription_wishes
from news.models import Subscription, SubscriptionState, SubscriptionToken


@writes("newsletter_asked")
def asked(subscription_id: uuid.UUID) -> Letter | None:
    """To confirm the address, or that it gets the newsletter already. Nothing is advertised in it (R03)."""
    subscription = Subscription.objects.filter(pk=subscription_id).first()
    if subscription is None:
        return None
    if subscription.state == SubscriptionState.CONFIRMED:
        return _already(subscription)
    return _confirm(subscription)


def _confirm(subscription: Subscription) -> Letter | None:
    expires_at = subscription_policies.confirmable_until(subscription)
    if expires_at <= timezone.now():
        return None
    token = tokens.mint(
        SubscriptionToken, purpose=SubscriptionToken.CONFIRM, expires_at=expires_at, subscription=subscription
    )
    address = f"{settings.PUBLIC_URL}/newsletter/confirm?{urlencode({'token': token})}"
    with override(subscription.language):
        # What is kept as proof is in this language, whatever that of the mail.
        declaration = subscription_wishes.declaration(subscription_wishes.of(subscription))
    return _letter(
        subscription,
        subject=_("Please confirm that you want the newsletter"),
        blocks=[
            _("somebody, probably you, wants to get our newsletter at this address. Please confirm it with this link:"),
            Link(_("Confirm newsletter"), address),
            _("With it you declare:"),
            declaration,
            _("The link is valid until %(day)s.")
            % {"day": formats.date_format(timezone.localtime(expires_at), _("l, j F Y"))},
            _(
                "Was it not you? Then please ignore this mail: without confirmation you get no newsletter, and the "
                "address is deleted."
            ),
        ],
    )


def _already(subscription: Subscription) -> Letter:
    return _letter(
        subscription,
        subject=_("You get the newsletter already"),
        blocks=[
            _(
                "somebody, probably you, wants to get our newsletter at this address. You get it already; nothing has "
                "changed. With this link you see what you have chosen, change it, or end it:"
            ),
            Link(_("Change newsletter"), subscription_links.preferences_url(subscription)),
            Facts(subscription_wishes.facts(subscription_wishes.of(subscription))),
            _("Was it not you? Then you need not do anything."),
        ],
    )


def _letter(subscription: Subscription, *, subject: str, blocks: list[Block]) -> Letter:
    region = Region.objects.filter(is_only=True).first()
    return Letter(
        to=subscription.email,
        subject=subject,
        greeting=_("Hello,"),
        blocks=blocks,
        sender_name=region.name if region else "",
        reply_to=region.email if region else "",
    )
