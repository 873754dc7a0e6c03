"""The daily mail with everything one is told of."""

import uuid

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.accounts.models import Person
from core.mail.letters import Entry, Letter, writes
from core.municipalities.models import Region
from core.notifications import notifying
from core.notifications.models import Notification


@writes("notification_digest")
def digest(person_id: uuid.UUID, digest_id: uuid.UUID) -> Letter | None:
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    rows = list(Notification.objects.filter(person=person_id, digest=digest_id).order_by("created_at", "id"))
    words = notifying.in_words(rows)
    notices = [words[row.event_id] for row in rows if row.event_id in words]
    if person is None or not notices:
        return None
    region = Region.objects.get()
    return Letter(
        to=person.email,
        subject=ngettext("One piece of news for you", "%(count)d pieces of news for you", len(notices))
        % {"count": len(notices)},
        greeting=_("Hello %(name)s,") % {"name": person.display_name},
        blocks=[
            _("this is new since our last mail:"),
            *(Entry(notice.title, notice.text, notice.url) for notice in notices),
            _("In your account you choose whether we write at once, once a day or not by e-mail."),
        ],
        sender_name=region.name,
        reply_to=region.email,
    )
