"""The 37 key nodes (37个关键节点) of the national process system. Codes are stable, names are not.

The official numbered list was not found: order and names are a reconstruction (legal_rules §3).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A key node. ``automatic``: data opens and closes it; else a person records it."""

    code: str
    name: str
    stage: str
    closes_when: str
    limit: str
    automatic: bool
    evidence: str
    short: str = ""


_ROWS = (  # code, stage, name, closes when, limit, automatic, evidence, short
    ("N01", "立案", "收案登记", "登记收案", "当日", False, "收案日期", "收案"),
    (
        "N02",
        "立案",
        "立案审查",
        "作出审查意见",
        "收案起7日（与 N03 合计）",
        False,
        "审查日期/意见",
        "审查",
    ),
    ("N03", "立案", "立案审批", "立案日期", "7日", True, "立案审批日期", "立案"),
    ("N04", "分案", "分案", "确定承办人", "立案起7日", True, "分案日期", "分案"),
    ("N05", "分案", "移送接收案件", "承办人接收", "3日", True, "移送/接收日期", "接收"),
    ("N06", "启动", "承办人初审", "制定执行方案", "3日", False, "承办人初审日期", "初审"),
    ("N07", "启动", "执行通知", "发出执行通知书", "接收起3日", True, "发出执行通知书日期", "通知"),
    ("N08", "启动", "报告财产令", "发出报告财产令", "与执行通知同时", True, "报告财产令", "报告令"),
    ("N09", "启动", "通知提供线索、约谈", "制作笔录", "接收起3日", False, "约谈", "约谈"),
    ("N10", "启动", "送达", "送达回证", "10日", True, "送达记录", "送达"),
    ("N11", "查控", "网络查控", "首次发起查询", "5个工作日", True, "网络查控信息", "查控"),
    (
        "N12",
        "查控",
        "反馈处理、财产甄别",
        "逐项甄别",
        "反馈起5日",
        False,
        "已查明财产甄别日期",
        "甄别",
    ),
    ("N13", "查控", "线索核实", "线索已有结论", "7日，紧急3日", False, "执行线索", "线索"),
    ("N14", "查控", "财产申报核查", "核查完毕", "报告期满起10日", False, "财产报告日期", "申报"),
    ("N15", "查控", "传统调查", "制作调查笔录", "接收起1个月", False, "财产调查", "调查"),
    (
        "N16",
        "查控",
        "搜查、悬赏、审计",
        "作出决定",
        "申请起10日",
        False,
        "搜查、悬赏执行、司法审计",
        "搜查",
    ),
    ("N17", "控制", "查封", "查封生效", "甄别后3日", False, "查封", "查封"),
    ("N18", "控制", "扣押", "扣押生效", "甄别后3日", False, "扣押", "扣押"),
    ("N19", "控制", "冻结", "冻结生效", "甄别后3日", True, "冻结", "冻结"),
    ("N20", "控制", "续行查封冻结", "新的届满日", "届满前", True, "届满日期", "续行"),
    ("N21", "变现", "扣划", "款项划拨", "冻结存款起10日", True, "划拨", "扣划"),
    ("N22", "变现", "评估、询价", "报告或参考价", "遴选机构10日", False, "评估", "评估"),
    ("N23", "变现", "拍卖", "成交或流拍", "报告送达起30日", True, "拍卖", "拍卖"),
    ("N24", "变现", "变卖", "成交或未成交", "二拍流拍起15日内公告", True, "变卖", "变卖"),
    (
        "N25",
        "变现",
        "以物抵债、强制管理",
        "作出裁定",
        "流拍起10日内征询",
        False,
        "以物抵债、强制管理",
        "抵债",
    ),
    (
        "N26",
        "变现",
        "成交裁定、移交、过户",
        "财产移交",
        "裁定10日，移交15日，过户函5日",
        False,
        "拍抵移交",
        "移交",
    ),
    ("N27", "惩戒", "限制消费", "发出限制消费令", "未履行时，终本前", True, "强制限制", "限消"),
    ("N28", "惩戒", "纳入失信", "作出决定书", "申请起15日", False, "失信被执行人", "失信"),
    ("N29", "惩戒", "限制出境", "作出决定", "", False, "强制限制", "限出境"),
    ("N30", "惩戒", "罚款、拘留、拘传", "作出决定", "", False, "罚款、拘留、拘传", "罚拘"),
    ("N31", "惩戒", "拒执移送", "移送", "", False, "犯罪移送", "拒执"),
    ("N32", "案款", "案款到账、认领", "款项对应到案", "财务3日内通知", True, "执行款缴纳", "到账"),
    (
        "N33",
        "案款",
        "案款发放",
        "已发放",
        "到账通知起30日",
        True,
        "执行款发放、延缓发放、提存",
        "发放",
    ),
    (
        "N34",
        "特殊",
        "中止、暂缓、和解、担保、委托",
        "文书",
        "暂缓最长1年",
        False,
        "扣除执行期限、担保、委托",
        "特殊",
    ),
    ("N35", "结案", "终本约谈、合议", "笔录和合议意见", "结案前", False, "约谈、案件评议", "终本"),
    ("N36", "结案", "结案审批、送达", "结案日期", "执行期限", True, "结案方式/日期/文书", "结案"),
    (
        "N37",
        "结案后",
        "归档、终本后管理",
        "归档号",
        "3个月",
        True,
        "归档号、终本后自动网络查询",
        "归档",
    ),
)

