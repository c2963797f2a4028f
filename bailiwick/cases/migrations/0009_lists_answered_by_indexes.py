"""What lists and counts ask of open cases stands in one index; closed ones are found by their mode.

A list of the whole city looks at every open case. Their rows lie scattered over ten years of
register, so reading 80,000 of them costs as much as reading it all; the index holds them together.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_board_index_over_all_live_clocks"),
        ("org", "0003_administrators_stand_apart"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["court", "due_on", "id"],
                include=[
                    "filed_on", "yellow_on", "orange_on", "red_on", "black_on", "is_grey",
                    "is_paused", "year", "type_code", "serial", "kind", "node", "cause",
                    "sensitive", "officer", "officer_name", "clerk", "group", "amount_claimed",
                    "amount_received", "amount_paid",
                ],
                condition=models.Q(closed_on__isnull=True),
                name="case_open_list",
            ),
        ),
        migrations.RunSQL(
            """
CREATE INDEX case_mode ON cases_case (closing_mode, closed_on DESC NULLS LAST, id DESC)
    INCLUDE (court_id) WHERE closed_on IS NOT NULL
""",
            "DROP INDEX case_mode",
        ),
    ]  # fmt: skip
