"""Writes that must not overwrite what nobody has seen."""

import pytest
from django.test import RequestFactory

from api import conditional
from api.errors import status_of


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (None, conditional.PreconditionRequired),
        ("", conditional.PreconditionRequired),
        ('"old"', conditional.PreconditionFailed),
        ("now", conditional.PreconditionFailed),
        ('"now"', None),
        ('"old", "now"', None),
        ('W/"now"', None),
        ("*", None),
    ],
)
def test_a_write_needs_the_present_tag(sent, refusal):
    request = RequestFactory().patch("/", headers={} if sent is None else {"If-Match": sent})
    if refusal is None:
        conditional.require_match(request, '"now"')
    else:
        with pytest.raises(refusal):
            conditional.require_match(request, '"now"')


def test_the_refusals_have_the_statuses_of_their_rfcs():
    statuses = [status_of(kind) for kind in (conditional.PreconditionRequired, conditional.PreconditionFailed)]
    assert statuses == [428, 412]
