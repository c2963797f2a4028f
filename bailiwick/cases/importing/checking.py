"""Turns the staged rows of a case into a ``CaseUnit``, or into reasons.

A bad 案件 row refuses the whole case, each of its rows with the reason. Any other bad row is refused
alone and the rest of the case lands. Nothing is guessed: what cannot be read is said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bailiwick.cases.importing import layout, values
from bailiwick.cases.importing.rows import CaseRow, CaseUnit, FactRow, PartyRow, Remark
from bailiwick.cases.importing.staging import StagedCase, StagedRow, readable
from bailiwick.cases.importing.values import BadValue
from bailiwick.cases.models import PartyKind, PartyRole
from bailiwick.law import case_numbers, nodes
from bailiwick.law.facts import APPROVERS, DEDUCTIONS, measure_rule

ROLES = {role.value: role.value for role in PartyRole} | {
    "申请人": "申请执行人", "申请执行": "申请执行人", "执行申请人": "申请执行人", "被申请人": "被执行人",
    "被执行": "被执行人", "被申请执行人": "被执行人", "申请复议人": "复议申请人", "第三人": "其他",
    "异议申请人": "异议人", "保全申请人": "申请保全人", "被申请保全人": "被保全人",
}  # fmt: skip
KINDS = {kind.value: kind.value for kind in PartyKind} | {
    "个人": "自然人", "公民": "自然人", "自然人": "自然人", "单位": "法人", "企业": "法人", "企业法人": "法人",
    "公司": "法人", "机关法人": "法人", "非法人组织": "其他组织", "其它组织": "其他组织", "个体工商户": "其他组织",
}  # fmt: skip
DEDUCTION_WORDS = {word: word for word in DEDUCTIONS} | {
    "公告": "公告送达", "中止执行": "中止", "暂缓执行": "暂缓", "鉴定评估": "评估", "鉴定": "评估",
    "和解暂缓": "和解或担保暂缓", "担保暂缓": "和解或担保暂缓", "管辖权争议": "管辖争议", "管辖异议": "管辖争议",
    "执行争议协调": "争议协调", "网络拍卖": "拍卖", "司法拍卖": "拍卖", "提级": "提级指定委托",
    "指定执行": "提级指定委托", "委托执行": "提级指定委托",
}  # fmt: skip
APPROVER_WORDS = {word: word for word in APPROVERS} | {
    "高院": "高级人民法院",
    "主管副院长": "副院长",
}
PAYMENT_WORDS = {
    "到账": "到账", "到帐": "到账", "到款": "到账", "缴款": "到账", "收款": "到账", "入账": "到账",
    "发放": "发放", "发款": "发放", "付款": "发放", "支付": "发放",
}  # fmt: skip
CASE_KINDS = {
    "民事": "民事",
    "行政非诉": "行政非诉",
    "非诉": "行政非诉",
    "行政": "行政非诉",
    "刑事涉财": "刑事涉财",
    "刑事": "刑事涉财",
}
_CRIMINAL = re.compile(r"刑[初终再更]")
_ADMINISTRATIVE = re.compile(r"行审|非诉执行|行政处罚决定|行政处理决定")
_FIRM = re.compile(
    r"公司|银行|合作社|委员会|厂$|局$|院$|中心$|学校$|村$|商行$|经营部$|店$|信用社|企业|集团|政府"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A court as checking knows it."""

    id: int
    code: str
    name: str
    successor: int | None = None


@dataclass
class Desk:
    """What checking asks of the register: courts by every name, staff by name, who may import where."""

    courts: dict[str, Place]
    people: dict[tuple[int, str], set[int]]
    today: date
    allowed: frozenset[int] | None = None  # None: every court
    by_code: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_code = {place.code: place for place in self.courts.values()}

    def court(self, text: str) -> Place:
        found = self.courts.get(layout.plain(text))
        if found is None:
            raise BadValue(f"没有名为“{text[:30]}”的法院，填法院全称或代字")
        return found


