"""Our feeds in newsboat, a reader that thousands use: it finds every article, in full and with its date."""

import shutil
import sqlite3
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.stories.running import Service

pytestmark = [pytest.mark.system, pytest.mark.server]


def newsboat(home: Path, *arguments: str) -> str:
    outcome = subprocess.run(
        ["newsboat", "-u", home / "urls", "-c", home / "cache.db", "-C", home / "config", *arguments],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "TERM": "dumb", "LANG": "C.UTF-8"},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return outcome.stdout


@pytest.mark.parametrize("ending", ["rss", "atom"])
def test_newsboat_reads_every_article_of_the_list(
    service: Service, client: httpx.Client, tmp_path: Path, ending: str
) -> None:
    if not shutil.which("newsboat"):
        pytest.skip("newsboat is missing: install Debian's package newsboat")
    listed = client.get("/api/v1/news", params={"page_size": 50}).json()["results"]
    assert len(listed) > 3
    feed = f"{service.url}/api/v1/news.{ending}"
    (tmp_path / "urls").write_text(feed + "\n")
    (tmp_path / "config").write_text("")
    newsboat(tmp_path, "-x", "reload")
    assert newsboat(tmp_path, "-x", "print-unread") == f"{len(listed)} unread articles\n"
    with sqlite3.connect(tmp_path / "cache.db") as kept:
        (title,) = kept.execute("SELECT title FROM rss_feed").fetchall()
        read = {
            guid: said
            for guid, *said in kept.execute("SELECT guid, title, author, pubDate, content FROM rss_item").fetchall()
        }
    assert title == ("Partheland",)
    assert read.keys() == {f"urn:uuid:{article['id']}" for article in listed}
    for article in listed:
        title, author, moment, content = read[f"urn:uuid:{article['id']}"]
        assert (title, author) == (article["title"], article["organization"]["name"])
        assert datetime.fromtimestamp(moment).astimezone().date() in days_of(article)
        assert article["text"].split()[-1].strip("*[]()") in content


def days_of(article: dict[str, Any]) -> set[date]:
    """Newsboat shows the day of its own machine, here the container's."""
    published = datetime.fromisoformat(article["published_at"])
    return {published.date(), published.astimezone().date()}
