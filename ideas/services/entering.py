"""Ideas that clerks write down for others: said at a workshop, on paper, by telephone (docs/adr/0028)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from django.db import transaction
from django.utils import timezone, translation

from core.accounts import roles
from core.accounts.models.person import normalize_email
from core.actors import Actor
from core.audit.record import record
from core.errors import Invalid
from core.mail import outbox
from events.models import Event
from ideas import recording_policies
from ideas.models import DatePrecision, Display, Idea, IdeaCall, IdeaChannel, IdeaStatus, Signal, Visibility
from ideas.services import history, photos, queue
from ideas.services.contents import Contents, fill
from ideas.services.photos import Wanted


@dataclass(frozen=True)
class Origin:
    """Where an idea came from, as everybody may know it; `said_on` is the day, today where it is not given."""

    channel: IdeaChannel
    event: Event | None = None
    words: str = ""
    said_on: date | None = None

    def told(self) -> str:
        """In words: those of the clerk, else the workshop's title, else how it came in; German as all content."""
        with translation.override("de"):
            return self.words or (self.event.title if self.event else str(self.channel.label))


def record_for(
    *,
    origin: Origin,
    call: IdeaCall | None = None,
    email: str = "",
    has_consent: bool = False,
    shown: Sequence[Wanted] = (),
    key: uuid.UUID | None = None,
    by: Actor,
    **contents: Unpack[Contents],
) -> Idea:
    """Take an idea down for somebody without account, anonymously unless they wish otherwise.

    Public at once where `by` answers for the place, for then a clerk has read it; else it waits for who does. The
    period of a call does not bind: what was said in time may be typed later. `email` only with the author's consent.
    Raises NotEntrusted, Invalid.
    """
    now = timezone.now()
    contents.setdefault("display", Display.ANONYMOUS)
    contents.setdefault("follow", bool(email))
    with transaction.atomic():
        idea = Idea(
            id=key or uuid.uuid4(), email=normalize_email(email), has_consent=has_consent,
            channel=origin.channel, event=origin.event, origin=origin.told(),
            submitted_on=origin.said_on or timezone.localdate(now), date_precision=DatePrecision.DAY,
        )  # fmt: skip
        if errors := recording_policies.problems(idea, display=contents["display"], today=timezone.localdate(now)):
            raise Invalid(errors)
        fill(idea, contents, call=call, now=now)
        if not recording_policies.may_record(idea, by=by):
            raise roles.NotEntrusted
        is_read = roles.may_handle_ideas_of(by, idea.municipality_id)
        idea.visibility = Visibility.PUBLIC if is_read else Visibility.IN_MODERATION
        idea.published_at = now if is_read else None
        idea.save()
        photos.put(idea, shown)
        history.append(idea, IdeaStatus.RECEIVED, now=now, by=by, happened_on=idea.submitted_on)
        if not is_read:
            queue.enter(idea, Signal.NEW, now=now)
        behalf = roles.on_behalf_of(by, idea.municipality_id)
        record("idea.recorded", idea, by=by, organization_id=behalf, channel=idea.channel, has_consent=has_consent)
        if idea.email:
            outbox.queue("idea_recorded", language=idea.language, idea_id=idea.pk)
    return idea
