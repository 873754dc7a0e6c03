"""What the API says in German of a wrong field: formally, whoever wrote the field's class."""

import re

import pytest
from django.urls import get_resolver
from django.utils import translation
from rest_framework import serializers

INFORMAL = re.compile(r"\b(du|dich|dir|deine?|Gib|Stelle|Nutze|Benutze|Prüfe|Lade|Erwarte|Erwartete)\b", re.IGNORECASE)


def serializers_of(known=serializers.Serializer):
    for one in known.__subclasses__():
        yield from serializers_of(one)
        if one.__module__.startswith("api."):
            yield one


def sentences(field):
    """All that it could say of what it is given."""
    yield from field.error_messages.values()
    yield from (one.message for one in field.validators if hasattr(one, "message"))
    if hasattr(field, "child"):
        yield from sentences(field.child)


def test_no_field_says_du():
    assert get_resolver().url_patterns  # all serializers are loaded
    declared = [field for one in serializers_of() for field in one._declared_fields.values()]
    with translation.override("de"):
        said = {str(sentence) for field in declared for sentence in sentences(field)}
    assert "Hier dürfen höchstens 200 Zeichen stehen." in said
    assert [sentence for sentence in said if INFORMAL.search(sentence)] == []


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("erika", "Bitte geben Sie eine gültige E-Mail-Adresse an."),
        (f"{'e' * 255}@example.org", "Hier dürfen höchstens 254 Zeichen stehen."),
    ],
)
def test_a_wrong_address_is_told_of_in_plain_words(api, email, told):
    answer = api.post("/newsletter/subscriptions", {"email": email})
    assert {error["detail"] for error in answer.json()["errors"] if error["pointer"] == "/email"} == {told}
