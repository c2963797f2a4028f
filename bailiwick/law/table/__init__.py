"""The rows of the rulebook: each limit, what opens, answers and pauses it, and its source.

Triggers and answers are words of the fact index: a node code, 申请, 申请:审计, 线索, 反馈:有,
异议:案外人, 裁定送达, 到账, 发放, 结案. Where a page of the law is silent, docs/decisions says how
we read it.
"""

from __future__ import annotations

from bailiwick.law.table.after import AFTER_ROWS
from bailiwick.law.table.control import MEASURE_ROWS
from bailiwick.law.table.execution import C226_ROWS, EXEC_ROWS
from bailiwick.law.table.form import Rule
from bailiwick.law.table.inquiry import INQUIRY_ROWS
from bailiwick.law.table.objections import OBJECTION_ROWS
from bailiwick.law.table.preservation import PRESERVATION_ROWS
from bailiwick.law.table.starting import START_ROWS

RULE_ROWS: tuple[Rule, ...] = (
    *EXEC_ROWS,
    *C226_ROWS,
    *START_ROWS,
    *INQUIRY_ROWS,
    *MEASURE_ROWS,
    *AFTER_ROWS,
    *OBJECTION_ROWS,
    *PRESERVATION_ROWS,
)
