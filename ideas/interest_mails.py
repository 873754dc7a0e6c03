"""The letter by which a guest confirms to support or follow an idea."""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import tokens
from core.mail.letters import Facts, Letter, Link, writes
from ideas import policies, wording
from ideas.mails import letter_about, validity
from ideas.models import InterestRequest, InterestToken, Visibility, Wish

SUBJECTS = {
    Wish.SUPPORT: gettext_lazy("Please confirm that you support: %(title)s"),
    Wish.WITHDRAW_SUPPORT: gettext_lazy("Please confirm that you no longer support: %(title)s"),
    Wish.FOLLOW: gettext_lazy("Please confirm that you follow: %(title)s"),
    Wish.UNFOLLOW: gettext_lazy("Please confirm that you no longer follow: %(title)s"),
}
SENTENCES = {
    Wish.SUPPORT: gettext_lazy("with this link you confirm that you support this idea:"),
    Wish.WITHDRAW_SUPPORT: gettext_lazy("with this link you confirm that you no longer support this idea:"),
    Wish.FOLLOW: gettext_lazy("with this link you confirm that you follow this idea and hear by mail how it goes on:"),
    Wish.UNFOLLOW: gettext_lazy("with this link you confirm that you no longer follow this idea:"),
}


@writes("interest_confirm")
def confirm(request_id: uuid.UUID) -> Letter | None:
    requests = InterestRequest.objects.select_related("idea__municipality", "idea__call__organization")
    request = requests.filter(pk=request_id, done_at=None, idea__visibility=Visibility.PUBLIC).first()
    if request is None:
        return None
    expires_at = request.created_at + policies.CONFIRM_WITHIN
    token = tokens.mint(InterestToken, purpose=InterestToken.CONFIRM, expires_at=expires_at, request=request)
    address = f"{settings.PUBLIC_URL}/ideas/interests/confirm?{urlencode({'token': token})}"
    return letter_about(
        request.idea,
        to=request.email,
        name="",
        subject=str(SUBJECTS[Wish(request.wish)]),
        blocks=[
            str(SENTENCES[Wish(request.wish)]),
            Link(str(request.get_wish_display()), address),
            Facts(wording.facts(request.idea)),
            validity(expires_at),
            _("Did you not ask for this? Then please ignore this mail; nothing happens."),
        ],
    )
