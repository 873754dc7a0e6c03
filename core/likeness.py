"""Likeness: what is already there and shares words with a text that somebody is typing, from a bounded number of rows.

A search (core.search) wants all words; whoever begins to write does not know which words others chose, so here some of
them are enough. Why it reads few rows: docs/adr/0012-search.md.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, Count, ExpressionWrapper, F, Func, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from core import search

MOST = 10
# A condition that so many rows of the window fulfil is common: the likest of those are good enough.
ENOUGH = 20
FROM_INDEX = 500
SHORTEST_WORD = 3
SHARED = 3  # one of so many words must be there, too
ALL_WORDS, TITLE_AS_A_WHOLE = "all words", "title as a whole"  # with spaces, so no single word is called so

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


def words_of(text: str) -> list[str]:
    """The folded words that tell what a text is about; none as long as too little is typed."""
    words = (word for word in search.words_of(text) if len(word) >= SHORTEST_WORD)
    return [word for word in words if word not in search.FILLERS]


def resembling(among: Rows, text: str, *, order: Sequence[str], windows: Sequence[Rows], rows: Rows) -> Rows:
    """At most ten of the rows that share at least a third of the words, the likest first; each with its `likeness`.

    The first 1000 of each window, which is ordered, are looked at. What is rare in the first 1000 of those `among`
    which the rows are is taken from the indexes, too; a word that none of them has also by its likeness to a word of a
    title. Two queries.
    """
    words = words_of(text)
    if not words:
        return rows.none()
    sought = " ".join(words)
    everything = rows.model._default_manager.all()
    seen, is_full = _seen(among.order_by(*order), _conditions(words, sought))
    tests = [_mentions(word, with_typos=not seen[word]) for word in words]
    asked = {**_conditions(words, sought), **dict(zip(words, tests, strict=True))}
    rare = [condition for name, condition in asked.items() if is_full and seen[name] < ENOUGH]
    candidates = [
        *(window.values("pk")[: search.WINDOW] for window in windows),
        *(everything.filter(condition).values("pk")[:FROM_INDEX] for condition in rare),
    ]
    shared: Combinable = sum((_one_if(test) for test in tests), start=Value(0))
    like = rows.filter(search.AnyOf(_together(candidates))).annotate(shared=shared)
    like = like.filter(shared__gte=math.ceil(len(words) / SHARED))
    return like.annotate(likeness=_likeness(shared, sought)).order_by("-likeness", *order)[:MOST]


def _conditions(words: Sequence[str], sought: str) -> dict[str, Q]:
    """By name: each word; all of them; a title that is alike as a whole."""
    named = {word: _mentions(word) for word in words}
    if len(words) > 1:
        named[ALL_WORDS] = Q(search.Found("words", "@@", search.query(words)))
        named[TITLE_AS_A_WHOLE] = Q(search.Found("folded_title", "%%", Value(sought)))
    return named


def _mentions(word: str, *, with_typos: bool = False) -> Q:
    """The word stands in the row, begins a word there, or is part of one of the title."""
    known = Q(search.Found("words", "@@", search.query([word])))
    if len(word) >= search.SHORTEST_PART:
        known |= Q(search.Found("folded_title", "~", Value(search.part(word))))
    if with_typos and len(word) >= search.SHORTEST_WITH_TYPO:
        known |= Q(search.Found("folded_title", search.RESEMBLES, Value(word)))
    return known


def _seen(rows: models.QuerySet[Any], conditions: Mapping[str, Q]) -> tuple[dict[str, int], bool]:
    """How many of the first 1000 fulfil each condition, and whether there are so many."""
    names = {f"is_{number}": name for number, name in enumerate(conditions)}
    flags = {
        flag: ExpressionWrapper(conditions[name], output_field=models.BooleanField()) for flag, name in names.items()
    }
    window = rows.annotate(**flags)[: search.WINDOW]
    found = window.aggregate(
        rows_looked_at=Count("pk"), **{f"number_{flag}": Count("pk", filter=Q(**{flag: True})) for flag in flags}
    )
    numbers = {name: found[f"number_{flag}"] for flag, name in names.items()}
    return numbers, found["rows_looked_at"] == search.WINDOW


def _together(candidates: Sequence[models.QuerySet[Any]]) -> Func:
    """The keys of all as one array."""
    return Func(*map(ArraySubquery, candidates), template="(%(expressions)s)", arg_joiner=" || ")


def _one_if(test: Q) -> Case:
    return Case(When(test, then=1), default=0, output_field=models.IntegerField())


def _likeness(shared: Combinable, sought: str) -> Combinable:
    """How many words it shares; a title that is alike as a whole counts as two more."""
    return Cast(shared, models.FloatField()) + 2 * TrigramSimilarity(F("folded_title"), sought)
