"""Declaring, in a domain's migration, which tables make a public object: triggers see every write, bulk SQL too."""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

# ruff: noqa: S608 - names of tables and types come from migrations, never from outside


def track(type_: str, *, table: str, public: str = "true") -> RunSQL:
    """Follow a table whose rows are the objects; `public` is an SQL condition on `item`: whether all may see it."""
    name = f"changes_track_{table}"
    return RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE item {table}%ROWTYPE;
        BEGIN
            IF TG_OP = 'DELETE' THEN
                PERFORM changes_note('{type_}', OLD.id, false);
            ELSIF TG_OP = 'INSERT' OR NEW IS DISTINCT FROM OLD THEN
                item := NEW;
                PERFORM changes_note('{type_}', item.id, {public});
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
        SELECT changes_note('{type_}', item.id, {public}) FROM {table} AS item ORDER BY item.id;
        """,
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}(); DELETE FROM changes_change WHERE type = '{type_}';",
    )


def track_part(type_: str, *, table: str, shown_by: str) -> RunSQL:
    """Follow a table of which the objects' documents show parts.

    `shown_by` is an SQL query for the ids of the objects that show `part`, a row of the table: `SELECT part.event_id`.
    """
    name = f"changes_track_{table}_in_{type_}"
    return RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE part {table}%ROWTYPE;
        BEGIN
            IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
                RETURN NULL;
            END IF;
            {_note_whole(type_, shown_by)}
            RETURN NULL;
        END $$;
        CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )


def track_name(*, table: str, column: str = "slug") -> RunSQL:
    """Follow a name by which documents of many types call the rows of a table.

    It hardly ever changes: a slip in a region's file, set right by SQL. So then all that is public is noted, instead of
    one trigger for each type.
    """
    name = f"changes_track_{column}_of_{table}"
    return RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM changes_note(shown.type, shown.object_id, NULL)
            FROM (SELECT type, object_id FROM changes_change WHERE is_public ORDER BY type, object_id) AS shown;
            RETURN NULL;
        END $$;
        CREATE TRIGGER {name} AFTER UPDATE OF {column} ON {table} FOR EACH ROW
            WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )


def silence(type_: str, *, table: str, private: Sequence[str], public: str = "true") -> RunSQL:
    """From now on, a change of nothing but these columns, which no document shows, is none.

    Else what happens to all rows of one person at once, an address that is proven or forgotten, would stand in a row in
    everybody's copy, and join what the person has written under a name with what not.
    """
    return RunSQL(
        f"""
        CREATE OR REPLACE FUNCTION changes_track_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE item {table}%ROWTYPE;
        BEGIN
            IF TG_OP = 'DELETE' THEN
                PERFORM changes_note('{type_}', OLD.id, false);
                RETURN NULL;
            END IF;
            item := NEW;
            IF TG_OP = 'UPDATE' THEN
                {_as_before("item", private)}
                IF item IS NOT DISTINCT FROM OLD THEN
                    RETURN NULL;
                END IF;
                item := NEW;
            END IF;
            PERFORM changes_note('{type_}', item.id, {public});
            RETURN NULL;
        END $$;
        """,
        RunSQL.noop,
    )


def silence_part(type_: str, *, table: str, private: Sequence[str], shown_by: str) -> RunSQL:
    """The same for a table of which the objects' documents show parts."""
    return RunSQL(
        f"""
        CREATE OR REPLACE FUNCTION changes_track_{table}_in_{type_}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE part {table}%ROWTYPE;
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                part := NEW;
                {_as_before("part", private)}
                IF part IS NOT DISTINCT FROM OLD THEN
                    RETURN NULL;
                END IF;
            END IF;
            {_note_whole(type_, shown_by)}
            RETURN NULL;
        END $$;
        """,
        RunSQL.noop,
    )


def _note_whole(type_: str, shown_by: str) -> str:
    """Of a part that changed: the objects that showed it before, and those that show it now."""
    note = f"PERFORM changes_note('{type_}', shown.id, NULL) FROM ({shown_by}) AS shown(id) ORDER BY shown.id;"
    return f"""
            IF TG_OP <> 'INSERT' THEN
                part := OLD;
                {note}
            END IF;
            IF TG_OP <> 'DELETE' THEN
                part := NEW;
                {note}
            END IF;"""


def _as_before(row: str, columns: Sequence[str]) -> str:
    return " ".join(f"{row}.{column} := OLD.{column};" for column in columns)
