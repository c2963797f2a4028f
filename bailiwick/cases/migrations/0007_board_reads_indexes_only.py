"""Covering indexes of the node board: it counts every alert of all courts without touching a row.

Written as SQL: an index over an expression that also carries columns is beyond ``models.Index``.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_a_person_puts_a_case_aside")]

    operations = [
        migrations.RunSQL(
            """
CREATE INDEX clock_alert ON cases_caseclock
    (court_id, internal, (least(yellow_on, orange_on, red_on, black_on)))
    INCLUDE (rule, case_id, yellow_on, orange_on, red_on, black_on, state)
    WHERE state IN ('running', 'overdue')
""",
            "DROP INDEX clock_alert",
        ),
        migrations.RunSQL(
            """
CREATE INDEX case_board ON cases_case (court_id)
    INCLUDE (yellow_on, orange_on, red_on, black_on, due_on, is_grey, is_paused, type_code)
    WHERE closed_on IS NULL
""",
            "DROP INDEX case_board",
        ),
    ]
