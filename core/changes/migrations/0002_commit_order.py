"""The change log's own functions: noting a change, and giving it its place at commit."""

from django.db import migrations

NOTE = """
-- Part of an object's transaction: its document is void, and it needs a new place in the log.
-- `now_public` is null where only a part of it changed.
CREATE FUNCTION changes_note(kind text, object uuid, now_public boolean) RETURNS void LANGUAGE sql AS $$
    INSERT INTO changes_change (type, object_id, is_public, was_public)
    VALUES (kind, object, coalesce(now_public, false), coalesce(now_public, false))
    ON CONFLICT (type, object_id) DO UPDATE SET
        position = NULL,
        document = NULL,
        is_public = coalesce(now_public, changes_change.is_public),
        was_public = changes_change.was_public OR coalesce(now_public, false)
$$;
"""

PLACE = """
CREATE SEQUENCE changes_position;

-- Runs at commit. The lock is held until the transaction has become visible, so positions become visible in their
-- order: a reader who has seen N never finds a new row below N.
CREATE FUNCTION changes_take_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7032018001);
    UPDATE changes_change SET position = nextval('changes_position'), changed_at = clock_timestamp()
    WHERE id = NEW.id AND position IS NULL;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER changes_take_place AFTER INSERT OR UPDATE ON changes_change
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.position IS NULL) EXECUTE FUNCTION changes_take_place();

INSERT INTO changes_log (id, epoch, forgotten_up_to) VALUES (true, gen_random_uuid(), 0);
"""


class Migration(migrations.Migration):
    dependencies = [("changes", "0001_initial")]
    operations = [
        migrations.RunSQL(NOTE, "DROP FUNCTION changes_note(text, uuid, boolean);"),
        migrations.RunSQL(
            PLACE,
            "DROP TRIGGER changes_take_place ON changes_change; DROP FUNCTION changes_take_place();"
            "DROP SEQUENCE changes_position; DELETE FROM changes_log;",
        ),
    ]
