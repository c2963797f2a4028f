from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "bailiwick.org"
    label = "org"
    verbose_name = "组织人员"

    def ready(self) -> None:
        """Connect the door's receivers; add our pages to the menu and our warning to the bar."""
        from django.utils.timezone import localdate

        from bailiwick.audit import naming
        from bailiwick.org import browsers, exporting, receivers, roles, selectors  # noqa: F401
        from bailiwick.org.models import END_REASONS
        from bailiwick.web.context import MenuItem, add_item, add_section, add_warning

        exporting.register()
        naming.register_words("needed", roles.words_of_rights)
        naming.register_words("agent", browsers.words_of)
        naming.register_words("reason", lambda text: END_REASONS.get(text, text))
        section = "组织与人员"
        add_section(section, "users", order=70)
        for order, (label, url_name, permissions, also) in enumerate(_MENU, start=1):
            item = MenuItem(
                label,
                url_name,
                permissions=permissions,
                section=section,
                order=70 + order,
                also=also,
            )
            count = selectors.menu_count_waiting if url_name == "org:post_list_waiting" else None
            add_item(item, count=count)
        add_warning(lambda _: selectors.calendar_warning(localdate()))


_MENU = (
    (
        "组织与人员",
        "org:organisation",
        ("org.view_people",),
        ("org:person_detail", "org:court_detail"),
    ),
    ("待确认任职", "org:post_list_waiting", ("org.manage_posts",), ()),
    ("账号", "org:account_list", ("org.manage_accounts",), ("org:account_create",)),
    ("导入人员名册", "org:staff_import", ("org.import_staff",), ()),
    ("登录会话", "org:session_list", ("org.view_sessions",), ()),
    ("权限表", "org:rights_table", ("org.view_policy",), ()),
    ("工作日历", "org:calendar", (), ()),
)
