"""What the seven sheets hold: columns with their other names, which are required, and the limits."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass, field

# Limits. A whole city of ten years is 1,000,000 cases; nothing honest comes near these.
MAX_FILES = 200  # entries of a ZIP; an XLSX has about twenty
MAX_PACKED_BYTES = 512 * 1024 * 1024  # what is uploaded or named
MAX_UNPACKED_BYTES = 4 * 1024**3  # all entries together, as the archive declares them
MAX_RATIO = 200  # text packs to 1:30, XML of a sheet to 1:60; a bomb to 1:1000
RATIO_FROM_BYTES = 16 * 1024 * 1024  # a tiny file may pack well without being a danger
MAX_ROWS = 5_000_000  # of one sheet (an XLSX sheet ends at 1,048,576 anyway)
MAX_COLUMNS = 64  # what stands further right is not ours
MAX_HEADER_ROW = 10  # a title and remarks may stand above the header
MAX_MERGES = 20_000  # of one sheet: a report, not a table
MAX_CELL = 2000  # characters; longer text belongs into a document


def plain(text: str) -> str:
    """Return a header or sheet name as it is compared: half width, without blanks, marks and stars."""
    return re.sub(
        r"[\s*＊:：()\[\]【】_\u200b\ufeff]", "", unicodedata.normalize("NFKC", text)
    ).upper()


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the format, its other names, and whether each row needs it."""

    name: str
    required: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet: its columns in the order of the format. ``one_of``: at least one header is needed."""

    sheet: str
    columns: tuple[Column, ...]
    one_of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    names: dict[str, str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        names = {plain(c.name): c.name for c in self.columns}
        for column in self.columns:
            names |= {plain(other): column.name for other in column.also}
        object.__setattr__(self, "names", names)

    @property
    def required(self) -> list[str]:
        return [column.name for column in self.columns if column.required]


_NUMBER = Column("案号", True, ("执行案号", "案件编号", "执行案件案号"))

LAYOUTS: dict[str, Layout] = {
    layout.sheet: layout
    for layout in (
        Layout(
            "案件",
            (
                _NUMBER,
                Column("法院", True, ("执行法院", "法院名称", "经办法院", "承办法院")),
                Column("立案日期", True, ("立案时间", "收立案日期")),
                Column("案由", False, ("执行案由", "立案案由")),
                Column("执行依据", False, ("执行依据文号", "依据文书", "执行依据案号")),
                Column("申请执行标的额", False, ("申请标的额", "申请执行标的", "标的额", "申请执行标的金额")),
                Column("实际到位金额", False, ("到位金额", "实际执行到位金额", "执行到位金额")),
                Column("承办人", False, ("承办法官", "执行承办人", "承办人姓名")),
                Column("结案日期", False, ("结案时间",)),
                Column("结案方式", False, ("结案方法", "执行结案方式")),
                Column("原案号", False, ("原执行案号", "首次执行案号", "首执案号")),
                Column("案件类别", False, ("案件性质", "执行案件类别")),
            ),
            also=("案件信息", "案件表", "执行案件"),
        ),
        Layout(
            "当事人",
            (
                _NUMBER,
                Column("诉讼地位", True, ("当事人地位", "地位", "当事人类别")),
                Column("名称", True, ("姓名", "当事人名称", "当事人姓名", "姓名或名称", "当事人")),
                Column("类型", False, ("当事人类型", "主体类型")),
                Column("证件号码", False, ("证件号", "身份证号", "身份证号码", "身份证件号码", "统一社会信用代码")),
                Column("联系电话", False, ("电话", "手机", "手机号", "手机号码")),
                Column("地址", False, ("住址", "住所", "住所地", "送达地址")),
            ),
            also=("当事人信息", "当事人表"),
        ),
        Layout(
            "节点",
            (
                _NUMBER,
                Column("节点", True, ("节点名称", "节点编号", "流程节点")),
                Column("发生日期", True, ("日期", "发生时间", "节点日期", "完成日期")),
                Column("经办人", False, ("办理人",)),
                Column("文号", False, ("文书号", "文书", "文书文号")),
                Column("备注", False, ("说明",)),
            ),
            also=("流程节点", "节点信息", "节点表"),
        ),
        Layout(
            "扣除",
            (
                _NUMBER,
                Column("类型", True, ("扣除类型", "扣除事由", "事由")),
                Column("起始日期", True, ("开始日期", "扣除起始日期", "起始时间")),
                Column("截止日期", False, ("结束日期", "扣除截止日期", "截止时间", "终止日期")),
                Column("文书", False, ("文书名称", "文号", "文书文号", "相关文书")),
            ),
            also=("扣除期限", "扣除执行期限", "扣除审限"),
        ),
        Layout(
            "延长",
            (
                _NUMBER,
                Column("批准人", True, ("审批人", "批准机构")),
                Column("批准日期", True, ("审批日期", "批准时间")),
                Column("月数", False, ("延长月数",)),
                Column("天数", False, ("延长天数", "日数")),
                Column("文书", False, ("文书名称", "文号", "文书文号", "相关文书")),
            ),
            one_of=("月数", "天数"),
            also=("延长期限", "延长执行期限"),
        ),
        Layout(
            "措施",
            (
                _NUMBER,
                Column("标识", False, ("措施标识", "措施编号", "控制编号")),
                Column("类型", True, ("措施类型", "控制措施")),
                Column("财产", True, ("财产名称", "控制财产", "标的物")),
                Column("权利人", False, ("所有人", "财产权利人")),
                Column("价值", False, ("财产价值", "估值", "控制金额")),
                Column("生效日期", True, ("控制日期", "起始日期", "查封日期")),
                Column("届满日期", False, ("到期日期", "截止日期", "届满日")),
                Column("解除日期", False, ("解除时间",)),
            ),
            also=("控制措施", "查封扣押冻结"),
        ),
        Layout(
            "案款",
            (
                _NUMBER,
                Column("类型", True, ("款项类型", "收付类型")),
                Column("金额", True, ("款项金额",)),
                Column("日期", True, ("发生日期", "到账日期", "收付日期", "发放日期")),
                Column("缴款人/收款人", False, ("缴款人", "收款人", "缴款人收款人", "缴(收)款人")),
                Column("标识", False, ("案款标识", "流水号", "到账流水号")),
            ),
            also=("执行款", "案款信息"),
        ),
    )
}  # fmt: skip
SHEETS = tuple(LAYOUTS)


_SHEET_NAMES = {plain(name): name for name in SHEETS} | {
    plain(other): layout.sheet for layout in LAYOUTS.values() for other in layout.also
}


def sheet_of(name: str) -> str | None:
    """Return the sheet a file or tab stands for: 案件, 01_案件信息, 案件-2026 …; None for others."""
    key = re.sub(r"^[\d\-.、 ]+|[\d\-.、 ]+$", "", plain(name))
    return _SHEET_NAMES.get(key)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a sheet stand, and what was found wrong with its header row."""

    places: dict[str, int]  # column name -> index
    problems: list[tuple[str, str]]  # (header, reason); the sheet is not read
    notices: list[tuple[str, str]]  # (header, remark); the sheet is read


