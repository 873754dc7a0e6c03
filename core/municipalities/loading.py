"""Loading the region itself from its files."""

from datetime import date
from typing import Any

from core import region
from core.municipalities.models import District, Municipality, Organization, Region, Topic
from core.text import sort_key

Entry = dict[str, Any]


@region.loads("region.json", order=0)
def load_region(entry: Entry) -> int:
    Region.objects.update_or_create(
        is_only=True,
        defaults={
            "slug": entry["slug"],
            "name": entry["name"],
            "description": entry["description"],
            "website": entry["website"],
            "email": entry["email"],
            "postal_address": entry.get("postal_address", ""),
            "languages": entry["languages"],
            "minimum_app_version": entry["minimum_app_version"],
            "latitude": entry["centre"]["latitude"],
            "longitude": entry["centre"]["longitude"],
            "licence_name": entry.get("licence", {}).get("name", ""),
            "licence_url": entry.get("licence", {}).get("url", ""),
            "apps": entry.get("apps", {}),
        },
    )
    return 1


@region.loads("municipalities.json", order=1)
def load_municipalities(entries: list[Entry]) -> int:
    copied = (
        "name", "official_name", "kind", "ags", "postal_codes", "latitude", "longitude", "population", "area_km2",
        "website", "town_hall_address",
    )  # fmt: skip
    for entry in entries:
        values = {name: entry[name] for name in copied}
        values |= {"population_on": date.fromisoformat(entry["population_on"]), "sort_key": sort_key(entry["name"])}
        municipality, _ = Municipality.objects.update_or_create(slug=entry["slug"], defaults=values)
        for district in entry["districts"]:
            District.objects.update_or_create(
                slug=district["slug"],
                defaults={
                    "municipality": municipality, "name": district["name"], "sort_key": sort_key(district["name"]),
                },
            )  # fmt: skip
    return len(entries)


@region.loads("topics.json", order=1)
def load_topics(entries: list[Entry]) -> int:
    for position, entry in enumerate(entries, start=1):
        Topic.objects.update_or_create(
            slug=entry["slug"],
            defaults={
                "position": position,
                "label_de": entry["label"]["de"],
                "label_en": entry["label"]["en"],
                "official_name": entry["official_name"],
                "description_de": entry["description"]["de"],
                "description_en": entry["description"]["en"],
            },
        )
    return len(entries)


@region.loads("organizations.json", order=2)
def load_organizations(entries: list[Entry]) -> int:
    municipalities = {municipality.slug: municipality for municipality in Municipality.objects.all()}
    for entry in entries:
        organization, _ = Organization.objects.update_or_create(
            slug=entry["slug"],
            defaults={
                "name": entry["name"],
                "sort_key": sort_key(entry["name"]),
                "website": entry.get("website", ""),
                "email": entry.get("email", ""),
                "handles_ideas": entry.get("handles_ideas", False),
            },
        )
        organization.municipalities.set(municipalities[slug] for slug in entry["municipalities"])
    return len(entries)
