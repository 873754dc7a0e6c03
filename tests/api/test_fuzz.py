"""Thousands of generated requests, well-formed and malformed: no fault, nothing undocumented, nothing half done."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    load_all_checks,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.result import Ok

from tests.api.access.database import AUDIT, NOTED, undone
from tests.client import openapi

SEED = 2027
EXAMPLES = 6  # what the document's bounds suggest, the live service is asked: tests/system/test_fuzzing.py
CALLERS = ("nobody", "citizen")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

load_all_checks()
SCHEMA = schemathesis.openapi.from_dict(openapi())
SCHEMA.app = get_wsgi_application()
SCHEMA.config.generation.update(with_security_parameters=False)
OPERATIONS = [outcome.ok() for outcome in SCHEMA.get_all_operations() if isinstance(outcome, Ok)]


@pytest.fixture
def application():
    """As Django's own test client does: the application keeps the test's connection and its transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.definition.raw["operationId"])
def test_whatever_is_sent_the_answer_is_a_documented_one(scene, application, operation):
    noted = {AUDIT} if operation.definition.raw["operationId"] in NOTED else set()

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases(operation), is_real=st.booleans())
    def send(case, is_real):
        if is_real:
            meet_real_things(case, scene)
        for caller in CALLERS:
            token = token_for(operation, scene, caller)
            with undone() as changed:
                response = case.call(headers={"Authorization": f"Bearer {token}"} if token else {})
                case.validate_response(response, checks=CHECKS)
            if response.status_code >= 400:
                assert changed == set()
            elif operation.method == "get":
                assert changed == noted

    send()


def cases(operation):
    """Requests as the document describes them, and ones that break it somewhere."""
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))


def token_for(operation, scene, caller):
    """What a signed-in citizen sends; where a guest's link is asked for, that."""
    wants_link = operation.definition.raw.get("security") == [{"manageToken": []}]
    if wants_link and caller == "citizen":
        return scene.links["manage"]
    for scheme, token in scene.own_schemes.items():
        if operation.definition.raw.get("security") == [{scheme: []}] and caller == "citizen":
            return token
    # Content is written by who may: there the citizen's place is the editor's.
    writes_content = {"siteKey": []} in operation.definition.raw.get("security", [])
    return scene.access["clerk" if writes_content and caller == "citizen" else caller]


def meet_real_things(case, scene):
    """Put what exists in place of invented ids and tokens, so that the request gets beyond 404 and 410."""
    real = real_things(scene)
    for name in case.path_parameters or {}:
        case.path_parameters[name] = real[name, case.operation.path.split("/")[3]]
    if isinstance(case.body, dict):
        link = scene.links.get(LINKS.get(case.operation.path.removeprefix("/api/v1")))
        for name, value in {"token": link, "refresh": scene.refresh}.items():
            if name in case.body:
                case.body[name] = value


LINKS = {
    "/registrations/confirm": "confirm", "/registrations/cancel": "manage", "/registrations/accept-offer": "offer",
    "/registrations/decline-offer": "offer", "/ideas/confirm": "idea",
    "/newsletter/confirm": "newsletter", "/newsletter/unsubscribe": "issue",
    "/ideas/interests/confirm": "interest", "/ideas/unfollow": "unfollow", "/comments/confirm": "comment",
    "/auth/verify-email": "verify",
    "/auth/password/reset/confirm": "reset", "/auth/email/change/confirm": "email",
    "/auth/invitation/accept": "invitation",
}  # fmt: skip


def real_things(scene):
    """By the parameter's name and the first word of the path."""
    return {
        ("slug", "municipalities"): "borsdorf",
        ("slug", "idea-calls"): scene.call.slug,
        ("slug", "measures"): scene.measure.slug,
        ("slug", "organizations"): "gemeinde-borsdorf",
        ("event_id", "events"): str(scene.workshop.event_id),
        ("article_id", "news"): str(scene.article.pk),
        ("idea_id", "ideas"): str(scene.own_idea.pk),
        ("poll_id", "polls"): str(scene.poll.pk),
        ("comment_id", "comments"): str(scene.own_comment.pk),
        ("external_id", "events"): "1",
        ("external_id", "news"): "1",
        ("registration_id", "me"): str(scene.registration.pk),
        ("session_id", "me"): str(scene.session_id),
        ("device_id", "me"): str(scene.device_id),
        ("notification_id", "me"): str(scene.notification_id),
    }
