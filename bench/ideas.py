"""Many ideas at once, by SQL, with their rows in the change log."""

from typing import Any

from django.db import connection
from django.utils import timezone

from core.municipalities.models import Municipality
from ideas.models import DatePrecision, Display, Idea, Support, Visibility

# What each has of its own; everything else is as in the first one, which the model's defaults made. Of the words in the
# titles some stand in all of them, some in every twentieth and some in every thousandth, also only in old ones.
OWN = {
    "id": "gen_random_uuid()",
    "reference": "lpad(to_hex(n), 9, '0')",
    "title": """'Neue Bank am Radweg ' || n
        || CASE WHEN n %% 20 = 0 THEN ' mit Spielplatz' ELSE '' END
        || CASE WHEN n %% 20 = 10 THEN ' und Beleuchtung' ELSE '' END
        || CASE WHEN n %% 1000 = 0 THEN ' beim Kartoffelfeuer' ELSE '' END
        || CASE WHEN n %% 100 = 0 AND n < %(last)s - 2000 THEN ' am Freibad' ELSE '' END""",
    "text": "'Zum Ausruhen für alle, die unterwegs sind. ' || n",
    "submitted_on": "template.submitted_on - ((%(last)s - n) / 50)::int",
    "municipality_id": "(%(places)s::uuid[])[1 + n %% 8]",
    "latitude": "CASE WHEN n %% 2 = 0 THEN 51.3 + (n %% 1000) / 10000.0 END",
    "longitude": "CASE WHEN n %% 2 = 0 THEN 12.5 + (n %% 777) / 10000.0 END",
}
INSERT = """
    WITH made AS (
        INSERT INTO ideas_idea ({columns})
        SELECT {values} FROM ideas_idea AS template, generate_series(%(first)s::bigint, %(last)s::bigint) AS n
        WHERE template.id = %(template)s
        RETURNING id
    )
    INSERT INTO changes_change (type, object_id, position, changed_at, is_public, was_public)
    SELECT 'idea', id, nextval('changes_position'), now(), true, true FROM made
"""
# Common ones, rarer ones together, rare ones, an old one, a mistaken one, a part of one, one that stands nowhere.
TYPED = (
    "Bank",
    "Eine neue Bank am Radweg",
    "Spielplatz und Beleuchtung am Radweg",
    "Kartoffelfeuer",
    "Bank am Freibad mit Spielplatz",
    "Kartofelfeuer",
    "Feuer",
    "Quastenflosser für den Teich in Borsdorf und Umgebung, gern auch in blau",
)
TABLES = ("ideas_idea", "changes_change")


def fill(first: int, last: int) -> None:
    """Public ideas number `first` to `last`, the last ones the newest, over the municipalities and the region.

    Their triggers would say the same one by one, so they rest meanwhile.
    """
    columns = [str(field.column) for field in Idea._meta.concrete_fields if not field.generated]
    values = [OWN.get(column, f"template.{column}") for column in columns]
    insert = INSERT.format(columns=", ".join(columns), values=", ".join(values))
    places = [*Municipality.objects.order_by("slug").values_list("pk", flat=True), None]
    with connection.cursor() as cursor:
        made: dict[str, Any] = {"template": template().pk, "places": places, "first": first, "last": last}
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # where this is one transaction: nothing waits for its end
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(insert, made)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")


SUPPORT = """
    WITH unsupported AS (
        SELECT id, row_number() OVER (ORDER BY id) % 41 AS number FROM ideas_idea AS idea
        WHERE NOT EXISTS (SELECT FROM ideas_support WHERE idea_id = idea.id)
    ), made AS (
        INSERT INTO ideas_support (id, idea_id, address_key, is_current, since)
        SELECT gen_random_uuid(), id, sha256(convert_to(id::text || n, 'UTF8')), true, current_date
        FROM unsupported, generate_series(1, number) AS n
        RETURNING idea_id
    )
    UPDATE ideas_idea SET support_count = counted.number
    FROM (SELECT idea_id, count(*) AS number FROM made GROUP BY idea_id) AS counted WHERE id = counted.idea_id
"""


def support() -> int:
    """From none to forty guests for each idea that has none, twenty on average; tells how many there are then."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ideas_idea DISABLE TRIGGER USER")
        cursor.execute(SUPPORT)
        cursor.execute("ALTER TABLE ideas_idea ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE")
    return Support.objects.count()


def template() -> Idea:
    return Idea.objects.create(
        title="Vorlage", text="Zum Ausruhen", display=Display.ANONYMOUS, visibility=Visibility.PUBLIC,
        published_at=timezone.now(), submitted_on=timezone.localdate(), date_precision=DatePrecision.DAY,
    )  # fmt: skip
