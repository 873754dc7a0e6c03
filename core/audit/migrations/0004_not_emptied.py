"""The audit only grows: nor does the database empty it as a whole, past the rows' own trigger."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit is only added to.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'audit_auditentry_not_emptied';
END $$;

CREATE TRIGGER audit_auditentry_not_emptied BEFORE TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay();
"""

BACKWARDS = """
DROP TRIGGER audit_auditentry_not_emptied ON audit_auditentry;
DROP FUNCTION audit_entries_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_immutable")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
