"""Ballots: theirs to take along; counted without a name once the person goes, or the poll is over for a while."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.privacy import retention
from ideas.models import Ballot


def export(person: Person) -> dict[str, Any]:
    ballots = Ballot.objects.filter(person=person).select_related("poll").prefetch_related("options")
    return {
        "ballots": [
            {
                "poll": ballot.poll_id,
                "question": ballot.poll.title,
                "options": [option.label for option in ballot.options.all()],
                "text": ballot.text,
                "cast_on": ballot.cast_on,
            }
            for ballot in ballots.order_by("cast_on", "id")
        ]
    }


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - the audit hears of no ballot
    """What is counted stays counted, without name and words; where nothing is kept, ballots in open polls go."""
    ballots = Ballot.objects.filter(person=person)
    if not keep_contributions:
        ballots.filter(poll__closes_at__gt=timezone.now()).delete()
    ballots.update(person=None, text="")


def _of_past_polls(now: datetime) -> QuerySet[Ballot]:
    return Ballot.objects.filter(person__isnull=False, poll__closes_at__lte=retention.limit("ballots", now=now))


def _cut(batch: QuerySet[Ballot]) -> None:
    """Of the link between ballot and person: nobody will ever be able to tell who voted what."""
    batch.update(person=None)


def take_part() -> None:
    rules = [privacy.Rule("ballots", _of_past_polls, _cut)]
    privacy.register("polls", models=[Ballot], export=export, erase=erase, rules=rules)
