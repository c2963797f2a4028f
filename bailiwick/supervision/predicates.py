# ruff: noqa: S608  (statements are put together from words of our own; values are parameters)
"""What each screening rule looks for, as one SQL predicate (法条、阈值: ``law.screening``).

Every predicate reads the narrow tables a run prepares (``screening``): ``scr_case``, ``scr_fact``,
``scr_node``, ``scr_measure``. It selects case, court, subject, severity (NULL: the rule's own) and
the facts used, which hold ids, days and amounts but never a count of days: a hit must read the same
tomorrow. ``%(day)s`` is the day screened for; ``%(P05)s`` is the last day on which something must
have happened for the limit of P05 to have passed by then, worked out on the court's calendar.

A missing fact is only used where the court has declared its source complete and went live before
the trigger: unknown is not a breach.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Screening rules that ask the same as a clock of the rulebook: one definition of overdue.
CLOCKS: Mapping[str, tuple[str, ...]] = {
    "P01": ("NTC-01",),
    "P02": ("NTC-02",),
    "P03": ("NTC-03",),
    "P04": ("INV-04",),
    "P06": ("INV-04b",),
    "P14": ("MNY-06",),
    "P15": ("MNY-08",),
    "P17": ("INV-01",),
    "P18": ("EXEC",),
    "P32": (
        "OBJ-01",
        "OBJ-01b",
        "OBJ-02",
        "OBJ-03",
        "OBJ-03b",
        "OBJ-09",
        "OBJ-09b",
        "OBJ-10",
    ),
}
CONTROL_TERMS = ("CTL-01", "CTL-02", "CTL-03")


@dataclass(frozen=True)
class Limit:
    """A limit whose passing is asked for: name of its parameter and key in the rule's thresholds."""

    name: str
    key: str


