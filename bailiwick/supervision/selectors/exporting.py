"""The lists of supervision as spreadsheets."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from bailiwick.law.screening import SCREENING
from bailiwick.notices.services.exports import Column, Export, Kind
from bailiwick.org.models import Account, Court
from bailiwick.supervision.selectors import board as boards
from bailiwick.supervision.selectors import hits, rulebook
from bailiwick.supervision.selectors.asking import wanted_of
from bailiwick.web.asked import whole
from bailiwick.web.lights import WORDS


def board_export(account: Account, query: QueryDict) -> Export:
    """The board as it is shown: overdue, of which 严重超期, and near due by column."""
    wanted = wanted_of(query, timezone.localdate())
    made = boards.board(account, wanted)
    rows = [*made.rows, *([made.total] if made.total else [])]
    head = "承办人" if wanted.mode == "officers" else "法院"
    if wanted.mode == "levels":
        columns = [Column("节点", 14), *(Column(WORDS[level], 10, Kind.NUMBER) for level in WORDS)]
        levels = list(WORDS)
        values = [[row.name, *(row.spread.get(level, 0) for level in levels)] for row in rows]
        return Export("节点看板", _board_filters(wanted), columns, values, len(values))
    columns = [Column(head, 14)]
    for column in boards.COLUMNS:
        columns.append(Column(f"{column.name} 超期", 10, Kind.NUMBER))
        columns.append(Column(f"{column.name} 其中严重超期", 10, Kind.NUMBER))
        columns.append(Column(f"{column.name} 临期临近", 10, Kind.NUMBER))
    columns += [Column("在办", 10, Kind.NUMBER), Column("超期案件", 10, Kind.NUMBER)]
    values = [_board_row(row) for row in rows]
    return Export("节点看板", _board_filters(wanted), columns, values, len(values))


def _board_row(row: boards.Row) -> list[Any]:
    values: list[Any] = [row.name]
    for cell in row.cells:
        values += [
            cell.overdue.count if cell.overdue else 0,
            cell.black,
            cell.near.count if cell.near else 0,
        ]
    return [*values, row.open.count, row.overdue.count]


def _board_filters(wanted: boards.Wanted) -> list[tuple[str, str]]:
    return [
        ("视图", boards.MODES[wanted.mode]),
        ("截至", wanted.on.isoformat()),
        ("等级", "、".join(WORDS[level] for level in wanted.levels)),
        ("案件类型", wanted.type_code or "全部"),
        ("未采用的内部管理节点", "计入" if wanted.internal else "不计"),
    ]


def hits_export(account: Account, query: QueryDict) -> Export:
    """The hits under the page's filters."""
    rows = hits.filtered(account, query)
    columns = [
        Column("规则", 8), Column("名称", 24), Column("程度", 10), Column("法院", 14),
        Column("案号", 28), Column("承办人", 12), Column("对象", 18), Column("命中依据", 48),
        Column("发现日", 12, Kind.DATE), Column("核查", 10), Column("理由", 30), Column("文书", 24),
        Column("核查人", 12), Column("消除日", 12, Kind.DATE),
    ]  # fmt: skip
    return Export(
        "筛查命中",
        _hit_filters(query),
        columns,
        (_hit_row(hit) for hit in hits.ordered(rows).iterator(chunk_size=2000)),
        rows.count(),
    )


def _hit_row(hit: Any) -> list[Any]:
    rule = SCREENING.get(hit.rule)
    return [
        hit.rule,
        rule.name if rule else "",
        hits.SEVERITIES.get(hit.severity, hit.severity),
        hit.court.short_name,
        hit.case.number,
        hit.case.officer.name if hit.case.officer else hit.case.officer_name,
        hit.subject,
        hits.summary(hit),
        hit.found_on,
        hit.get_review_display(),
        hit.reason,
        hit.document,
        hit.reviewed_by.person.name if hit.reviewed_by else "",
        hit.cleared_on,
    ]


def _hit_filters(query: QueryDict) -> list[tuple[str, str]]:
    court = whole(query.get("court"))
    name = Court.objects.filter(pk=court).first() if court is not None else None
    return [
        ("状态", hits.STATES.get(query.get("state") or "open", "")),
        ("规则", query.get("rule") or "全部"),
        ("法院", name.name if name else "全部"),
        ("程度", hits.SEVERITIES.get(query.get("severity", ""), "全部")),
    ]


def rules_export(account: Account, query: QueryDict) -> Export:
    """The rulebook on the page's day."""
    on = _day(query.get("on"))
    lines = rulebook.searched(rulebook.lines(on), query)
    columns = [
        Column("编号", 10), Column("名称", 24), Column("类别", 14), Column("期限", 12),
        Column("规则", 60), Column("依据", 44), Column("把握", 10), Column("性质", 14),
        Column("生效自", 12, Kind.DATE), Column("至", 12, Kind.DATE),
    ]  # fmt: skip
    values = [
        [
            line.id, line.name, line.group_text, line.limit_text, line.text, line.basis,
            "确定" if line.certain else "待核", "内部管理节点" if line.internal else "",
            line.first, line.last,
        ]
        for line in lines
    ]  # fmt: skip
    filters = [("截至", on.isoformat()), ("搜索", query.get("q") or "")]
    return Export("规则库", filters, columns, values, len(values))


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return timezone.localdate()
