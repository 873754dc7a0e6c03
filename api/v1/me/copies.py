"""The objects of a person's own lists, by type: each as the list shows it, but for what no entry would tell of.

A document changes only where the log of what is one's own says so (`core.changes.personal_tracking`): never by time
alone, nor by a table that is not followed. tests/api/test_own_documents.py finds what does.
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from api.v1.ideas.interests import OwnInterest, theirs
from api.v1.ideas.serializers import OwnIdea, own_details
from api.v1.me.notifications import OwnNotification
from api.v1.registrations.serializers import KeptRegistration
from core.accounts.models import Person
from core.notifications import notifying, reading
from events.services import own_registrations
from ideas.models import Follow, Idea, Support

Keys = Collection[uuid.UUID]
Documents = dict[uuid.UUID, Any]


def documents_of(type_: str, keys: Keys, *, person: Person) -> Documents:
    """Those of the objects that the person's list has at this moment, in a constant number of queries."""
    return _DOCUMENTS[type_](person, keys)


def _notifications(person: Person, keys: Keys) -> Documents:
    rows = list(reading.of(person).filter(pk__in=keys))
    words = notifying.in_words(rows)
    told = [row for row in rows if row.event_id in words]
    return _by_key(told, OwnNotification(told, many=True, context={"words": words}).data)


def _registrations(person: Person, keys: Keys) -> Documents:
    rows = list(own_registrations.of(person).filter(pk__in=keys))
    return _by_key(rows, KeptRegistration(rows, many=True).data)


def _ideas(person: Person, keys: Keys) -> Documents:
    rows = list(own_details(Idea.objects.filter(author=person, pk__in=keys)))
    return _by_key(rows, OwnIdea(rows, many=True).data)


def _supports(person: Person, keys: Keys) -> Documents:
    rows = list(theirs(Support, person).filter(idea__in=keys))
    return _by_key(rows, OwnInterest(rows, many=True).data, key="idea_id")


def _follows(person: Person, keys: Keys) -> Documents:
    rows = list(theirs(Follow, person).filter(idea__in=keys))
    return _by_key(rows, OwnInterest(rows, many=True).data, key="idea_id")


def _by_key(rows: Collection[Any], documents: Any, *, key: str = "pk") -> Documents:
    return dict(zip((getattr(row, key) for row in rows), documents, strict=True))


_DOCUMENTS: Mapping[str, Callable[[Person, Keys], Documents]] = {
    "notification": _notifications,
    "registration": _registrations,
    "idea": _ideas,
    "support": _supports,
    "follow": _follows,
}
TYPES = list(_DOCUMENTS)
