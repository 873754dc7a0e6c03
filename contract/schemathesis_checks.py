"""A check of our own for Schemathesis: every error is a problem (RFC 9457), on documented routes and off them."""

from typing import Any

import schemathesis

FIRST_ERROR = 400
KNOWN = {"type", "title", "status", "detail", "code"}


@schemathesis.check
def errors_are_problems(_context: Any, response: Any, _case: Any) -> None:
    if response.status_code < FIRST_ERROR:
        return
    (media_type,) = response.headers.get("content-type", [""])
    assert media_type.partition(";")[0] == "application/problem+json", media_type
    problem = response.json()
    assert problem.keys() >= KNOWN, problem
    assert problem["status"] == response.status_code, problem
