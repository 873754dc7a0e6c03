"""Search: words are folded alike on both sides, indexes give a bounded number of hits, and those are ranked.

Why it is built this way: docs/adr/0012-search.md.
"""

import functools
import operator
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchRank, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from core.text import fold

# Rows of the list's own order that are looked at one by one, and hits taken beyond them from the indexes.
WINDOW = 1000
BEYOND = 2000
MOST_HITS = 500
MOST_WORDS = 8
SHORTEST_PREFIX = 3
SHORTEST_PART = 4
SHORTEST_WITH_TYPO = 5
# Loanwords' plurals and cases that the stemmer leaves (“Workshops”); what remains is matched as a prefix.
ENDINGS = ("en", "es", "n", "s", "e")
SHORTEST_TRUNK = 5
# Words that stand in every text: they neither narrow a search nor rank it.
FILLERS = frozenset(
    fold(
        "am an auf aus bei beim das dem den der des die ein eine einem einen einer eines für im in ist mit nach oder "
        "um und vom von vor wie wo zu zum zur über"
    ).split()
)
RANK_BELOW_ONE = 32  # ts_rank: rank / (rank + 1)

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


def folded_column(*columns: str | Combinable) -> models.GeneratedField:
    """A column with the folded text of these, none of which may be null."""
    expression = Func(text(*columns), function="search_folded", output_field=models.TextField())
    return models.GeneratedField(expression=expression, output_field=models.TextField(), db_persist=True)


def words_column(title: str | Combinable, lead: str | Combinable, body: str | Combinable) -> models.GeneratedField:
    """A column with the lexemes of these three, the more important first."""
    expression = Func(title, lead, body, function="search_words", output_field=SearchVectorField())
    return models.GeneratedField(expression=expression, output_field=SearchVectorField(), db_persist=True)


def text(*columns: str | Combinable) -> Func:
    """These as one text."""
    return Func(*columns, template="(%(expressions)s)", arg_joiner=" || ' ' || ", output_field=models.TextField())


def joined(column: str) -> Func:
    """The words of an array as one text."""
    return Func(column, function="immutable_words", output_field=models.TextField())


def indexes(table: str) -> list[GinIndex]:
    """The indexes of `words`, `folded` and `folded_title`."""
    trigrams = ["gin_trgm_ops"]
    return [
        GinIndex(name=f"{table}_words", fields=["words"], fastupdate=False),
        GinIndex(name=f"{table}_folded", fields=["folded"], opclasses=trigrams, fastupdate=False),
        GinIndex(name=f"{table}_folded_title", fields=["folded_title"], opclasses=trigrams, fastupdate=False),
    ]


def matching(rows: Rows, text: str, *, order: Sequence[str]) -> Rows:
    """At most 500 of the rows that have all the words, the first in this order; each with its `relevance`.

    A word is found by its beginning, its German stem, as a part of a compound, or, where nothing else is found,
    despite a small mistake in a title. Narrow by anything else first. A blank text asks for nothing.
    """
    if not text.strip():
        return rows
    words = words_of(text)
    if not words:
        return rows.annotate(relevance=Value(0)).none()
    hits = rows.model._default_manager.filter(HitsAmong(rows, words, order=order))
    first = hits.order_by(*order).values("pk")[:MOST_HITS]
    return rows.annotate(relevance=_relevance(words)).filter(AnyOf(ArraySubquery(first)))


def words_of(text: str) -> list[str]:
    """The folded words to search for, without fillers unless there is nothing else."""
    words = list(dict.fromkeys(re.findall(r"[^\W_]+", fold(text))))[:MOST_WORDS]
    return [word for word in words if word not in FILLERS] or words


class HitsAmong(Func):
    """The condition that a row is among the hits of a search in `rows`: all of them, or a bounded number.

    First a window: the next rows of the list, each looked at. Only where it was full and gave too few, hits beyond it
    come from the indexes, and the filters are asked about those. So no word, however common or rare and whatever the
    filters, reads more than a few thousand rows.
    """

    output_field = models.BooleanField()
    parts = ("key", "window", "beyond", "alike", "typos")
    template = """%(key)s = ANY(ARRAY(
        WITH near(id, folded_title, hits) AS MATERIALIZED %(window)s,
        hit AS MATERIALIZED (SELECT id FROM near WHERE true = ALL(hits) LIMIT %(most_hits)s),
        goes_on AS MATERIALIZED (
            SELECT (SELECT count(*) FROM near) = %(size)s AND (SELECT count(*) FROM hit) < %(most_hits)s AS yes
        ),
        found AS MATERIALIZED (
            SELECT id FROM hit UNION ALL SELECT id FROM %(beyond)s AS beyond(id) WHERE (SELECT yes FROM goes_on)
        ),
        alike AS MATERIALIZED (
            SELECT id FROM near WHERE NOT EXISTS (SELECT FROM found) AND %(alike)s LIMIT %(most_hits)s
        )
        SELECT id FROM found UNION ALL SELECT id FROM alike
        UNION ALL SELECT id FROM %(typos)s AS typos(id)
        WHERE (SELECT yes FROM goes_on) AND NOT EXISTS (SELECT FROM found) AND NOT EXISTS (SELECT FROM alike)
    ))"""

    def __init__(self, rows: models.QuerySet[Any], words: Sequence[str], *, order: Sequence[str]) -> None:
        rows = rows.order_by()
        each = (_all_contained([word]) for word in words)
        hits = Func(*each, template="ARRAY[%(expressions)s]", output_field=ArrayField(models.BooleanField()))
        window = rows.annotate(hits=hits).order_by(*order).values("pk", "folded_title", "hits")[:WINDOW]
        beyond, typos = (_first(rows, condition) for condition in (_all_contained(words), _all_resembling(words)))
        super().__init__(F("pk"), Subquery(window), beyond, _Alike(words), typos)

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # noqa: ARG002
        compiled = [compiler.compile(one) for one in self.get_source_expressions()]
        parts = {name: sql for name, (sql, _values) in zip(self.parts, compiled, strict=True)}
        sql = self.template % {**parts, "size": WINDOW, "most_hits": MOST_HITS}
        return sql, [value for _sql, values in compiled for value in values]


