"""Follows, and what guests ask for by mail: theirs to take along, erased with them, kept as long as there is news."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.privacy import retention, traces
from ideas.models import Follow, FollowToken, Idea, InterestRequest, InterestToken
from ideas.services import support_privacy


def export(person: Person) -> dict[str, Any]:
    own = Follow.objects.of_owner(person).order_by("since", "id")
    asked = InterestRequest.objects.filter(email=person.email).order_by("created_at", "id")
    return {
        "follows": list(own.values("idea", "idea__reference", "is_current", "since")),
        "asked_as_guest": list(asked.values("idea", "wish", "created_at", "done_at")),
    }


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - none of it is a contribution
    _delete_follows(Follow.objects.of_owner(person))
    _delete_requests(InterestRequest.objects.filter(email=person.email))


def _old_requests(now: datetime) -> QuerySet[InterestRequest]:
    return InterestRequest.objects.filter(created_at__lte=retention.limit("interest_requests", now=now))


def _guests_of_ended_ideas(now: datetime) -> QuerySet[Follow]:
    """To whom nothing more is to be told."""
    ended = Idea.objects.ended(retention.limit("guest_follows", now=now))
    return Follow.objects.filter(address_key__isnull=False, idea__in=ended)


def adopt(person: Person) -> int:
    """A guest's follows become the account's; where it has said something itself, that counts."""
    return support_privacy.adopt_rows(Follow, person)


def _delete_follows(rows: QuerySet[Follow]) -> None:
    traces.remove(Follow, list(rows.values_list("pk", flat=True)), letters_by="follow_id")
    rows.delete()


def _delete_requests(rows: QuerySet[InterestRequest]) -> None:
    traces.remove(InterestRequest, list(rows.values_list("pk", flat=True)), letters_by="request_id")
    rows.delete()


def take_part() -> None:
    rules = [
        privacy.Rule("interest_requests", _old_requests, _delete_requests),
        privacy.Rule("guest_follows", _guests_of_ended_ideas, _delete_follows),
    ]
    privacy.register(
        "follows",
        models=[Follow, FollowToken, InterestRequest, InterestToken],
        export=export,
        erase=erase,
        rules=rules,
        adopt=adopt,
    )
