"""Object-level access: who sends the id of what is others' hears what everybody hears of an id that was never given."""

import json
import re
import uuid

import pytest
from django.db import transaction

from tests.api.access.table import CALLERS, TABLE
from tests.api.access.test_access import OPERATIONS

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# By the id of an event everybody registers, by that of an idea everybody comments, supports and follows for themselves,
# by that of a poll everybody votes, what is public everybody reports; a number of a site's own names nothing of others.
FOR_EVERYBODY = {
    "registerForEvent", "putEvent", "putArticle", "submitComment", "vote", "reportIdea", "reportComment", "supportIdea",
    "withdrawSupport", "followIdea", "unfollowIdea",
}  # fmt: skip
REFUSED = {401, 403, 404}


def owned():
    """The operations that act upon one object, or show one of somebody's own."""
    return {
        operation
        for (path, method), operation in OPERATIONS.items()
        if "{" in path and (method != "get" or "/me/" in path) and operation not in FOR_EVERYBODY
    }


@pytest.mark.parametrize("operation", sorted(owned()))
def test_each_operation_upon_an_object_is_refused_to_strangers(operation):
    """The role table sends the ids of the world; this makes sure that it does so as others too."""
    for row in TABLE:
        if row.operation == operation:
            assert {row.expected[caller] for caller in ("nobody", "guest", "other", "other_clerk")} <= REFUSED


def hidden():
    """Each case of the table in which a caller is told that there is nothing."""
    return [
        pytest.param(row, caller, id=f"{row.operation} {row.what} {caller}")
        for row in TABLE
        for caller in CALLERS
        if row.expected[caller] == 404
    ]


@pytest.mark.parametrize(("row", "caller"), hidden())
def test_what_is_hidden_is_answered_like_what_never_was(api, scene, row, caller):
    request = row.request(scene)
    answers = []
    for path, body in ((request.path, request.body), never_given(request.path, request.body)):
        with transaction.atomic():
            answer = api.send(request.method, path, body=body, headers=request.headers, token=scene.access[caller])
            transaction.set_rollback(True)
        problem = {name: value for name, value in answer.json().items() if name != "instance"}
        challenge = answer.headers.get("WWW-Authenticate")
        answers.append((answer.status_code, problem, challenge, answer.headers.get("Cache-Control")))
    assert answers[0] == answers[1]


def never_given(path, body):
    """The same with an id, or a slug, in the address, else with an id in the body, that names nothing."""
    other = ID.sub(str(uuid.uuid4()), path) if ID.search(path) else re.sub(r"[a-z]+-\d+", "nie-vergeben", path)
    if other != path:
        return other, body
    other = json.loads(ID.sub(str(uuid.uuid4()), json.dumps(body)))
    assert other != body
    return path, other
