"""Declaring, in a domain's migration, which tables make a public object: triggers see every write, bulk SQL too."""

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
            IF TG_OP <> 'INSERT' THEN
                part := OLD;
                PERFORM changes_note('{type_}', shown.id, NULL) FROM ({shown_by}) AS shown(id) ORDER BY shown.id;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                part := NEW;
                PERFORM changes_note('{type_}', shown.id, NULL) FROM ({shown_by}) AS shown(id) ORDER BY shown.id;
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )
