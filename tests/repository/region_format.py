"""What docs/region-data.md says a region's folder holds: files, fields, codes; and reading them without Django."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Entry = dict[str, Any]
Codes = dict[str, set[str | None]]

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(path for path in (ROOT / "regions").iterdir() if path.is_dir())

# Fields that every entry of a file has, and those it may have.
EVENT = """external_id title kind status summary time_precision time_zone attendance_mode organization municipalities
    topics tags"""
EVENT_MAY = """description summary_easy venue districts doors_at previous_starts_at audience contact price_note
    public_url source_url"""
NEWS = "external_id title kind text organization municipalities topics tags"
IDEA = (
    "external_id title text topic municipality measure origin voiced_by submitted_on date_precision status source_url"
)
ANSWER = "official_answer official_answer_on official_answer_precision official_answer_source_url"
FIELDS = {
    "region.json": (
        "slug name description website email time_zone languages minimum_app_version centre sources",
        "state district apps licence postal_address",
    ),
    "municipalities.json": (
        """slug name official_name kind ags postal_codes latitude longitude population population_on area_km2 website
        town_hall_address districts sources""",
        "",
    ),
    "topics.json": ("slug label official_name description", ""),
    "organizations.json": ("slug name municipalities", "website email handles_ideas"),
    "events.json": (EVENT, f"{EVENT_MAY} starts_at ends_at starts_on ends_on keyword more_sources"),
    "news.json": (f"{NEWS} published_on date_precision source_url", "more_sources"),
    "measures.json": (
        "external_id slug name description status status_text topic topic_is_official municipalities lead sources",
        "url",
    ),
    "ideas.json": (IDEA, f"{ANSWER} more_sources"),
    "legal.json": ("kind municipality template", ""),
    "demo/legal.json": ("kind municipality template", ""),
    "demo/events.json": (
        f"{EVENT} starts_in_days",
        f"{EVENT_MAY} local_time duration_minutes duration_days registration",
    ),
    "demo/idea_calls.json": (
        "slug title text what_happens opens_in_days closes_in_days organization municipalities topic tags",
        "",
    ),
    "demo/news.json": (f"{NEWS} published_days_ago", ""),
}
REGISTRATION_MUST = {"capacity", "max_party_size", "waiting_list"}
REGISTRATION_MAY = {
    "keyword",
    "external_url",
    "residents_only",
    "questions",
    "join_url",
    "join_available_from_days_before",
    "opens_in_days",
}
EVENT_CODES: Codes = {
    "kind": {
        *("citizens_assembly", "citizens_meeting", "concert", "consultation", "council_meeting", "dialog"),
        *("exhibition", "fair", "family", "festival", "lecture", "market", "opening", "public_event", "reading"),
        *("senior", "survey", "tour", "workshop"),
    },
    "status": {"scheduled", "cancelled", "postponed", "rescheduled", "moved_online"},
    "time_precision": {"minute", "day"},
    "attendance_mode": {"offline", "online", "mixed"},
}
NEWS_CODES: Codes = {"kind": {"news", "notice"}, "date_precision": {"day", "month", "year"}}
LEGAL_KINDS: set[str | None] = {"imprint", "privacy", "terms", "accessibility"}
LEGAL_CODES: Codes = {"kind": LEGAL_KINDS, "template": LEGAL_KINDS}
CODES: dict[str, Codes] = {
    "municipalities.json": {"kind": {"town", "municipality"}},
    "events.json": EVENT_CODES,
    "demo/events.json": EVENT_CODES,
    "news.json": NEWS_CODES,
    "demo/news.json": NEWS_CODES,
    "ideas.json": {
        "status": {"received", "under_review", "accepted", "in_progress", "done"},
        "date_precision": {"day", "month", "year", None},
        "official_answer_precision": {"day", "month", "year"},
    },
    "legal.json": LEGAL_CODES,
    "demo/legal.json": LEGAL_CODES,
    "measures.json": {"status": {"planned", "running", "done", "unknown"}},
}
DATES = {"starts_on", "ends_on", "published_on", "population_on", "submitted_on", "official_answer_on"}


def read(region: Path, file: str) -> list[Entry]:
    content = json.loads((region / file).read_text(encoding="utf-8"))
    return content if isinstance(content, list) else [content]


def entries(region: Path) -> Iterator[tuple[str, Entry]]:
    return ((file, entry) for file in FIELDS for entry in read(region, file))


def slugs(region: Path, file: str) -> set[str]:
    return {entry["slug"] for entry in read(region, file)}


def name_of(entry: Entry) -> str:
    return str(entry.get("external_id") or entry.get("slug") or entry["kind"])
