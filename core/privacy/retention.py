"""How long we keep what (REQUIREMENTS R03 to R05): the one table, and its batches. core.privacy.runs carries it out.

`RETENTION_DAYS` in the settings replaces single numbers of days: an authority may have to keep something for longer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BATCH = 500


@dataclass(frozen=True)
class Period:
    """What is kept, why, for how many days, and from which moment they count."""

    key: str
    what: Promise
    why: Promise
    days: int
    since: Promise


TABLE = (
    Period("sign_ups", _("Sign-ups that were never confirmed"), _("To confirm the address"), 14, _("the sign-up")),
    Period("sessions", _("Sign-ins and their devices"), _("To notice foreign sign-ins"), 30, _("their end")),
    Period("email_changes", _("Former e-mail addresses of an account"), _("To tell the old address of the change"), 14,
           _("the request")),
    Period("invitations", _("Invitations to a role that nobody accepted"), _("To accept the role"), 14,
           _("sending the invitation")),
    Period("link_tokens", _("Links for a new password"), _("To set a new password"), 1, _("their expiry")),
    Period("data_requests", _("Requests to see what we have stored, and their links"), _("To send the link"), 2,
           _("the request")),
    Period("exports", _("Large files with all of a person's data, encrypted"), _("To hand them over"), 1,
           _("asking for the file")),
    Period("answers", _("Answers to requests, encrypted"), _("To act only once when a request is sent twice"), 1,
           _("the request")),
    Period("consents", _("Proofs of consent, without name and address"), _("To prove that somebody agreed"), 1095,
           _("the end of the consent")),
    Period("mails", _("Which letters were sent"), _("To clear up lost mail"), 30, _("sending")),
    Period("audit", _("Who changed what"), _("To clear up mistakes and misuse"), 365, _("the act")),
    Period("unconfirmed_registrations", _("Registrations whose address was never confirmed"),
           _("To confirm the address"), 14, _("the registration")),
    Period("registrations", _("Registrations: name, address, number of people"),
           _("To hold the event and answer questions about it"), 30, _("the end of the event")),
    Period("registration_answers", _("Answers to the questions of a workshop"), _("To prepare the event"), 30,
           _("the end of the event, or sooner where the question says so")),
    Period("incoming_mails", _("Mails by which somebody registers, as long as they are not settled"),
           _("To register the sender or answer"), 14, _("their arrival")),
    Period("incoming_mail_traces", _("That a mail was taken in, without its content"),
           _("To act upon each mail only once"), 90, _("its arrival")),
    Period("unconfirmed_ideas", _("Ideas whose author never confirmed the address"), _("To confirm the address"), 14,
           _("the submission")),
    Period("idea_drafts", _("Drafts of ideas"), _("To write on and hand them in"), 180, _("the last change")),
    Period("idea_photos", _("Photos for an idea that was never handed in"), _("To hand in the idea"), 1,
           _("the upload")),
    Period("idea_addresses", _("E-mail addresses of guests who handed in an idea"),
           _("To tell them what becomes of it"), 365,
           _("the idea's last step, once it is closed, hidden or sent back")),
    Period("unconfirmed_comments", _("Comments whose author never confirmed the address"), _("To confirm the address"),
           14, _("the comment")),
    Period("comment_addresses", _("E-mail addresses of guests who wrote a comment"),
           _("To ask and tell them what concerns it"), 90,
           _("the comment's last change; where it was hidden, as long as one may object")),
    Period("moderation", _("What was decided about ideas and comments, with reports and objections"),
           _("To be able to account for decisions"), 365, _("the day of the decision")),
    Period("report_addresses", _("E-mail addresses of who has reported something"),
           _("To tell them what was decided"), 30, _("the day of the decision")),
    Period("author_standings", _("That an author was blocked for a time"), _("To notice repeated misuse"), 90,
           _("the day on which the block ends")),
    Period("guest_supports", _("By which address, as a hash, a guest has supported an idea"), _("To count it once"),
           365, _("the idea's last step, once it is closed, hidden or sent back")),
    Period("interest_requests", _("E-mail addresses of guests who want to support or follow an idea"),
           _("To confirm the address"), 1, _("the request")),
    Period("guest_follows", _("E-mail addresses of guests who follow an idea"), _("To tell them what becomes of it"),
           365, _("the idea's last step, once it is closed, hidden or sent back")),
    Period("ballots", _("Whose ballot in a poll it is"), _("To show you your own ballot"), 30,
           _("the end of the poll")),
    Period("prepared_answers", _("Who prepared an answer for a later moment"), _("To clear up what was not published"),
           30, _("its publication or refusal")),
    Period("unconfirmed_subscriptions", _("E-mail addresses that were never confirmed for the newsletter"),
           _("To confirm the address"), 14, _("the last request")),
    Period("suspended_subscriptions", _("Subscriptions of the newsletter whose address takes no mail"),
           _("To resume the newsletter where it was a mistake"), 90, _("the last attempt")),
    Period("push_messages", _("Which devices were sent a push message"), _("To send nothing twice"), 30,
           _("sending")),
    Period("push_devices", _("Devices for push messages, with or without an account"), _("To tell you of news"), 90,
           _("the last time the app or web site called; with an account only as long as you are signed in there")),
    Period("copies", _("To whom an issue of the newsletter went, and whether it was taken"),
           _("To clear up lost mail"), 30, _("the end of its sending")),
    Period("own_lists", _("That something has left your own lists (registrations, ideas, news), without its content"),
           _("To tell it to your copy in the app"), 90, _("its removal")),
    Period("notifications", _("What people were told of in their account"), _("To read it again"), 90, _("the news")),
)  # fmt: skip


def days(key: str) -> int:
    """For how many days something of the table is kept here."""
    period = next(period for period in TABLE if period.key == key)
    kept: int = settings.RETENTION_DAYS.get(key, period.days)
    return kept


def limit(key: str, *, now: datetime) -> datetime:
    """What counts from before this moment is kept no longer."""
    return now - timedelta(days=days(key))


def in_batches(rows: models.QuerySet[Any], act: Callable[[models.QuerySet[Any]], object]) -> int:
    """Do `act` to the rows, some hundred at a time, each batch in its own transaction; returns how many rows.

    They are locked and asked once more before, for somebody may have changed them since; what others hold at this
    moment waits for the next night. Each row is met once, even where `act` should leave it due.
    """
    count, last = 0, None
    manager = rows.model._default_manager
    while True:
        with transaction.atomic():
            rest = rows if last is None else rows.filter(pk__gt=last)
            locked = rest.order_by("pk").select_for_update(of=("self",), skip_locked=True).only("pk")[:BATCH]
            keys = [row.pk for row in locked]
            if not keys:
                return count
            act(manager.filter(pk__in=keys))
        count, last = count + len(keys), keys[-1]