class Found(Func):
    """`column operator value`.

    A sub-select hides the value from the planner, which would else guess from samples that reading the table until
    enough is found costs less than the index.
    """

    output_field = models.BooleanField()

    def __init__(self, column: str, operator: str, value: Any) -> None:
        super().__init__(F(column), value, template="(%(expressions)s))", arg_joiner=f" {operator} (SELECT ")


class AnyOf(Func):
    """The row's key stands in an array."""

    output_field = models.BooleanField()
    template = "%(expressions)s)"
    arg_joiner = " = ANY ("

    def __init__(self, keys: Any) -> None:
        super().__init__(F("pk"), keys)


class _Alike(Func):
    """For a row of the window: each word is contained, or resembles one of the title."""

    output_field = models.BooleanField()
    template = "%(expressions)s"
    arg_joiner = " AND "

    def __init__(self, words: Sequence[str]) -> None:
        resembles = RESEMBLES.replace("%", "%%")  # a template takes half of them
        super().__init__(
            *(
                Func(Value(word), template=f"(hits[{number}] OR folded_title {resembles} %(expressions)s)")
                if len(word) >= SHORTEST_WITH_TYPO
                else Func(template=f"hits[{number}]")
                for number, word in enumerate(words, start=1)
            )
        )


# pg_trgm's `word_similarity`, at least its default threshold of 0.6; doubled for the parameters' own percent signs.
RESEMBLES = "%%>"


def _first(rows: models.QuerySet[Any], condition: Q) -> Subquery:
    """Keys of the first that an index finds, as far as they are among the rows."""
    found = rows.model._default_manager.filter(condition).values("pk")[:BEYOND]
    return Subquery(rows.filter(AnyOf(ArraySubquery(found))).values("pk"))


def _all_contained(words: Sequence[str]) -> Q:
    """Each word begins one of the row's, or has the stem of one; or each that is long enough is part of one.

    Asked for all words at once, each index finds where they meet; asked one by one, common words would fill bitmaps.
    """
    return Q(Found("words", "@@", query(words))) | _each(words, "folded", "~", part, SHORTEST_PART)


def _all_resembling(words: Sequence[str]) -> Q:
    """A word of the title, or a part of one, is like each that is long enough."""
    return _each(words, "folded_title", RESEMBLES, str, SHORTEST_WITH_TYPO)


def _each(words: Sequence[str], column: str, sign: str, pattern: Callable[[str], str], shortest: int) -> Q:
    """The column compared to the pattern of each word; those too short are whole words or their beginnings."""
    short = [word for word in words if len(word) < shortest]
    tests = [Found(column, sign, Value(pattern(word))) for word in words if len(word) >= shortest]
    return Q(*tests, *([Found("words", "@@", query(short))] if short else []))


def query(words: Sequence[str]) -> CombinedSearchQuery | SearchQuery:
    return functools.reduce(operator.and_, map(_query_of, words))


def _query_of(word: str) -> CombinedSearchQuery | SearchQuery:
    if len(word) < SHORTEST_PREFIX:
        return SearchQuery(f"'{word}'", config="simple", search_type="raw")
    beginning = SearchQuery(f"'{trunk(word)}':*", config="simple", search_type="raw")
    return beginning | SearchQuery(word, config="german", search_type="plain")


def trunk(word: str) -> str:
    """The word without an ending, if enough of it remains."""
    cut = (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))
    return next((rest for rest in cut if len(rest) >= SHORTEST_TRUNK), word)


def part(word: str) -> str:
    """A pattern of the word inside others; a short one only at their end, for “Tier” is no part of “diskutiert”."""
    return trunk(word) if len(word) > SHORTEST_PART else rf"{word}(e|en|er|ern|es|n|s)?\M"


def _relevance(words: Sequence[str]) -> Combinable:
    """How well a row answers, as a whole number: title before lead before body, whole words before parts.

    Whole, so that a cursor holds it exactly.
    """
    rank = SearchRank(F("words"), query(words), normalization=RANK_BELOW_ONE)
    sought, number = Value(" ".join(words)), models.FloatField()
    title = Func(sought, F("folded_title"), function="word_similarity", output_field=number)
    return Cast((rank + title) * 1_000_000, models.IntegerField())