class _Refused(Exception):
    """The 案件 row cannot be used: the case with all its rows is refused."""

    def __init__(self, column: str, reason: str) -> None:
        self.column = column
        self.reason = reason
        super().__init__(reason)


def unit_of(staged: StagedCase, desk: Desk, sheets: frozenset[str]) -> CaseUnit:
    """Return the checked case; ``unit.refused`` when nothing of it may land."""
    unit = CaseUnit(staged.position, staged.number, 0, None, covers=sheets, rows=len(staged.rows))
    own = [row for row in staged.rows if row.sheet == "案件"]
    for twin in own[1:]:
        _remark(unit, twin, "案号", f"案号与案件表第 {own[0].row} 行重复，以第 {own[0].row} 行为准")
    rest = [row for row in staged.rows if row.sheet != "案件"]
    if not own:  # may turn out to belong to no case at all: then the rows go back as they came
        unit.read = {(row.sheet, row.row): readable(row.values) for row in rest}
    try:
        place = _court_of(staged.number, own[0] if own else None, desk)
        if own:
            unit.case = _case_row(own[0], staged.number, desk, place, unit)
        unit.court_id = place.id
    except _Refused as refused:
        _refuse_all(unit, own[:1], rest, refused)
        return unit
    checker = _Rows(unit, desk)
    for row in rest:
        checker.take(row)
    return unit


def _refuse_all(
    unit: CaseUnit, own: list[StagedRow], rest: list[StagedRow], refused: _Refused
) -> None:
    for row in own:
        _remark(unit, row, refused.column, refused.reason)
    why = f"案件表第 {own[0].row} 行未导入：{refused.reason}" if own else refused.reason
    for row in rest:
        _remark(unit, row, "案号", why)


def _remark(
    unit: CaseUnit, row: StagedRow, column: str, reason: str, *, note: bool = False
) -> None:
    original = readable(row.values)
    unit.remarks.append(
        Remark(
            row.sheet, row.row, column, reason[:300], unit.number, note, None if note else original
        )
    )


# ------------------------------------------------------------------------------ 案件


def _court_of(number: str, row: StagedRow | None, desk: Desk) -> Place:
    code = case_numbers.parse(number).court_code
    if row is None:
        place = desk.by_code.get(code)
        if place is None:
            raise _Refused("案号", "案件表中没有这个案号，案号中的法院代字也不在本系统的法院中")
    else:
        text = row.values.get("法院", "")
        try:
            values.refuse_marks(text)
            if not text:
                raise BadValue(_empty("法院", row))
            place = desk.court(text)
        except BadValue as error:
            raise _Refused("法院", str(error)) from error
        of_number = desk.by_code.get(code)
        if code and of_number and of_number.id != place.id and of_number.successor != place.id:
            raise _Refused(
                "法院", f"案号中的代字 {code} 是{of_number.name}，与法院栏“{place.name}”不一致"
            )
    if desk.allowed is not None and place.id not in desk.allowed:
        raise _Refused("法院", f"{place.name}不在你可以导入的范围内")
    return place


def _empty(column: str, row: StagedRow) -> str:
    if column in row.merged:
        return f"“{column}”与别的单元格合并（{row.merged[column]}），取消合并并填写后再导入"
    return f"“{column}”必填，这一行是空的"


def _case_row(row: StagedRow, number: str, desk: Desk, place: Place, unit: CaseUnit) -> CaseRow:
    cell = _Cells(row, desk.today)
    try:
        cell.no_merges()
        parsed = case_numbers.parse(number, desk.today.year)
    except case_numbers.BadCaseNumber as error:
        raise _Refused("案号", str(error)) from error
    except _BadCell as bad:
        raise _Refused(bad.column, bad.reason) from bad
    if parsed.type_code and parsed.type_code not in case_numbers.CASE_TYPES and not parsed.legacy:
        raise _Refused("案号", f"类型代字“{parsed.type_code}”不是执行案件的类型")
    try:
        case = CaseRow(
            filed_on=cell.past("立案日期", required=True),
            year=parsed.year,
            type_code=parsed.type_code or "执",
            serial=parsed.serial,
            legacy=parsed.legacy,
            cause=cell.text("案由", 60),
            basis=cell.text("执行依据", 200),
            amount_claimed=cell.amount("申请执行标的额"),
            amount_received=cell.amount("实际到位金额"),
            officer_name=cell.text("承办人", 30),
            closed_on=cell.past("结案日期"),
            original_number=_original(cell),
            row=row.row,
        )
        case.kind = _kind_of(cell, case.basis)
        case.closing_mode = _closing_mode(cell, case)
    except _BadCell as bad:
        raise _Refused(bad.column, bad.reason) from bad
    if case.officer_name:
        _find_officer(case, row, desk, place, unit)
    return case


