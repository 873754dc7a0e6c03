"""Markdown as HTML: what people write looks as they meant, and nothing in it acts."""

import pytest

from core.text import html_of


def test_markdown_becomes_html():
    text = "## Ablauf\n\n1. **Beginn** um *17 Uhr*\n2. [Plan](https://example.org/?a=1&b=2)"
    link = '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">Plan</a>'
    expected = f"<h2>Ablauf</h2>\n<ol>\n<li><strong>Beginn</strong> um <em>17 Uhr</em></li>\n<li>{link}</li>\n</ol>"
    assert html_of(text) == expected


def test_tables_are_tables():
    expected = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
    assert html_of("|a|\n|-|\n|b|").replace("\n", "") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](data:text/html,1)", "[x](data:text/html,1)"),
        ("[x](ftp://example.org)", '<a rel="noopener noreferrer">x</a>'),
        ("![Bild](https://zaehler.example/1.png)", "<p></p>"),
        ("", ""),
    ],
)
def test_nothing_runs_and_nothing_is_loaded(text, expected):
    assert html_of(text) in {expected, f"<p>{expected}</p>"}
