"""A live clock carries the type of its case, so that the board narrows by type without the cases.

Only live clocks are filled: those that have ended are on no board, and one that lives again is
written anew with its type. Teams get an index that answers by itself which cases they have.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_lists_answered_by_indexes"),
        ("org", "0003_administrators_stand_apart"),
    ]

    operations = [
        migrations.AddField(
            model_name="caseclock",
            name="type_code",
            field=models.CharField(db_default="", default="", max_length=8),
        ),
        migrations.RunSQL("DROP INDEX clock_board", migrations.RunSQL.noop),
        migrations.RunSQL(
            """
UPDATE cases_caseclock k SET type_code = c.type_code FROM cases_case c
 WHERE c.id = k.case_id AND k.state IN ('running', 'overdue', 'paused', 'grey')
""",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
CREATE INDEX clock_board ON cases_caseclock
    (court_id, internal, (least(yellow_on, orange_on, red_on, black_on)))
    INCLUDE (rule, type_code, case_id, yellow_on, orange_on, red_on, black_on, state)
    WHERE state IN ('running', 'overdue', 'paused', 'grey')
""",
            "DROP INDEX clock_board",
        ),
        migrations.RemoveIndex(model_name="caseclock", name="clock_live"),
        migrations.AddIndex(
            model_name="caseclock",
            index=models.Index(
                fields=["court", "rule", "due_on"],
                include=[
                    "case",
                    "internal",
                    "state",
                    "yellow_on",
                    "orange_on",
                    "red_on",
                    "black_on",
                ],
                condition=models.Q(state__in=["running", "overdue", "paused", "grey"]),
                name="clock_live",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="group",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="org.group",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["group", "officer", "id"], name="case_team"),
        ),
    ]