def looks_like_header(layout: Layout, cells: list[str]) -> int:
    """Return how many cells of a row are headers of the sheet."""
    return sum(plain(cell) in layout.names for cell in cells if cell)


def read_header(layout: Layout, cells: list[str]) -> Header:
    """Place the columns of a header row in any order; explain what is missing, double or unknown."""
    places: dict[str, int] = {}
    problems: list[tuple[str, str]] = []
    unknown: list[str] = []
    for index, cell in enumerate(cells):
        if not cell.strip():
            continue
        name = layout.names.get(plain(cell))
        if name is None:
            unknown.append(cell.strip()[:20])
        elif name in places:
            problems.append((cell.strip()[:20], f"表头“{name}”出现两次，无法判断以哪一列为准"))
        else:
            places[name] = index
    missing = [name for name in layout.required if name not in places]
    if layout.one_of and not any(name in places for name in layout.one_of):
        missing.append("或".join(layout.one_of))
    for name in missing:
        near = _nearest(name, unknown)
        hint = f"；表中的“{near}”与它相近，是它则改为“{name}”" if near else ""
        problems.append((name, f"“{layout.sheet}”表缺少必填表头“{name}”{hint}"))
    notices = [(cell, _unknown_text(layout, cell)) for cell in unknown]
    return Header(places, problems, notices)


def _unknown_text(layout: Layout, cell: str) -> str:
    near = _nearest(cell, [column.name for column in layout.columns])
    return f"表头“{cell}”不在格式中，该列未导入" + (f"；相近的表头是“{near}”" if near else "")


def _nearest(word: str, among: list[str]) -> str | None:
    """Return the nearest word; Chinese headers are short, so two shared characters of four count."""
    found = difflib.get_close_matches(plain(word), [plain(name) for name in among], 1, 0.5)
    return next((name for name in among if found and plain(name) == found[0]), None)
