"""What a repeated idea takes along to the one it is continued as: who supports it and who follows it."""

import uuid
from typing import Any

from core.actors import Actor
from core.audit.record import record
from ideas.models import Idea
from ideas.services import follows, supports


def carry_on(duplicate: Idea, *, to: Idea, by: Actor) -> None:
    """Let supporters and followers of the duplicate count for the other idea too; both are locked.

    Their rows stay where they are as well: should the idea be taken up again, they are its own. Who has said something
    about the other idea itself is left as they are, also who took it back. Repeating it changes nothing.
    """
    carried: dict[str, Any] = {
        "supports": supports.carry_on(duplicate, to=to),
        "follows": follows.carry_on(duplicate, to=to),
    }
    if any(carried.values()):
        record("idea.interests_carried", to, by=by, duplicate=str(duplicate.pk), **carried)


def take_back(duplicate: Idea, *, from_: Idea, by: Actor) -> None:
    """The duplicate is an idea of its own again: who came along with it and did nothing since goes; both are locked.

    Unless they would have come along with another duplicate: that one brings them now.
    """
    taken: dict[str, Any] = {
        "supports": supports.take_back(duplicate, from_=from_),
        "follows": follows.take_back(duplicate, from_=from_),
    }
    if any(taken.values()):
        record("idea.interests_taken_back", from_, by=by, duplicate=str(duplicate.pk), **taken)
        for other in from_.duplicates.order_by("pk"):
            carry_on(other, to=from_, by=by)


def settle(idea: Idea, *, former: Idea | None, by: Actor) -> None:
    """After a change of status: what the idea was, and now is, continued as, with all who come along. It is locked."""
    if idea.duplicate_of_id == (former.pk if former else None):
        return  # also where a clerk answers a duplicate once more
    concerned = Idea.objects.filter(pk__in=_keys(former, idea.duplicate_of))
    for target in concerned.select_for_update(no_key=True).order_by("pk"):
        if target.pk == idea.duplicate_of_id:
            carry_on(idea, to=target, by=by)
        else:
            take_back(idea, from_=target, by=by)


def _keys(*ideas: Idea | None) -> list[uuid.UUID]:
    return [idea.pk for idea in ideas if idea is not None]
