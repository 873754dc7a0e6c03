"""Many events at once, by SQL, with their rows in the change log."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from core.municipalities.models import Organization
from events.models import Event

# What each has of its own; everything else is as in the first one, which the model's defaults made.
OWN = {
    "id": "gen_random_uuid()",
    "title": "'Veranstaltung ' || n",
    "summary": "CASE WHEN n %% 1000 = 0 THEN 'Mit Kartoffelfeuer' ELSE 'Ein Treffen im Ort' END",
    "description": "'Text zur Veranstaltung ' || n",
    "starts_at": "now() + interval '1 day' + n * interval '1 minute'",
    "ends_at": "now() + interval '1 day' + n * interval '1 minute' + interval '2 hours'",
}
INSERT = """
    WITH made AS (
        INSERT INTO events_event ({columns})
        SELECT {values} FROM events_event AS template, generate_series(%(first)s::bigint, %(last)s::bigint) AS n
        WHERE template.id = %(template)s
        RETURNING id
    ), addressed AS (
        INSERT INTO events_event_municipalities (event_id, municipality_id)
        SELECT made.id, place.id FROM made, municipalities_municipality AS place WHERE place.slug = 'borsdorf'
    )
    INSERT INTO changes_change (type, object_id, position, changed_at, is_public, was_public)
    SELECT 'event', id, nextval('changes_position'), now(), true, true FROM made
"""
# Common ones, a rare one, a part of it, a mistaken one, and one that stands nowhere.
WORDS = ("Veranstaltung", "Treffen im Ort", "Kartoffelfeuer", "Feuer", "Kartofelfeuer", "Quastenflosser")
TABLES = ("events_event", "events_event_municipalities", "changes_change")


def fill(first: int, last: int, step: int = 50_000) -> None:
    """Events number `first` to `last`. Their triggers would say the same one by one, so they rest meanwhile."""
    columns = [str(field.column) for field in Event._meta.concrete_fields if not field.generated]
    values = [OWN.get(column, f"template.{column}") for column in columns]
    insert = INSERT.format(columns=", ".join(columns), values=", ".join(values))
    numbers = {"template": template().pk}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # where this is one transaction: nothing waits for its end
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for start in range(first, last + 1, step):
            cursor.execute(insert, {**numbers, "first": start, "last": min(start + step - 1, last)})
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")


def template() -> Event:
    now = timezone.now()
    return Event.objects.create(
        title="Veranstaltung 0", kind="workshop", attendance_mode="online", tags=["digitales"],
        publication="published", published_at=now, starts_at=now + timedelta(days=1),
        organization=Organization.objects.get(slug="region-partheland"),
    )  # fmt: skip
