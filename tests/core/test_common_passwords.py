"""Passwords that are guessed first in Germany are refused, those that are not are taken."""

import pytest

from core.accounts.common_passwords import WORDS
from core.accounts.services import passwords
from core.errors import Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def codes(password):
    try:
        passwords.check(password, email="erika@example.org", display_name="Frau Mustermann")
    except Invalid as refused:
        return [(error.pointer, error.code) for error in refused.errors]
    return []


@pytest.mark.parametrize(
    "password",
    [
        "passwort123", "Passwort2026!", "P4ssw0rt2026", "Pa$$w0rt!!!", "123passwort", "hallo12345", "Hallo1234!",
        "hallohallo", "hallo-hallo", "schatz24.12.", "ichliebedich", "ichliebedich<3", "Sommer2026!", "Weihnachten",
        "Bärchen2000", "baerchen2000", "SCHMETTERLING", "qwertzuiop1", "Dynamo1953", "Dresden_2026", "lena-paul-2019",
        "Großpösna26", "grosspoesna", "Naunhof04683", "belgershain",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(password):
    assert codes(password) == [("/password", "password_too_common")]


@pytest.mark.parametrize(
    "password",
    [
        "vier gute worte mehr", "Wolkenbruch Kastanie 4", "Gummistiefel Kirschkuchen 9", "hallo kleine gelbe ente",
        "sommer winter herbst", "hallo 4711 0815 2209", "Dampfschifffahrt", "x7!kQ-p2Lm_9",
    ],
)  # fmt: skip
def test_what_nobody_guesses_is_taken(password):
    assert codes(password) == []


def test_the_sentence_helps_in_german():
    with pytest.raises(Invalid) as refused:
        passwords.check("passwort123", email="erika@example.org", display_name="Erika")
    assert str(refused.value.errors[0].detail) == (
        "Dieses Passwort gehört zu den häufigsten und ist schnell erraten. Bitte wählen Sie ein anderes, zum Beispiel "
        "drei oder vier Wörter, die nicht zusammengehören."
    )


def test_the_words_are_written_as_they_are_compared():
    """Lower case without umlauts; one that is not would never match."""
    assert [word for word in WORDS if not (word.isascii() and word.isalpha() and word.islower())] == []
