"""Facts may be added to and read, by nobody changed."""

from django.db import migrations

BAN = """
CREATE TRIGGER cases_fact_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cases_fact
FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(BAN, "DROP TRIGGER cases_fact_append_only ON cases_fact"),
    ]
