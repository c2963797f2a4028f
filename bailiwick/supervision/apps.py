from django.apps import AppConfig

_BOARD, _SCREENING, _RULES = (
    "supervision.view_board",
    "supervision.view_screening",
    "supervision.view_rules",
)


class SupervisionConfig(AppConfig):
    name = "bailiwick.supervision"
    label = "supervision"
    verbose_name = "监督与质效"

    def ready(self) -> None:
        """Connect our receiver; add pages to the menu and lists to the exports."""
        from bailiwick.notices.services.exports import register_exporter
        from bailiwick.supervision import receivers  # noqa: F401
        from bailiwick.supervision.selectors import exporting, hits
        from bailiwick.web.context import MenuItem, add_item, add_section

        section = "流程管控"
        add_section(section, "layout-grid", order=30)
        board = MenuItem(
            "节点看板",
            "supervision:node_board",
            permissions=(_BOARD,),
            section=section,
            order=31,
        )
        screening = MenuItem(
            "筛查",
            "supervision:hit_list",
            permissions=(_SCREENING,),
            section=section,
            order=32,
            also=("supervision:hit_detail", "supervision:hit_review", "supervision:run_list"),
        )
        rules = MenuItem(
            "规则库",
            "supervision:rule_list",
            icon="book",
            permissions=(_RULES,),
            order=60,
            also=("supervision:rule_detail", "supervision:rule_set", "supervision:setting_end"),
        )
        add_item(board)
        add_item(screening, count=hits.open_count)
        add_item(rules)
        register_exporter(
            "supervision.board", "节点看板", exporting.board_export, permission=_BOARD
        )
        register_exporter(
            "supervision.hits", "筛查命中", exporting.hits_export, permission=_SCREENING
        )
        register_exporter("supervision.rules", "规则库", exporting.rules_export, permission=_RULES)
