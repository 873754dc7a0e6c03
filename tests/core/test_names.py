"""Names: whatever people are called is taken; nothing that advertises, hides or turns around what stands beside it."""

import pytest

from core import names
from core.errors import Invalid


@pytest.mark.parametrize(
    "name", ["", "Erika Müller-Lüdenscheidt", "Nguyễn Thị Minh", "محمد", "O’Brien 2.", "🌻", "Anne\u200dMarie", "-"]
)
def test_what_people_are_called_is_taken(name):
    names.check(name, pointer="/name")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("www.spam.example", "holds_link"),
        ("\u200b\u200b", "not_readable"),
        ("\u00ad", "not_readable"),
        ("\u3164", "not_readable"),
        ("\u2800 \u2800", "not_readable"),
        ("\u202eakirE", "not_readable"),
        ("Erika\u2067", "not_readable"),
    ],
)
def test_what_nobody_could_read_is_refused(name, code):
    with pytest.raises(Invalid) as refusal:
        names.check(name, pointer="/name")
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/name", code)]
