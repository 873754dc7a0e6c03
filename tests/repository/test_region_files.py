"""The files of every region: their fields, references, dates, places, labels and what must not stand in them."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from math import cos, hypot, radians
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from .region_format import (
    ANSWER,
    CODES,
    DATES,
    FIELDS,
    FOLDERS,
    REGISTRATION_MAY,
    REGISTRATION_MUST,
    ROOT,
    entries,
    name_of,
    read,
    slugs,
)

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
# A German number: international prefix; area code, separator and at least three digits; or nine digits at one go.
TELEPHONE = re.compile(r"\+49[\s\d(]|\b0\d{2,5}\)?[\s/–-]{1,3}\d{3,}|\b0\d{8,}|\b(Tel|Telefon|Fon|Handy)\b\.?:?\s*\d")
IOS_APP = re.compile(r"[A-Z0-9]{10}(\.[A-Za-z0-9-]+)+")
FINGERPRINT = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){31}")
WIDEST_REGION_KM = 30

pytestmark = pytest.mark.parametrize("region", FOLDERS, ids=lambda folder: folder.name)


def texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from texts(part)
        case list():
            for part in value:
                yield from texts(part)


def local(moment: str, zone: str) -> datetime:
    """Raises ValueError where that time was skipped by the clocks."""
    naive = datetime.fromisoformat(moment)
    if naive.tzinfo is not None:
        raise ValueError(f"{moment} has an offset; it must be local time")
    aware = naive.replace(tzinfo=ZoneInfo(zone))
    if aware.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != naive:
        raise ValueError(f"{moment} does not exist in {zone}")
    return aware


def test_a_region_holds_the_documented_files_and_no_others(region: Path) -> None:
    assert {str(path.relative_to(region)) for path in region.rglob("*") if path.is_file()} == set(FIELDS)


def test_files_are_written_as_an_editor_would_write_them(region: Path) -> None:
    for file in FIELDS:
        text = (region / file).read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n", file


def test_entries_have_the_documented_fields_and_no_others(region: Path) -> None:
    for file, entry in entries(region):
        required, optional = (set(names.split()) for names in FIELDS[file])
        assert required - entry.keys() == set(), (file, name_of(entry))
        assert entry.keys() - required - optional == set(), (file, name_of(entry))
        if "registration" in entry:
            settings = entry["registration"].keys()
            assert settings - REGISTRATION_MAY == REGISTRATION_MUST, name_of(entry)


def test_codes_are_the_documented_ones(region: Path) -> None:
    for file, entry in entries(region):
        for field, codes in CODES.get(file, {}).items():
            if field in entry:
                assert entry[field] in codes, (file, name_of(entry), field)


def test_the_folder_is_named_by_the_slug_of_its_region(region: Path) -> None:
    assert slugs(region, "region.json") == {region.name}


def test_apps_are_named_as_the_systems_of_phones_read_them(region: Path) -> None:
    apps = read(region, "region.json")[0].get("apps", {})
    assert apps.keys() <= {"ios", "android"}
    assert [one for one in apps.get("ios", []) if not IOS_APP.fullmatch(one)] == []
    for app in apps.get("android", []):
        assert app.keys() == {"package", "fingerprints"}
        assert app["fingerprints"]
        assert [one for one in app["fingerprints"] if not FINGERPRINT.fullmatch(one)] == []


def test_slugs_and_numbers_are_unique_and_safe_in_addresses(region: Path) -> None:
    districts = [part["slug"] for place in read(region, "municipalities.json") for part in place["districts"]]
    named = {file: [entry["slug"] for entry in read(region, file) if "slug" in entry] for file in FIELDS}
    numbers = [entry["external_id"] for _, entry in entries(region) if "external_id" in entry]
    for group in (*named.values(), districts, numbers):
        assert sorted(group) == sorted(set(group))
        assert [slug for slug in group if not SLUG.fullmatch(slug)] == []


def test_every_reference_resolves(region: Path) -> None:
    municipalities, topics = slugs(region, "municipalities.json"), slugs(region, "topics.json")
    organizations, measures = slugs(region, "organizations.json"), slugs(region, "measures.json")
    for file, entry in entries(region):
        where = (file, name_of(entry))
        assert set(entry.get("municipalities", [])) <= municipalities, where
        assert entry.get("municipality") in municipalities | {None}, where
        assert entry.get("lead") in municipalities | {None}, where
        assert {*entry.get("topics", []), entry.get("topic")} <= topics | {None}, where
        assert entry.get("organization") in organizations | {None}, where
        assert entry.get("measure") in measures | {None}, where


def test_items_address_somebody_and_only_whom_their_organization_may_address(region: Path) -> None:
    allowed = {entry["slug"]: set(entry["municipalities"]) for entry in read(region, "organizations.json")}
    for file, entry in entries(region):
        if "municipalities" in entry:
            assert len(entry["municipalities"]) == len(set(entry["municipalities"])) > 0, (file, name_of(entry))
        if "organization" in entry:
            assert set(entry["municipalities"]) <= allowed[entry["organization"]], (file, name_of(entry))


def test_districts_lie_in_the_municipalities_addressed(region: Path) -> None:
    places = read(region, "municipalities.json")
    home = {part["slug"]: place["slug"] for place in places for part in place["districts"]}
    for file, entry in entries(region):
        if file.endswith("events.json"):
            assert {home[slug] for slug in entry.get("districts", [])} <= set(entry["municipalities"]), name_of(entry)


def test_places_lie_in_the_region(region: Path) -> None:
    centre = read(region, "region.json")[0]["centre"]
    venues = [entry.get("venue", {}) for file, entry in entries(region) if file.endswith("events.json")]
    for place in (*read(region, "municipalities.json"), *venues):
        assert ("latitude" in place) == ("longitude" in place), place["name"]
        if "latitude" in place:
            north = (place["latitude"] - centre["latitude"]) * 111.2
            east = (place["longitude"] - centre["longitude"]) * 111.2 * cos(radians(centre["latitude"]))
            assert hypot(north, east) < WIDEST_REGION_KM, place["name"]


def test_one_venue_has_one_position(region: Path) -> None:
    venues = [entry["venue"] for file, entry in entries(region) if file.endswith("events.json") and "venue" in entry]
    positions = {(v["name"], v.get("address"), v.get("latitude"), v.get("longitude")) for v in venues}
    assert len(positions) == len({(name, address) for name, address, _, _ in positions})


def test_events_on_site_have_a_venue_and_online_ones_none(region: Path) -> None:
    for file, entry in entries(region):
        if file.endswith("events.json"):
            assert ("venue" in entry) == (entry["attendance_mode"] != "online"), name_of(entry)


def test_dates_parse(region: Path) -> None:
    for _, entry in entries(region):
        for field in DATES & entry.keys():
            assert entry[field] is None or date.fromisoformat(entry[field]).isoformat() == entry[field], name_of(entry)


def test_days_of_coarse_dates_are_the_first(region: Path) -> None:
    for _, entry in entries(region):
        for field, precision in (
            ("published_on", "date_precision"), ("submitted_on", "date_precision"),
            ("official_answer_on", "official_answer_precision"),
        ):  # fmt: skip
            if field in entry:
                assert (entry[field] is None) == (entry[precision] is None), name_of(entry)
                end = {"month": "-01", "year": "-01-01"}.get(entry[precision], "")
                assert (entry[field] or "").endswith(end), name_of(entry)


def test_events_end_after_they_start(region: Path) -> None:
    for entry in read(region, "events.json"):
        if entry["time_precision"] == "day":
            assert not {"starts_at", "ends_at"} & entry.keys(), name_of(entry)
            assert entry["starts_on"] <= entry.get("ends_on", entry["starts_on"]), name_of(entry)
        else:
            assert not {"starts_on", "ends_on"} & entry.keys(), name_of(entry)
            start = local(entry["starts_at"], entry["time_zone"])
            assert "ends_at" not in entry or local(entry["ends_at"], entry["time_zone"]) > start, name_of(entry)


def test_no_entry_is_invented_for_tests(region: Path) -> None:
    invented = json.loads((ROOT / "tests/data/ideas.json").read_text(encoding="utf-8"))
    assert {entry["invented"] for entry in invented} == {True}
    numbers = {entry["external_id"] for entry in invented}
    for file, entry in entries(region):
        assert "invented" not in entry, (file, name_of(entry))
        assert name_of(entry) not in numbers, file


def test_samples_and_only_samples_are_labelled(region: Path) -> None:
    for file, entry in entries(region):
        is_sample = file.startswith("demo/")
        if "template" in entry:
            continue  # the page of a template says that it is one
        assert ("(Beispiel)" in entry.get("title", "")) == is_sample, (file, name_of(entry))
        assert ("beispiel" in entry.get("tags", [])) == is_sample, (file, name_of(entry))


def test_sample_events_lie_ahead(region: Path) -> None:
    for entry in read(region, "demo/events.json"):
        assert entry["starts_in_days"] > 0, name_of(entry)
        if entry["time_precision"] == "day":
            assert entry["duration_days"] >= 1, name_of(entry)
        else:
            assert time.fromisoformat(entry["local_time"]).tzinfo is None, name_of(entry)
            assert entry["duration_minutes"] > 0, name_of(entry)
        assert entry.get("registration", {}).get("opens_in_days", 0) < entry["starts_in_days"], name_of(entry)


def test_the_first_sample_starts_first_and_gives_its_join_link_at_once(region: Path) -> None:
    first, *others = read(region, "demo/events.json")
    assert first["starts_in_days"] < min((entry["starts_in_days"] for entry in others), default=366)
    assert first["registration"]["join_available_from_days_before"] > first["starts_in_days"]


def test_join_links_lead_to_a_reserved_host(region: Path) -> None:
    for entry in read(region, "demo/events.json"):
        if "join_url" in entry.get("registration", {}):
            assert re.match(r"https://[a-z]+\.example/[a-z-]+$", entry["registration"]["join_url"]), name_of(entry)


def test_ideas_that_are_done_say_so_with_a_source(region: Path) -> None:
    for entry in read(region, "ideas.json"):
        answered = set(ANSWER.split()) & entry.keys()
        assert answered == (set(ANSWER.split()) if entry["status"] == "done" else set()), name_of(entry)


def test_no_address_but_the_regions_own_and_no_telephone_number(region: Path) -> None:
    allowed = {read(region, "region.json")[0]["email"]}
    for file, entry in entries(region):
        for text in texts(entry):
            assert set(ADDRESS.findall(text)) <= allowed, (file, name_of(entry))
            if not text.startswith(("http://", "https://")):
                assert TELEPHONE.search(text) is None, (file, name_of(entry), text)
