"""The lists of the register as spreadsheets: the same filters and scope as the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from bailiwick.cases.models import Case
from bailiwick.cases.selectors import case_list as listing
from bailiwick.cases.selectors import expiring, register
from bailiwick.cases.selectors.case_rows import CaseRow, rows_of
from bailiwick.notices.services.exports import Column, Export, Kind, Row
from bailiwick.org.models import Account
from bailiwick.web.asked import whole
from bailiwick.web.lights import chip_of

BATCH = 1000
_CASE_COLUMNS = [
    Column("最重时限", 14, Kind.TEXT),
    Column("案号", 28, Kind.TEXT),
    Column("法院", 14, Kind.TEXT),
    Column("申请执行人", 24, Kind.TEXT),
    Column("被执行人", 24, Kind.TEXT),
    Column("案由", 20, Kind.TEXT),
    Column("立案日期", 12, Kind.DATE),
    Column("申请执行标的额", 16, Kind.AMOUNT),
    Column("实际到位金额", 16, Kind.AMOUNT),
    Column("已发放", 16, Kind.AMOUNT),
    Column("当前节点", 16, Kind.TEXT),
    Column("届满事项", 20, Kind.TEXT),
    Column("届满日期", 12, Kind.DATE),
    Column("承办人", 12, Kind.TEXT),
    Column("团队", 16, Kind.TEXT),
    Column("结案日期", 12, Kind.DATE),
    Column("结案方式", 18, Kind.TEXT),
]
_MEASURE_COLUMNS = [
    Column("等级", 14, Kind.TEXT),
    Column("届满日期", 12, Kind.DATE),
    Column("措施", 14, Kind.TEXT),
    Column("财产", 30, Kind.TEXT),
    Column("权利人", 20, Kind.TEXT),
    Column("价值", 16, Kind.AMOUNT),
    Column("案号", 28, Kind.TEXT),
    Column("法院", 14, Kind.TEXT),
    Column("承办人", 12, Kind.TEXT),
]


def cases(account: Account, params: QueryDict) -> Export:
    """Return the list as filtered, or only the picked rows (``pick``)."""
    on = timezone.localdate()
    picked = [pk for one in params.getlist("pick") if (pk := whole(one)) is not None]
    if "pick" in params:  # picked rows that have gone meanwhile are no reason to export all
        rows = register.filtered(account, {"status": "all"}, on).filter(pk__in=picked)
        filters = [("范围", f"选中 {len(picked)} 件")]
    else:
        on = register.day_of(params, on)
        rows = register.filtered(account, params, on)
        filters = [(chip.label, chip.text) for chip in listing.chips(params, on)]
    return Export("案件列表", filters, _CASE_COLUMNS, _case_rows(rows, on), rows.order_by().count())


def _case_rows(rows: QuerySet[Case], on: date) -> Iterator[Row]:
    found = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        for row in rows_of(batch, on):
            yield _case_row(row)


def _case_row(row: CaseRow) -> Row:
    case = row.case
    chip = chip_of(row.light)
    officer = case.officer.name if case.officer else case.officer_name
    return (
        chip.text if chip else "", row.number, case.court.short_name, row.applicants, row.debtors,
        row.cause, case.filed_on, case.amount_claimed, case.amount_received, case.amount_paid,
        row.node, row.matter, row.due_on, officer, case.group.name if case.group else "",
        case.closed_on, case.closing_mode,
    )  # fmt: skip


def measures(account: Account, params: QueryDict) -> Export:
    """Return 查封冻结到期预警 as filtered."""
    on = timezone.localdate()
    step = params.get("step", "")
    reach = expiring.reach_of(account, params)
    rows = expiring.narrowed(expiring.on_step(expiring.measures(reach), step, on), params)
    label = next((text for key, text, _, _ in expiring.LADDER if key == step), "")
    filters = [("到期阶梯", label)]
    kind, text = str(params.get("type") or ""), str(params.get("q") or "")
    if kind in expiring.TYPES:
        filters.append(("财产", expiring.TYPES[kind]))
    if text:
        filters.append(("搜索", text))
    ordered = expiring.by_urgency(rows)
    return Export(
        "查封冻结到期预警", filters, _MEASURE_COLUMNS, _measure_rows(ordered, on), rows.count()
    )


def _measure_rows(rows: QuerySet[Any], on: date) -> Iterator[Row]:
    found = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        for item in expiring.items(batch, on):
            chip = chip_of(item.light)
            yield (
                chip.text if chip else "", item.due_on, item.name, item.what, item.holder,
                item.amount if item.amount is not None else Decimal(0), item.number, item.court,
                item.officer,
            )  # fmt: skip
