"""The log of what is somebody's own: noting a change, giving it its place at commit, and going with the account."""

from django.db import migrations, models

NOTE = """
-- Part of the transaction that changes an object of somebody's own lists. What was never theirs leaves no trace.
CREATE FUNCTION changes_note_personal(owner uuid, kind text, object uuid, shown boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF shown THEN
        INSERT INTO changes_personalchange AS known (person_id, type, object_id, changed_on, is_present)
        VALUES (owner, kind, object, current_date, true)
        ON CONFLICT (type, object_id, person_id) DO UPDATE SET position = NULL, is_present = true
        WHERE known.position IS NOT NULL OR NOT known.is_present;
    ELSE
        UPDATE changes_personalchange SET position = NULL, is_present = false
        WHERE type = kind AND object_id = object AND person_id = owner AND is_present;
    END IF;
    IF FOUND THEN
        PERFORM set_config('changes.personal', 'noted', true);
    END IF;
END $$;
"""

PLACE = """
CREATE SEQUENCE changes_personal_position;

-- Once per transaction, at commit. Whether there is anything to place stands in a setting of the transaction: looking
-- for rows would meet, row by row, all that this transaction has placed already.
CREATE FUNCTION changes_place_personal() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('changes.personal', true) = 'noted' THEN
        PERFORM pg_advisory_xact_lock(7032018002);
        UPDATE changes_personalchange SET position = nextval('changes_personal_position'), changed_on = current_date
        WHERE position IS NULL;
        PERFORM set_config('changes.personal', '', true);
    END IF;
END $$;

CREATE FUNCTION changes_take_personal_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM changes_place_personal();
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER changes_take_personal_place AFTER INSERT OR UPDATE ON changes_personalchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.position IS NULL)
    EXECUTE FUNCTION changes_take_personal_place();

-- Who needs both locks takes the personal one first: so two never wait for each other, and who holds the public one
-- waits for nobody.
CREATE OR REPLACE FUNCTION changes_take_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM changes_place_personal();
    PERFORM pg_advisory_xact_lock(7032018001);
    UPDATE changes_change SET position = nextval('changes_position'), changed_at = clock_timestamp()
    WHERE id = NEW.id AND position IS NULL;
    RETURN NULL;
END $$;
"""

# Erasing an account deletes its objects, each of which leaves a tombstone; so this comes after all of them.
ERASE = """
CREATE FUNCTION changes_forget_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM changes_personalchange WHERE person_id = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER changes_forget_person AFTER DELETE ON accounts_person
    FOR EACH ROW EXECUTE FUNCTION changes_forget_person();
"""


class Migration(migrations.Migration):
    dependencies = [("changes", "0003_documents_tell_whom_they_concern"), ("accounts", "0006_signed_out_at")]
    operations = [
        migrations.CreateModel(
            name="PersonalChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.UUIDField()),
                ("type", models.CharField(max_length=20)),
                ("object_id", models.UUIDField()),
                ("position", models.BigIntegerField(null=True, unique=True)),
                ("changed_on", models.DateField()),
                ("is_present", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id", "position"], name="changes_personal_of_person"),
                    models.Index(
                        condition=models.Q(("is_present", False)), fields=["changed_on"], name="changes_personal_gone"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("type", "object_id", "person_id"), name="changes_personalchange_one_per_object"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="log", name="personal_forgotten_up_to", field=models.BigIntegerField(default=0)
        ),
        migrations.RunSQL(NOTE, "DROP FUNCTION changes_note_personal(uuid, text, uuid, boolean);"),
        migrations.RunSQL(
            PLACE,
            """
            CREATE OR REPLACE FUNCTION changes_take_place() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock(7032018001);
                UPDATE changes_change SET position = nextval('changes_position'), changed_at = clock_timestamp()
                WHERE id = NEW.id AND position IS NULL;
                RETURN NULL;
            END $$;
            DROP TRIGGER changes_take_personal_place ON changes_personalchange;
            DROP FUNCTION changes_take_personal_place(); DROP FUNCTION changes_place_personal();
            DROP SEQUENCE changes_personal_position;
            """,
        ),
        migrations.RunSQL(ERASE, "DROP TRIGGER changes_forget_person ON accounts_person;"
                          "DROP FUNCTION changes_forget_person();"),
    ]
