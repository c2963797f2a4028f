"""Terms of control measures: they neither roll nor pause."""

from __future__ import annotations

from bailiwick.law import citations as cite
from bailiwick.law.table.form import (
    D,
    Rule,
    Unit,
    until,
)


def _measure(id_: str, name: str, old_months: int, years: int) -> tuple[Rule, Rule]:
    """Terms of 1/2/3 years from 2015-02-04; before, 6 months and 1 and 2 years."""
    common = {
        "node": "N20",
        "triggers": ("measure",),
        "satisfied_by": ("release", "renew"),
        "rolls": False,
        "each": True,
        "after_closing": True,
        "complete_key": ("措施",),
        "special": "measure",
        "group": "CTL",
    }
    old = Rule(
        id=id_,
        name=name,
        limit=old_months,
        unit=Unit.MONTHS,
        source=cite.CONTROL_TERM_2004,
        text="期限届满未续行的，措施自行失效；不顺延、不扣除。",
        in_force=(D(2005, 1, 1), until(D(2015, 2, 4))),
        version=1,
        also=(cite.LAPSE,),
        **common,  # type: ignore[arg-type]
    )
    new = Rule(
        id=id_,
        name=name,
        limit=12 * years,
        unit=Unit.MONTHS,
        source=cite.CONTROL_TERM,
        text=f"最长{years}年；期限届满未续行的，措施自行失效；不顺延、不扣除。",
        in_force=(D(2015, 2, 4), None),
        version=2,
        also=(cite.LAPSE,),
        **common,  # type: ignore[arg-type]
    )
    return old, new


MEASURE_ROWS = (
    *_measure("CTL-01", "冻结存款期限", 6, 1),
    *_measure("CTL-02", "查封扣押动产期限", 12, 2),
    *_measure("CTL-03", "查封不动产、冻结其他财产权期限", 24, 3),
    Rule(
        "CTL-05",
        "申请续行保全",
        "N20",
        ("measure",),
        ("申请:续行", "renew", "release"),
        7,
        Unit.DAYS,
        cite.TERM_PRESERVATION,
        "申请保全人应当在保全期限届满7日前提出续行申请。",
        (D(2016, 12, 1), None),
        types=frozenset({"执保", "财保"}),
        each=True,
        party=True,
        backward=True,
        after_closing=True,
        special="renewal_request",
        who="申请保全人",
        group="CTL",
    ),
)
