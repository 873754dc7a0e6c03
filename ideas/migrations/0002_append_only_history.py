"""The history of an idea only grows: the database itself refuses to rewrite it (docs/adr/0006-idea-history.md)."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION ideas_history_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Forgetting who acted, when that account is erased, is the one change allowed.
    IF NEW.actor_id IS NULL AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The history of an idea is only added to.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ideas_ideastatuschange_final';
END $$;

CREATE FUNCTION ideas_history_outlives_no_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ideas_idea WHERE id = OLD.idea_id) THEN
        RAISE EXCEPTION 'A step of an idea goes only with the idea itself.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ideas_ideastatuschange_stays';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ideas_ideastatuschange_final BEFORE UPDATE ON ideas_ideastatuschange
    FOR EACH ROW EXECUTE FUNCTION ideas_history_is_final();

-- Deferred: Django deletes the steps first, then their idea, in one transaction.
CREATE CONSTRAINT TRIGGER ideas_ideastatuschange_stays AFTER DELETE ON ideas_ideastatuschange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ideas_history_outlives_no_step();
"""

BACKWARDS = """
DROP TRIGGER ideas_ideastatuschange_stays ON ideas_ideastatuschange;
DROP TRIGGER ideas_ideastatuschange_final ON ideas_ideastatuschange;
DROP FUNCTION ideas_history_outlives_no_step();
DROP FUNCTION ideas_history_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("ideas", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
