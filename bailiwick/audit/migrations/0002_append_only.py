"""The journal and its seals may be added to and read, by nobody changed."""

from django.db import migrations

FORBID = """
CREATE OR REPLACE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""
TABLES = ("audit_journalrecord", "audit_journalseal")
BAN = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""
UNBAN = "DROP TRIGGER {table}_append_only ON {table};"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(FORBID, "DROP FUNCTION forbid_change()"),
        *(migrations.RunSQL(BAN.format(table=t), UNBAN.format(table=t)) for t in TABLES),
    ]
