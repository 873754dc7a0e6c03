"""The audit only grows: the database itself refuses to rewrite it, and lets go only of what is old enough."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION audit_entry_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        -- Retention names, for its own transaction, the moment before which entries are kept no longer.
        IF OLD.at < nullif(current_setting('audit.expired_before', true), '')::timestamptz THEN
            RETURN OLD;
        END IF;
    -- Forgetting who acted, when that account is erased, is the one change allowed.
    ELSIF NEW.actor_id IS NULL AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The audit is only added to.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'audit_auditentry_final';
END $$;

CREATE TRIGGER audit_auditentry_final BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_is_final();
"""

BACKWARDS = """
DROP TRIGGER audit_auditentry_final ON audit_auditentry;
DROP FUNCTION audit_entry_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_organization_and_site_key")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