def _original(cell: _Cells) -> str:
    found = cell.text("原案号", 60)
    if not found:
        return ""
    try:
        return case_numbers.parse(found).base
    except case_numbers.BadCaseNumber as error:
        raise _BadCell("原案号", str(error)) from error


def _kind_of(cell: _Cells, basis: str) -> str:
    said = cell.text("案件类别", 20)
    if said:
        if said not in CASE_KINDS:
            raise _BadCell("案件类别", f"“{said}”不是案件类别，应为民事、行政非诉或刑事涉财")
        return CASE_KINDS[said]
    if _CRIMINAL.search(basis):
        return "刑事涉财"
    return "行政非诉" if _ADMINISTRATIVE.search(basis) else ""


def _closing_mode(cell: _Cells, case: CaseRow) -> str:
    said = cell.text("结案方式", 30)
    if case.closed_on is None:
        if said:
            raise _BadCell("结案日期", f"有结案方式“{said}”而没有结案日期")
        return ""
    if not said:
        raise _BadCell("结案方式", "有结案日期而没有结案方式")
    if case.closed_on < case.filed_on:
        raise _BadCell("结案日期", f"结案日期 {case.closed_on} 早于立案日期 {case.filed_on}")
    mode = case_numbers.closing_mode(case.type_code, said)
    if mode:
        return mode.name
    known = case_numbers.CLOSING_MODES.get(case.type_code, ())
    if known and not case.legacy:
        raise _BadCell(
            "结案方式",
            f"“{said}”不是{case.type_code}字案件的结案方式，应为"
            + "、".join(m.name for m in known),
        )
    return said


def _find_officer(case: CaseRow, row: StagedRow, desk: Desk, place: Place, unit: CaseUnit) -> None:
    found = desk.people.get((place.id, case.officer_name), set())
    if len(found) == 1:
        case.officer_id = next(iter(found))
        return
    many = len(found) > 1
    why = f"有 {len(found)} 位同名人员" if many else "不在本系统的人员中"
    reason = f"承办人“{case.officer_name}”{why}，姓名照录，未对应到人员"
    _remark(unit, row, "承办人", reason, note=True)


# ------------------------------------------------------------------------------ cells


class _BadCell(Exception):
    def __init__(self, column: str, reason: str) -> None:
        self.column = column
        self.reason = reason
        super().__init__(reason)


class _Cells:
    """Reads the cells of a row; every refusal names its column."""

    def __init__(self, row: StagedRow, today: date) -> None:
        self.row = row
        self.today = today

    def no_merges(self) -> None:
        """Refuse a row that lost cells to a merged range.

        Raises:
            _BadCell: one of its columns is swallowed by a range.
        """
        for column, ref in self.row.merged.items():
            raise _BadCell(
                column, f"“{column}”在合并单元格 {ref} 内，无法判断归属；取消合并并逐行填写后再导入"
            )

    def read(self, column: str, reader: Callable[[str], Any], *, required: bool = False) -> Any:
        raw = self.row.values.get(column, "")
        if not raw:
            if required:
                raise _BadCell(column, _empty(column, self.row))
            return None
        try:
            values.refuse_marks(raw)
            return reader(raw)
        except BadValue as error:
            raise _BadCell(column, str(error)) from error

    def text(self, column: str, limit: int, *, required: bool = False) -> str:
        return self.read(column, lambda raw: values.text(raw, limit), required=required) or ""

    def day(self, column: str, *, required: bool = False) -> Any:
        return self.read(column, values.day, required=required)

    def past(self, column: str, *, required: bool = False) -> Any:
        return self.read(column, lambda raw: values.past_day(raw, self.today), required=required)

    def amount(self, column: str, *, required: bool = False) -> Any:
        return self.read(column, values.amount, required=required)

    def word(self, column: str, words: dict[str, str]) -> str:
        said = self.text(column, 40, required=True)
        found = words.get(re.sub(r"\s", "", said))
        if found is None:
            known = "、".join(dict.fromkeys(words.values()))
            raise _BadCell(column, f"“{said[:20]}”不在可用的词中，应为{known}"[:290])
        return found


