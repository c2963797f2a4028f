"""One covering index for both readings of the board: what is due, and every live clock by level."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_board_reads_indexes_only")]

    operations = [
        migrations.RunSQL("DROP INDEX clock_alert", migrations.RunSQL.noop),
        migrations.RunSQL(
            """
CREATE INDEX clock_board ON cases_caseclock
    (court_id, internal, (least(yellow_on, orange_on, red_on, black_on)))
    INCLUDE (rule, case_id, yellow_on, orange_on, red_on, black_on, state)
    WHERE state IN ('running', 'overdue', 'paused', 'grey')
""",
            "DROP INDEX clock_board",
        ),
    ]