@dataclass(frozen=True)
class Predicate:
    """One rule's statement. ``limits`` become last-day parameters, ``figures`` go in as they are."""

    rule: str
    sql: str
    limits: tuple[Limit, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()


def complete(*sources: str) -> str:
    """SQL: the court has declared one of these sources complete (or everything, ``*``)."""
    names = ", ".join(f"'{name}'" for name in ("*", *sources))
    return f"c.sources && ARRAY[{names}]::text[]"


def node_id(what: str, order: str) -> str:
    """SQL: the id of the case's first or last fact of a node, for the facts used."""
    return (
        "(SELECT f.id FROM scr_fact f WHERE f.case_id = c.id AND f.kind = 'node' "
        f"AND f.what = '{what}' ORDER BY f.on_day {order}, f.id LIMIT 1)"
    )


def _clock(rule: str, clocks: tuple[str, ...]) -> Predicate:
    names = ", ".join(f"'{name}'" for name in clocks)
    return Predicate(
        rule,
        f"""
SELECT k.case_id, k.court_id, k.subject, NULL,
       jsonb_build_object('clock', k.rule, 'start', k.start_on, 'due', k.due_on)
  FROM cases_caseclock k JOIN scr_case c ON c.id = k.case_id
 WHERE k.rule IN ({names}) AND k.state IN ('running', 'overdue') AND NOT k.internal
   AND k.red_on <= %(day)s
""",
    )


_P05 = f"""
SELECT c.id, c.court_id, '', NULL,
       jsonb_build_object('ids', jsonb_build_array({node_id("N11", "DESC")}), 'N11', n.n11)
  FROM scr_case c JOIN scr_node n ON n.case_id = c.id
 WHERE c.open AND n.n11 <= %(P05)s AND {complete("N11")}
"""

_P07 = f"""
SELECT c.id, c.court_id, m.ref, NULL,
       jsonb_build_object('ids', jsonb_build_array(m.id), 'frozen', m.on_day, 'amount', m.amount)
  FROM scr_measure m JOIN scr_case c ON c.id = m.case_id LEFT JOIN scr_node n ON n.case_id = c.id
 WHERE c.open AND m.term = 'CTL-01' AND m.on_day <= %(P07)s AND m.on_day >= c.go_live_on
   AND (n.n21 IS NULL OR n.n21 < m.on_day) AND {complete("N21")}
   AND NOT EXISTS (
       SELECT FROM scr_fact o WHERE o.case_id = c.id AND o.kind = 'event' AND o.what = '异议'
          AND NOT EXISTS (SELECT FROM scr_fact r WHERE r.case_id = o.case_id AND r.kind = 'event'
                             AND r.what = '裁定送达' AND r.ref = o.ref))
"""

_P08 = f"""
SELECT c.id, c.court_id, m.ref, NULL,
       jsonb_build_object('ids', jsonb_build_array(m.id), 'sealed', m.on_day, 'amount', m.amount)
  FROM scr_measure m JOIN scr_case c ON c.id = m.case_id LEFT JOIN scr_node n ON n.case_id = c.id
 WHERE c.open AND m.term IN ('CTL-02', 'CTL-03') AND m.on_day <= %(P08)s
   AND m.on_day >= greatest(c.go_live_on, DATE '2018-09-01')
   AND n.n22 IS NULL AND n.n23 IS NULL AND {complete("N22")}
"""

_P09 = f"""
SELECT c.id, c.court_id, '', NULL,
       jsonb_build_object('ids', jsonb_build_array({node_id("N22", "DESC")}), 'N22', n.n22)
  FROM scr_case c JOIN scr_node n ON n.case_id = c.id
 WHERE c.open AND n.n22 <= %(P09)s AND n.n22 >= greatest(c.go_live_on, DATE '2018-09-01')
   AND (n.n23 IS NULL OR n.n23 < n.n22) AND (n.n25 IS NULL OR n.n25 < n.n22)
   AND {complete("N23")}
"""

_P13 = """
SELECT k.case_id, k.court_id, k.subject,
       CASE WHEN k.black_on <= %(day)s THEN 'black' WHEN k.red_on <= %(day)s THEN 'red'
            WHEN k.orange_on <= %(day)s THEN 'orange' ELSE 'yellow' END,
       jsonb_build_object('clock', k.rule, 'start', k.start_on, 'due', k.due_on)
  FROM cases_caseclock k JOIN scr_case c ON c.id = k.case_id
 WHERE k.rule IN ('CTL-01', 'CTL-02', 'CTL-03') AND k.state IN ('running', 'overdue')
   AND NOT k.internal AND k.yellow_on <= %(day)s AND k.due_on >= c.go_live_on
"""

_P19 = """
SELECT c.id, c.court_id, '', CASE WHEN greatest(n.last_on, c.filed_on) <= %(P19_red)s THEN 'red' END,
       jsonb_build_object('last_entry', greatest(n.last_on, c.filed_on))
  FROM scr_case c LEFT JOIN scr_node n ON n.case_id = c.id
 WHERE c.open AND greatest(n.last_on, c.filed_on) <= %(P19)s
   AND c.filed_on >= c.go_live_on AND c.sources && ARRAY['*']::text[]
"""

_P20 = """
SELECT c.id, c.court_id, f.what || to_char(f.on_day, ' YYYY-MM-DD'),
       CASE WHEN f.what = '中止' THEN 'orange' END,
       jsonb_build_object('ids', jsonb_build_array(f.id), 'from', f.on_day, 'to', f.until)
  FROM scr_fact f JOIN scr_case c ON c.id = f.case_id
 WHERE c.open AND f.kind = 'deduction' AND (f.until IS NULL OR f.until > f.on_day)
   AND (f.until IS NULL OR f.until >= %(day)s)
   AND ((f.what = '暂缓' AND f.on_day <= %(P20_court)s)
     OR (f.what = '和解或担保暂缓' AND f.on_day <= %(P20_guarantee)s)
     OR (f.what = '中止' AND f.until IS NULL AND f.on_day <= %(P20_review)s))
"""

_P21 = """
SELECT c.id, c.court_id, m.ref, NULL,
       jsonb_build_object('ids', jsonb_build_array(m.id), 'until', m.until, 'amount', m.amount)
  FROM scr_measure m JOIN scr_case c ON c.id = m.case_id LEFT JOIN scr_node n ON n.case_id = c.id
 WHERE NOT c.open AND c.closing_mode = '终结本次执行程序' AND m.on_day <= c.closed_on
   AND (m.until IS NULL OR m.until >= %(day)s)
   AND ((m.term = 'CTL-01' AND (n.n21 IS NULL OR n.n21 < m.on_day)
         AND coalesce(m.amount, 0) >= %(P21_yuan)s
         AND coalesce(m.amount, 0) > c.amount_claimed * %(P21_share)s / 100)
     OR (m.term <> 'CTL-01' AND n.n23 IS NULL AND n.n24 IS NULL AND n.n25 IS NULL))
   AND c.sources && ARRAY['*']::text[]
"""

_P22 = """
SELECT c.id, c.court_id, '', NULL,
       jsonb_build_object('filed', c.filed_on, 'closed', c.closed_on)
  FROM scr_case c
 WHERE NOT c.open AND c.closing_mode = '终结本次执行程序' AND c.type_code IN ('执', '执恢')
   AND c.closed_on <= (c.filed_on + make_interval(months => %(P22_months)s))::date
   AND c.closed_on >= greatest(c.go_live_on, DATE '2016-12-01')
"""

_P23 = f"""
SELECT c.id, c.court_id, '', NULL,
       jsonb_build_object('closed', c.closed_on, 'N35', n.n35)
  FROM scr_case c LEFT JOIN scr_node n ON n.case_id = c.id
 WHERE NOT c.open AND c.closing_mode = '终结本次执行程序' AND c.type_code IN ('执', '执恢')
   AND c.closed_on >= greatest(c.go_live_on, DATE '2016-12-01')
   AND (n.n35 IS NULL OR n.n35 > c.closed_on) AND {complete("N35")}
"""

_P24 = """
SELECT k.case_id, k.court_id, k.subject, NULL,
       jsonb_build_object('clock', k.rule, 'start', k.start_on, 'due', k.due_on)
  FROM cases_caseclock k JOIN scr_case c ON c.id = k.case_id
 WHERE k.rule = 'ZB-02' AND k.state IN ('running', 'overdue') AND NOT k.internal
   AND k.due_on + %(P24_days)s < %(day)s
"""

_P25 = """
SELECT c.id, c.court_id, f.ref, NULL,
       jsonb_build_object('ids', jsonb_build_array(f.id), 'found', f.on_day, 'what', f.detail)
  FROM scr_fact f JOIN scr_case c ON c.id = f.case_id
 WHERE NOT c.open AND c.closing_mode = '终结本次执行程序' AND f.kind = 'event' AND f.what = '反馈'
   AND f.on_day > c.closed_on AND f.on_day <= %(P25)s AND f.on_day >= c.go_live_on
   AND f.detail <> ALL(%(no_property)s) AND f.mode <> ALL(%(no_property)s)
   AND NOT EXISTS (SELECT FROM cases_case r WHERE r.original_id = c.id AND r.type_code = '执恢'
                      AND r.filed_on >= f.on_day)
"""

_P26 = f"""
SELECT c.id, c.court_id, '', NULL,
       jsonb_build_object('ids', jsonb_build_array({node_id("N07", "ASC")}), 'N07', n.n07)
  FROM scr_case c JOIN scr_node n ON n.case_id = c.id
 WHERE c.open AND c.type_code IN ('执', '执恢') AND n.n07 <= %(P26)s AND n.n07 >= c.go_live_on
   AND n.n27 IS NULL AND c.amount_received < c.amount_claimed AND {complete("N27")}
"""

_P33 = f"""
SELECT c.id, c.court_id, '', NULL, jsonb_build_object('closed', c.closed_on)
  FROM scr_case c LEFT JOIN scr_node n ON n.case_id = c.id
 WHERE NOT c.open AND c.closed_on <= %(P33)s AND c.closed_on >= c.go_live_on
   AND n.n37 IS NULL AND {complete("N37")}
"""

_P34 = """
SELECT c.id, c.court_id, '', NULL,
       jsonb_build_object('officer', p.name, 'left', p.left_on)
  FROM scr_case c JOIN org_person p ON p.id = c.officer_id
 WHERE c.open AND p.left_on <= %(P34)s
"""

_R01 = """
SELECT c.id, c.court_id, '', CASE WHEN v.controlled > c.amount_claimed * %(R01_red)s THEN 'red' END,
       jsonb_build_object('ids', v.ids, 'controlled', v.controlled, 'claim', c.amount_claimed)
  FROM (SELECT m.case_id, sum(m.amount) AS controlled, jsonb_agg(m.id ORDER BY m.id) AS ids
          FROM scr_measure m WHERE m.amount IS NOT NULL AND (m.until IS NULL OR m.until >= %(day)s)
         GROUP BY m.case_id) v
  JOIN scr_case c ON c.id = v.case_id
 WHERE c.open AND c.amount_claimed > 0 AND v.controlled > c.amount_claimed * %(R01_orange)s
"""

_R02 = """
SELECT c.id, c.court_id, m.ref, NULL,
       jsonb_build_object('ids', jsonb_build_array(m.id), 'owner', m.holder)
  FROM scr_measure m JOIN scr_case c ON c.id = m.case_id
 WHERE c.open AND m.holder <> '' AND m.holder !~ '被执行人|被保全人' AND (m.until IS NULL OR m.until >= %(day)s)
   AND EXISTS (SELECT FROM cases_party p WHERE p.case_id = c.id)
   AND NOT EXISTS (SELECT FROM cases_party p WHERE p.case_id = c.id AND p.removed_on IS NULL
                      AND p.role IN ('被执行人', '被保全人')
                      AND (p.name = m.holder OR strpos(m.holder, p.name) > 0))
"""

_R10 = """
SELECT c.id, c.court_id, o.ref, NULL,
       jsonb_build_object('ids', jsonb_build_array(o.id, d.id), 'objection', o.on_day,
                          'disposal', d.on_day, 'what', d.what)
  FROM scr_fact o JOIN scr_case c ON c.id = o.case_id
  JOIN LATERAL (SELECT f.id, f.on_day, f.what FROM scr_fact f WHERE f.case_id = o.case_id
                   AND f.kind = 'node' AND f.what IN ('N21', 'N23', 'N24', 'N25', 'N26')
                   AND f.on_day > o.on_day
                   AND NOT EXISTS (SELECT FROM scr_fact r WHERE r.case_id = o.case_id
                                      AND r.kind = 'event' AND r.what = '裁定送达' AND r.ref = o.ref
                                      AND r.on_day + %(R10_days)s < f.on_day)
                 ORDER BY f.on_day, f.id LIMIT 1) d ON true
 WHERE c.open AND o.kind = 'event' AND o.what = '异议' AND o.detail = '案外人'
   AND o.on_day >= c.go_live_on
"""

_R15 = f"""
SELECT c.id, c.court_id, m.ref, NULL, jsonb_build_object('ids', jsonb_build_array(m.id),
       'taken', m.on_day, 'what', m.what)
  FROM scr_measure m JOIN scr_case c ON c.id = m.case_id
 WHERE c.open AND m.document = '' AND m.on_day >= c.go_live_on AND m.origin = 'here'
   AND {complete("措施")}
"""

_R16 = f"""
SELECT c.id, c.court_id, '', NULL,
       jsonb_build_object('claim', c.amount_claimed, 'received', c.amount_received,
                          'closed', c.closed_on)
  FROM scr_case c
 WHERE NOT c.open AND c.closing_mode = '执行完毕' AND c.amount_claimed > 0
   AND c.amount_received < c.amount_claimed AND c.closed_on >= c.go_live_on
   AND {complete("案款")}
   AND NOT EXISTS (SELECT FROM scr_fact f WHERE f.case_id = c.id
                      AND ((f.kind = 'deduction' AND f.what = '和解或担保暂缓')
                        OR (f.what = 'N34' AND (f.mode LIKE '%%和解%%' OR f.detail LIKE '%%和解%%'
                            OR f.detail LIKE '%%放弃%%'))))
"""

_R17 = f"""
SELECT c.id, c.court_id, f.what || to_char(f.on_day, ' YYYY-MM-DD'), NULL,
       jsonb_build_object('ids', jsonb_build_array(f.id), 'day', f.on_day,
           'recorded', f.recorded_on,
           'why', CASE WHEN f.kind = 'node' THEN '倒签' ELSE '缺文书' END)
  FROM scr_fact f JOIN scr_case c ON c.id = f.case_id
 WHERE c.open AND f.on_day >= c.go_live_on
   AND ((f.kind IN ('deduction', 'extension') AND f.document = '' AND {complete("扣除", "延长")})
     OR (f.kind = 'node' AND f.origin = 'here' AND f.recorded_on - f.on_day > %(R17_days)s))
"""

_R18 = """
SELECT c.id, c.court_id, o.number, NULL,
       jsonb_build_object('objection', o.number, 'officer', p.name)
  FROM scr_case c JOIN cases_case o ON o.original_id = c.id AND o.type_code = '执异'
  JOIN org_person p ON p.id = o.officer_id
 WHERE o.officer_id = c.officer_id AND o.filed_on >= c.go_live_on AND o.filed_on <= %(day)s
"""

PREDICATES: Mapping[str, Predicate] = {
    made.rule: made
    for made in (
        *(_clock(rule, clocks) for rule, clocks in CLOCKS.items()),
        Predicate("P05", _P05, (Limit("P05", "days"),)),
        Predicate("P07", _P07, (Limit("P07", "days"),)),
        Predicate("P08", _P08, (Limit("P08", "days"),)),
        Predicate("P09", _P09, (Limit("P09", "days"),)),
        Predicate("P13", _P13),
        Predicate("P19", _P19, (Limit("P19", "days"), Limit("P19_red", "red_days"))),
        Predicate(
            "P20",
            _P20,
            (
                Limit("P20_court", "court_months"),
                Limit("P20_guarantee", "guarantee_months"),
                Limit("P20_review", "review_months"),
            ),
        ),
        Predicate("P21", _P21, figures=(("P21_yuan", "yuan"), ("P21_share", "percent"))),
        Predicate("P22", _P22, figures=(("P22_months", "months"),)),
        Predicate("P23", _P23),
        Predicate("P24", _P24, figures=(("P24_days", "late_days"),)),
        Predicate("P25", _P25, (Limit("P25", "days"),)),
        Predicate("P26", _P26, (Limit("P26", "days"),)),
        Predicate("P33", _P33, (Limit("P33", "months"),)),
        Predicate("P34", _P34, (Limit("P34", "days"),)),
        Predicate("R01", _R01, figures=(("R01_orange", "orange"), ("R01_red", "red"))),
        Predicate("R02", _R02),
        Predicate("R10", _R10, figures=(("R10_days", "days"),)),
        Predicate("R15", _R15),
        Predicate("R16", _R16),
        Predicate("R17", _R17, figures=(("R17_days", "days"),)),
        Predicate("R18", _R18),
    )
}
