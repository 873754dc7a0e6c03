"""Passwords that people in Germany choose first: a word of these, decorated with figures. Django's list is English."""

import re
from pathlib import Path

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from core.accounts.models import Person
from core.municipalities.models import Municipality

# Ours: greetings, affection, names, animals, seasons, clubs, makes of cars, towns around, keyboard rows.
WORDS = frozenset(Path(__file__).with_suffix(".txt").read_text(encoding="ascii").split())
MOST_WORDS = 2
# What people put before and after a word, a date with dots at the longest: more of it is a password of its own.
LONGEST_DECORATION = 10
_WORD = re.compile(r"^([\W\d_]*)(.*?)([\W\d_]*)$", re.DOTALL)
_LOOKALIKES = str.maketrans("01345789@$!€", "oieastbgasie")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """Django's, and: a listed word, or the name of a municipality of the region, or two of them, with a few figures."""

    def validate(self, password: str, user: Person | None = None) -> None:
        super().validate(password, user)
        names = Municipality.objects.values_list("name", flat=True)
        if is_common(password, WORDS.union(map(_folded, names))):
            raise ValidationError(self.get_error_message(), code="password_too_common")


def is_common(password: str, words: frozenset[str] = WORDS) -> bool:
    """Whether the password is made of up to MOST_WORDS of these words and little else."""
    found = _WORD.match(_folded(password))
    before, word, after = found.groups() if found else ("", "", "")
    if len(before) + len(after) > LONGEST_DECORATION:
        return False
    # Figures within may stand for letters, or part two words.
    candidates = {word.translate(_LOOKALIKES), re.sub(r"[\W\d_]+", "", word)}
    return any(_is_made_of(words, candidate) for candidate in candidates)


def _folded(text: str) -> str:
    return text.casefold().translate(_UMLAUTS)


def _is_made_of(words: frozenset[str], text: str, most: int = MOST_WORDS) -> bool:
    if text in words:
        return True
    return most > 1 and any(
        text[:end] in words and _is_made_of(words, text[end:], most - 1) for end in range(1, len(text))
    )