# ------------------------------------------------------------------------------ the other sheets


class _Rows:
    """Checks the rows of the six other sheets of one case; a double of an earlier row is refused."""

    def __init__(self, unit: CaseUnit, desk: Desk) -> None:
        self.unit = unit
        self.desk = desk
        self.seen: dict[Any, int] = {}
        self.derived: dict[str, int] = {}

    def take(self, row: StagedRow) -> None:
        cells = _Cells(row, self.desk.today)
        try:
            cells.no_merges()
            _READERS[row.sheet](self, cells)
        except _BadCell as bad:
            _remark(self.unit, row, bad.column, bad.reason)

    def party(self, cells: _Cells) -> None:
        name = cells.text("名称", 120, required=True)
        party = PartyRow(
            role=cells.word("诉讼地位", ROLES),
            name=name,
            kind=self._party_kind(cells, name),
            phone=cells.read("联系电话", values.phone) or "",
            address=cells.text("地址", 200),
            row=cells.row.row,
        )
        self._once(("party", party.role, party.name), cells, "名称", "诉讼地位和名称")
        found = cells.read("证件号码", lambda raw: values.identity(raw, party.kind))
        if found:
            party.id_number, party.born_on, remark = found
            if party.born_on and not party.kind:
                party.kind = "自然人"
            if remark:
                _remark(self.unit, cells.row, "证件号码", remark, note=True)
        self.unit.parties.append(party)

    def _party_kind(self, cells: _Cells, name: str) -> str:
        said = cells.text("类型", 20)
        if not said:
            return "法人" if _FIRM.search(name) else ""
        if said not in KINDS:
            raise _BadCell("类型", f"“{said}”不是当事人类型，应为自然人、法人或其他组织")
        return KINDS[said]

    def node(self, cells: _Cells) -> None:
        said = cells.text("节点", 40, required=True)
        node = nodes.node_of(said)
        if node is None:
            raise _BadCell("节点", f"没有名为“{said[:20]}”的节点，填 N01 至 N37 或节点名称")
        fact = FactRow(
            "node",
            node.code,
            cells.past("发生日期", required=True),
            document=cells.text("文号", 200),
            detail=cells.text("备注", 300),
            handler=cells.text("经办人", 30),
            row=cells.row.row,
        )
        case = self.unit.case
        if node.code == "N03" and case and fact.on != case.filed_on:
            raise _BadCell(
                "发生日期", f"立案审批日期 {fact.on} 与案件表的立案日期 {case.filed_on} 不一致"
            )
        self._add(fact, cells, "发生日期", "节点和发生日期")

    def deduction(self, cells: _Cells) -> None:
        fact = FactRow(
            "deduction",
            cells.word("类型", DEDUCTION_WORDS),
            cells.past("起始日期", required=True),
            until=cells.day("截止日期"),
            document=cells.text("文书", 200),
            row=cells.row.row,
        )
        if fact.until and fact.until < fact.on:
            raise _BadCell("截止日期", f"截止日期 {fact.until} 早于起始日期 {fact.on}")
        self._add(fact, cells, "起始日期", "类型和起始日期")
        if not fact.document:
            reason = "没有文书，已导入，但不扣除期限；补录文书后才扣除"
            _remark(self.unit, cells.row, "文书", reason, note=True)

    def extension(self, cells: _Cells) -> None:
        months, days = cells.read("月数", values.count), cells.read("天数", values.count)
        if not months and not days:
            raise _BadCell("月数", "月数和天数至少填一项")
        fact = FactRow(
            "extension",
            cells.word("批准人", APPROVER_WORDS),
            cells.past("批准日期", required=True),
            months=months or 0,
            days=days or 0,
            document=cells.text("文书", 200),
            row=cells.row.row,
        )
        self._add(fact, cells, "批准日期", "批准日期")

    def measure(self, cells: _Cells) -> None:
        what = cells.text("类型", 30, required=True)
        asset = cells.text("财产", 300, required=True)
        if measure_rule(what, asset) is None:
            raise _BadCell("类型", f"“{what}”不是查封、扣押或冻结")
        on = cells.past("生效日期", required=True)
        until, released = cells.day("届满日期"), cells.past("解除日期")
        for column, value in (("届满日期", until), ("解除日期", released)):
            if value and value < on:
                raise _BadCell(column, f"{column} {value} 早于生效日期 {on}")
        ref = cells.text("标识", 60) or self._derived_ref("措施", what, asset, on.isoformat())
        holder = cells.text("权利人", 120)
        amount = cells.amount("价值")
        row = cells.row.row
        measure = FactRow(
            "measure", what, on, until, ref, detail=asset, amount=amount, holder=holder, row=row
        )
        self._add(measure, cells, "标识", "标识")
        if released:
            self.unit.facts.append(FactRow("release", what, released, ref=ref, row=row))

    def payment(self, cells: _Cells) -> None:
        what = cells.word("类型", PAYMENT_WORDS)
        on = cells.past("日期", required=True)
        amount = cells.amount("金额", required=True)
        if not amount:
            raise _BadCell("金额", "金额为零")
        holder = cells.text("缴款人/收款人", 120)
        ref = cells.text("标识", 60)
        ref = ref or self._derived_ref("案款", what, str(amount), on.isoformat(), holder)
        fact = FactRow(
            "payment", what, on, ref=ref, amount=amount, holder=holder, row=cells.row.row
        )
        if what == "到账":
            self._add(fact, cells, "标识", "标识")
        else:  # one arrival may be paid out in parts
            self._once((*fact.key, on, amount, holder), cells, "标识", "整行")
            self.unit.facts.append(fact)

    def _derived_ref(self, sheet: str, *parts: str) -> str:
        """A row without 标识 gets one from its content; equal rows are counted apart."""
        digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]
        self.derived[digest] = self.derived.get(digest, 0) + 1
        count = self.derived[digest]
        return f"{sheet}-{digest}" + (f"-{count}" if count > 1 else "")

    def _add(self, fact: FactRow, cells: _Cells, column: str, of_what: str) -> None:
        self._once(fact.key, cells, column, of_what)
        self.unit.facts.append(fact)

    def _once(self, key: Any, cells: _Cells, column: str, of_what: str) -> None:
        first = self.seen.setdefault(key, cells.row.row)
        if first != cells.row.row:
            raise _BadCell(column, f"{of_what}与第 {first} 行相同，以第 {first} 行为准")


_READERS: dict[str, Callable[[_Rows, _Cells], None]] = {
    "当事人": _Rows.party,
    "节点": _Rows.node,
    "扣除": _Rows.deduction,
    "延长": _Rows.extension,
    "措施": _Rows.measure,
    "案款": _Rows.payment,
}


def with_case_facts(unit: CaseUnit) -> CaseUnit:
    """Add what the 案件 row itself states as facts: filing is N03, closing is the event 结案."""
    case = unit.case
    if case is None:
        return unit
    facts = list(unit.facts)
    if not any(f.kind == "node" and f.what == "N03" for f in facts):
        facts.insert(0, FactRow("node", "N03", case.filed_on, row=case.row))
    if case.closed_on and not any(f.kind == "event" and f.what == "结案" for f in facts):
        facts.append(FactRow("event", "结案", case.closed_on, mode=case.closing_mode, row=case.row))
    return replace(unit, facts=facts)
