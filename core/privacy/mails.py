"""The letter with the link to one's own data."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import tokens
from core.mail.letters import Letter, Link, writes
from core.municipalities.models import Region
from core.privacy.models import DataRequest, DataRequestToken

OPEN_WITHIN = timedelta(hours=24)


@writes("data_request")
def data_request(data_request_id: uuid.UUID) -> Letter | None:
    """The same whether or not anything is stored under the address: that is told behind the link only."""
    request = DataRequest.objects.filter(pk=data_request_id).first()
    if request is None:
        return None
    token = tokens.mint(
        DataRequestToken, purpose=DataRequestToken.OPEN, expires_at=timezone.now() + OPEN_WITHIN, request=request
    )
    region = Region.objects.first()
    hours = OPEN_WITHIN // timedelta(hours=1)
    return Letter(
        to=request.email,
        subject=_("What we have stored about you"),
        greeting=_("Hello,"),
        blocks=[
            _(
                "somebody, probably you, wants to know what we have stored under this address. With this link you see "
                "it, can save it as a file, and have it deleted; an account too, if there is one:"
            ),
            Link(_("See my data"), f"{settings.PUBLIC_URL}/privacy/data?{urlencode({'token': token})}"),
            ngettext("The link is valid for %(count)s hour.", "The link is valid for %(count)s hours.", hours)
            % {"count": hours},
            _("Whoever has the link can see and delete your data: please do not pass it on."),
            _("Was it not you? Then please ignore this mail; nothing happens."),
        ],
        sender_name=region.name if region else "",
        reply_to=region.email if region else "",
    )
