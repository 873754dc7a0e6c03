"""Many events at once, by SQL, with their rows in the change log."""

from django.db import connection

INSERT = """
    WITH made AS (
        INSERT INTO events_event (
            id, created_at, updated_at, publication, published_at, title, summary, description, kind, status,
            time_precision, starts_at, ends_at, time_zone, attendance_mode, tags, organization_id, price_note,
            public_url, sequence
        )
        SELECT gen_random_uuid(), now(), now(), 'published', now(), 'Veranstaltung ' || n,
               CASE WHEN n %% 1000 = 0 THEN 'Mit Kartoffelfeuer' ELSE 'Ein Treffen im Ort' END,
               'Text zur Veranstaltung ' || n, 'workshop', 'scheduled', 'minute',
               now() + interval '1 day' + n * interval '1 minute',
               now() + interval '1 day' + n * interval '1 minute' + interval '2 hours',
               'Europe/Berlin', 'online', '{digitales}',
               (SELECT id FROM municipalities_organization WHERE slug = 'region-partheland'), '', '', 0
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
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


def fill(first, last, step=50_000):
    """Events number `first` to `last`. Their triggers would say the same one by one, so they rest meanwhile."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for start in range(first, last + 1, step):
            cursor.execute(INSERT, {"first": start, "last": min(start + step - 1, last)})
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")
