"""Folding of German text, so that “Grosspösna”, “Grosspoesna” and “Großpösna” find and sort alike."""

import unicodedata

from django.db.models import CharField, Func, Value
from django.db.models.expressions import Combinable

# One table for Python and SQL. Umlauts lose their dots, and so do their spellings with e: a word that has a true
# “ue” (“neue”) folds the same way on both sides, so it still finds itself.
PAIRS = (
    ("ä", "a"),
    ("ö", "o"),
    ("ü", "u"),
    ("Ä", "a"),
    ("Ö", "o"),
    ("Ü", "u"),
    ("ß", "ss"),
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
)


def fold(text: str) -> str:
    """Lower case without umlauts, accents and surrounding space."""
    text = unicodedata.normalize("NFC", text).lower().strip()
    for written, folded in PAIRS:
        text = text.replace(written, folded)
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def folded_sql(expression: Combinable) -> Combinable:
    """The same folding in SQL, for the letters German uses."""
    folded: Combinable = Func(expression, function="LOWER", output_field=CharField())
    for written, replacement in PAIRS:
        folded = Func(folded, Value(written), Value(replacement), function="REPLACE", output_field=CharField())
    return folded


def sort_key(name: str) -> str:
    """Key for alphabetical order after DIN 5007-1: ä as a, ß as ss."""
    return fold(name)
