"""Text: folded for search and order, and Markdown as HTML that is safe to show.

Folding of German text, so that “Grosspösna”, “Grosspoesna” and “Großpösna” find and sort alike.

PostgreSQL folds the same way in `search_folded` (core/municipalities/migrations/0003_search.py).
"""

import unicodedata

import nh3
from markdown_it import MarkdownIt

# Letters that do not come apart into a letter and an accent; PostgreSQL's `unaccent` knows them too.
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
# Umlauts have lost their dots, and so do their spellings with e: a word that has a true “ue” (“neue”) folds the same
# way on both sides, so it still finds itself.
PAIRS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def fold(text: str) -> str:
    """Lower case without umlauts, accents and surrounding space."""
    decomposed = unicodedata.normalize("NFD", text.lower().strip())
    text = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(LETTERS)
    for written, folded in PAIRS:
        text = text.replace(written, folded)
    return text


def sort_key(name: str) -> str:
    """Key for alphabetical order after DIN 5007-1: ä as a, ß as ss."""
    return fold(name)


MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
# No pictures: they would tell a foreign host who reads. No classes, styles or ids: the page that shows it has its own.
TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}


def html_of(markdown: str, *, base: str | None = None) -> str:
    """Markdown (CommonMark with tables) as HTML in which nothing runs and nothing is loaded.

    With `base`, an absolute address, links that are relative to it become absolute: for readers elsewhere.
    """
    return nh3.clean(
        MARKDOWN.render(markdown),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
        url_relative=("rewrite_with_base", base) if base else None,
    ).strip()
