"""Declaring, in a domain's migration, which tables make somebody's own lists: triggers see bulk SQL too."""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

# ruff: noqa: S608 - names of tables and types come from migrations, never from outside


def track_personal(
    type_: str, *, table: str, owner: str = "person_id", object_id: str = "id", shown: str = "true"
) -> RunSQL:
    """Follow a table whose rows are objects of their `owner`, who may change, or be null.

    `shown` is an SQL condition on `item`: whether the owner's list has it, as far as the row alone can tell.
    """
    name = f"changes_personal_{table}"
    return RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE item {table}%ROWTYPE;
        BEGIN
            IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
                RETURN NULL;
            END IF;
            IF TG_OP <> 'INSERT' AND OLD.{owner} IS NOT NULL AND (
                TG_OP = 'DELETE' OR (NEW.{owner}, NEW.{object_id}) IS DISTINCT FROM (OLD.{owner}, OLD.{object_id})
            ) THEN
                PERFORM changes_note_personal(OLD.{owner}, '{type_}', OLD.{object_id}, false);
            END IF;
            IF TG_OP <> 'DELETE' AND NEW.{owner} IS NOT NULL THEN
                item := NEW;
                PERFORM changes_note_personal(item.{owner}, '{type_}', item.{object_id}, {shown});
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
        SELECT changes_note_personal(item.{owner}, '{type_}', item.{object_id}, {shown})
        FROM {table} AS item WHERE item.{owner} IS NOT NULL ORDER BY item.id;
        """,
        f"""
        DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();
        DELETE FROM changes_personalchange WHERE type = '{type_}';
        """,
    )


def track_personal_part(type_: str, *, table: str, shown_by: str, columns: Sequence[str] = ()) -> RunSQL:
    """Follow a table of which the documents in the owners' lists show parts.

    `shown_by` is an SQL query for the ids of the objects that show `part`, a row of the table. With `columns`, only a
    change of one of them counts: of a table that is written often the others cost nothing. Where rows are deleted that
    a document shows, that is followed by `track_personal_part_gone`.
    """
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    event = f"UPDATE ON {table} FOR EACH ROW WHEN ({changed})" if columns else (
        f"INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW"
    )  # fmt: skip
    return _part(f"changes_personal_{table}_in_{type_}", type_, table=table, shown_by=shown_by, event=event)


def track_personal_part_gone(type_: str, *, table: str, shown_by: str) -> RunSQL:
    """Follow the deletion of rows that documents show, where `track_personal_part` follows some columns only."""
    event = f"DELETE ON {table} FOR EACH ROW"
    return _part(f"changes_personal_{table}_gone_from_{type_}", type_, table=table, shown_by=shown_by, event=event)


def _part(name: str, type_: str, *, table: str, shown_by: str, event: str) -> RunSQL:
    return RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE part {table}%ROWTYPE;
        BEGIN
            IF TG_OP <> 'INSERT' THEN
                part := OLD;
                {_note(type_, shown_by)}
            END IF;
            IF TG_OP <> 'DELETE' THEN
                part := NEW;
                {_note(type_, shown_by)}
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER {name} AFTER {event} EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
    )


def _note(type_: str, shown_by: str) -> str:
    """All at once: what somebody's list shows has a row already."""
    return f"""
                UPDATE changes_personalchange SET position = NULL
                WHERE type = '{type_}' AND is_present AND position IS NOT NULL AND object_id IN ({shown_by});
                IF FOUND THEN
                    PERFORM set_config('changes.personal', 'noted', true);
                END IF;"""