NODES: dict[str, Node] = {
    code: Node(code, name, stage, closes_when, limit, automatic, evidence, short)
    for code, stage, name, closes_when, limit, automatic, evidence, short in _ROWS
}
STAGES = tuple(dict.fromkeys(node.stage for node in NODES.values()))

_OTHER_NAMES = {
    "收案": "N01", "立案审查": "N02", "立案": "N03", "立案审批": "N03", "移送": "N05",
    "接收": "N05", "接收案件": "N05", "移送·接收案件": "N05", "移送、接收案件": "N05",
    "初审": "N06",
    "执行通知书": "N07", "发出执行通知书": "N07", "财产报告令": "N08", "约谈": "N09",
    "通知提供线索": "N09", "网络查询": "N11", "首次网络查控": "N11", "财产甄别": "N12",
    "反馈处理": "N12", "核实线索": "N13", "财产申报": "N14", "搜查": "N16", "悬赏": "N16",
    "审计": "N16", "续封": "N20", "续冻": "N20", "续行": "N20", "划拨": "N21", "扣划/划拨": "N21",
    "评估": "N22", "询价": "N22", "网拍": "N23", "网络司法拍卖": "N23", "以物抵债": "N25",
    "强制管理": "N25", "成交裁定": "N26", "移交": "N26", "过户": "N26", "限制消费令": "N27",
    "失信": "N28", "罚款": "N30", "拘留": "N30", "拘传": "N30", "拒执": "N31", "到账": "N32",
    "案款到账": "N32", "认领": "N32", "发放": "N33", "中止": "N34", "暂缓": "N34", "和解": "N34",
    "担保": "N34", "委托": "N34", "终本约谈": "N35", "合议": "N35", "结案": "N36",
    "结案审批": "N36", "归档": "N37", "终本后管理": "N37",
}  # fmt: skip
_BY_NAME = {node.name: code for code, node in NODES.items()}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｎｎ", "0123456789Nn")


def node_of(text: str) -> Node | None:
    """Return the node of a code or name as imports write it (N5, N05, 分案 …); None if unknown."""
    text = text.strip().translate(_FULL_WIDTH)
    code = text.upper()
    if code[:1] == "N" and code[1:].isascii() and code[1:].isdigit():
        return NODES.get(f"N{int(code[1:]):02}")
    plain = text.replace("·", "、").replace(" ", "")
    found = _BY_NAME.get(plain) or _OTHER_NAMES.get(text) or _OTHER_NAMES.get(plain)
    return NODES[found] if found else None
