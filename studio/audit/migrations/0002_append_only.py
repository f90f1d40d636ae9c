"""The database itself refuses to change the trail, whoever asks; see docs/decisions/0021-the-audit-trail-is-append-only.md."""

from django.db import migrations

# ALWAYS: also where a superuser has set session_replication_role, which turns ordinary triggers off.
PROTECT = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '365 days' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit trail is append-only: % refused.', TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Entries older than 365 days may be deleted.';
END
$$;
CREATE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE audit_auditentry ENABLE ALWAYS TRIGGER audit_rows;
ALTER TABLE audit_auditentry ENABLE ALWAYS TRIGGER audit_truncate;
"""
UNPROTECT = """
DROP TRIGGER audit_rows ON audit_auditentry;
DROP TRIGGER audit_truncate ON audit_auditentry;
DROP FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(PROTECT, UNPROTECT)]
