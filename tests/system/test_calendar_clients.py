"""The calendar subscription before real clients: vdirsyncer fetches it again and again, khal and calcurse show it."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.stories.running import Service
from tests.system.browser import Clerk, administrator_of, make_key

PROGRAMS = ("vdirsyncer", "khal", "calcurse")
pytestmark = [
    pytest.mark.system,
    pytest.mark.server,
    pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason=f"apt-get install {' '.join(PROGRAMS)}"),
]
SUBSCRIPTION = "/api/v1/events.ics?tag=kalenderprobe"
VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair subscription]
a = "partheland"
b = "here"
collections = null
conflict_resolution = "a wins"
[storage partheland]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[partheland]]
path = {folder}/calendar
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = Europe/Berlin
default_timezone = Europe/Berlin
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
SHOWN = "{start-date} {start-time}-{end-time} {title}, {location}: {status}"


class Subscriber:
    """Somebody with these programs in a home of their own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        for name, text in (("vdirsyncer", VDIRSYNCER), ("khal", KHAL)):
            (folder / name).write_text(text.format(folder=folder, url=url))
        (folder / "calendar").mkdir()
        self.run("vdirsyncer", "--config", "vdirsyncer", "discover", says="y\n")

    def run(self, *command: str, says: str = "") -> str:
        environment = {"HOME": str(self.folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "Europe/Berlin"}
        outcome = subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            input=says,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert outcome.returncode == 0, (command, outcome.stdout[-2000:], outcome.stderr[-2000:])
        return outcome.stdout

    def sees(self, first: str, days: int) -> list[str]:
        """What khal shows of these days after the next synchronization, a line for each date."""
        self.run("vdirsyncer", "--config", "vdirsyncer", "sync")
        listing = self.run("khal", "--config", "khal", "list", "--day-format", "", "--format", SHOWN, first, f"{days}d")
        return [line.strip() for line in listing.splitlines() if line]

    def imports(self) -> list[str]:
        """What calcurse makes of the same file: its appointments and days, as it keeps them."""
        home = self.folder / "calcurse"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        (self.folder / "feed.ics").write_bytes(httpx.get(self.url, timeout=30).content)
        self.run("calcurse", "--datadir", str(home), "--confdir", str(home), "--quiet", "--import", "feed.ics")
        # An appointment with notes names their file: “start -> end>da39… |title”.
        return [re.sub(r">[0-9a-f]{40} ?", "", line) for line in (home / "apts").read_text().splitlines()]


class Site:
    """Naunhof's web site, which writes events with its key."""

    def __init__(self, url: str, key: str) -> None:
        self.client = httpx.Client(base_url=f"{url}/api/v1", timeout=30, headers={"Authorization": f"Bearer {key}"})

    def enter(self, title: str, **facts: Any) -> str:
        body = {
            "title": title, "kind": "lecture", "municipalities": ["naunhof"],
            "tags": ["kalenderprobe"], "publication": "published", **facts,
        }  # fmt: skip
        answer = self.client.post("/events", json=body)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return str(answer.json()["id"])

    def change(self, event: str, **facts: Any) -> None:
        etag = self.client.get(f"/events/{event}").headers["ETag"]
        answer = self.client.patch(f"/events/{event}", json=facts, headers={"If-Match": etag})
        assert answer.status_code == httpx.codes.OK, answer.text

    def withdraw(self, event: str) -> None:
        etag = self.client.get(f"/events/{event}").headers["ETag"]
        assert self.client.delete(f"/events/{event}", headers={"If-Match": etag}).is_success


@pytest.fixture
def site(service: Service, somebody: Callable[..., Clerk]) -> Iterator[Site]:
    administrator = somebody(*administrator_of(service))
    administrator.sign_in()
    site = Site(service.url, make_key(administrator))
    yield site
    site.client.close()


def test_what_happens_to_an_event_reaches_who_subscribed(service: Service, site: Site, tmp_path: Path) -> None:
    venue = {"name": "Rathaus, großer Saal", "address": "Markt 1, 04683 Naunhof"}
    reading = site.enter(
        "Lesung; mit Musik, laut",
        starts_at="2040-03-24T19:00:00+01:00", ends_at="2040-03-24T21:00:00+01:00", venue=venue,
    )  # fmt: skip
    site.enter("Frühling", starts_at="2040-03-26T19:00:00+02:00", ends_at="2040-03-26T20:00:00+02:00", venue=venue)
    market = site.enter(
        "Markt", starts_at="2040-03-25T10:00:00+02:00", ends_at="2040-03-25T18:00:00+02:00", venue=venue
    )
    place = "Rathaus, großer Saal, Markt 1, 04683 Naunhof"
    subscriber = Subscriber(tmp_path, service.url + SUBSCRIPTION)

    evening, spring = f"Lesung; mit Musik, laut, {place}", f"2040-03-26 19:00-20:00 Frühling, {place}: CONFIRMED"
    assert subscriber.sees("2040-03-24", 3) == [
        f"2040-03-24 19:00-21:00 {evening}: CONFIRMED", f"2040-03-25 10:00-18:00 Markt, {place}: CONFIRMED", spring,
    ]  # fmt: skip

    site.change(reading, starts_at="2040-03-25T19:30:00+02:00", ends_at="2040-03-25T21:30:00+02:00")
    site.withdraw(market)
    assert subscriber.sees("2040-03-24", 3) == [f"2040-03-25 19:30-21:30 {evening}: CONFIRMED", spring]

    site.change(reading, status="cancelled")
    assert subscriber.sees("2040-03-24", 3) == [f"2040-03-25 19:30-21:30 {evening}: CANCELLED", spring]
    assert subscriber.imports() == [
        "03/25/2040 @ 19:30 -> 03/25/2040 @ 21:30|Lesung; mit Musik, laut",
        "03/26/2040 @ 19:00 -> 03/26/2040 @ 20:00|Frühling",
    ]
