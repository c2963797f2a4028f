"""The narrow tables a screening reads: one pass over the facts, then predicates on what is left.

They are temporary and emptied at commit. Facts are those that stand (neither superseded nor taken
back) and lie on or before the day; of closed cases only the kinds some predicate asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

_TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS scr_case (
    id bigint, court_id bigint, type_code text, filed_on date, closed_on date, closing_mode text,
    open bool, officer_id bigint, amount_claimed numeric, amount_received numeric,
    go_live_on date, sources text[]) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS scr_fact (
    case_id bigint, id bigint, kind text, what text, on_day date, until date, ref text,
    document text, mode text, detail text, amount numeric, holder text, origin text,
    recorded_on date) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS scr_node (
    case_id bigint, n07 date, n11 date, n21 date, n22 date, n23 date, n24 date, n25 date, n27 date,
    n35 date, n37 date, last_on date) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS scr_measure (
    case_id bigint, id bigint, ref text, what text, on_day date, until date, amount numeric,
    holder text, document text, origin text, term text) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS scr_hit (
    rule text, case_id bigint, court_id bigint, subject text, severity text, version int,
    internal bool, facts jsonb) ON COMMIT DELETE ROWS;
CREATE INDEX IF NOT EXISTS scr_fact_case ON scr_fact (case_id);
"""

_CASES = """
INSERT INTO scr_case
SELECT c.id, c.court_id, c.type_code, c.filed_on,
       CASE WHEN c.closed_on <= %(day)s THEN c.closed_on END, c.closing_mode,
       c.closed_on IS NULL OR c.closed_on > %(day)s, c.officer_id,
       c.amount_claimed, c.amount_received, k.go_live_on, k.sources
  FROM cases_case c
  JOIN (SELECT o.id, o.go_live_on,
               coalesce(array_agg(s.source::text) FILTER (WHERE s.declared_on <= %(day)s), '{{}}')
                   AS sources
          FROM org_court o LEFT JOIN org_completesource s ON s.court_id = o.id
         WHERE o.go_live_on <= %(day)s GROUP BY o.id) k ON k.id = c.court_id
 WHERE c.filed_on <= %(day)s AND (c.closed_on IS NULL OR c.closed_on >= k.go_live_on) {only}
"""

_FACTS = """
INSERT INTO scr_fact
SELECT f.case_id, f.id, f.kind, f.what, f.on_day, f.until, f.ref, f.document, f.mode, f.detail,
       f.amount, f.holder, f.origin, (f.recorded_at AT TIME ZONE 'Asia/Shanghai')::date
  FROM cases_fact f JOIN scr_case c ON c.id = f.case_id
 WHERE f.kind <> 'void' AND f.on_day <= %(day)s {only}
   AND (c.open OR (f.kind IN ('node', 'event')
                   AND f.what IN ('N21', 'N23', 'N24', 'N25', 'N34', 'N35', 'N37', '反馈'))
               OR (f.kind IN ('measure', 'release', 'renew')
                   AND c.closing_mode = '终结本次执行程序')
               OR (f.kind = 'deduction' AND f.what = '和解或担保暂缓'))
   AND NOT EXISTS (SELECT FROM cases_fact s WHERE s.supersedes_id = f.id)
"""

_NODES = """
INSERT INTO scr_node
SELECT case_id, min(on_day) FILTER (WHERE what = 'N07'), max(on_day) FILTER (WHERE what = 'N11'),
       max(on_day) FILTER (WHERE what = 'N21'), max(on_day) FILTER (WHERE what = 'N22'),
       max(on_day) FILTER (WHERE what = 'N23'), max(on_day) FILTER (WHERE what = 'N24'),
       max(on_day) FILTER (WHERE what = 'N25'), min(on_day) FILTER (WHERE what = 'N27'),
       min(on_day) FILTER (WHERE what = 'N35'), min(on_day) FILTER (WHERE what = 'N37'),
       max(on_day)
  FROM scr_fact GROUP BY case_id
"""

_MEASURES = """
INSERT INTO scr_measure
SELECT m.case_id, m.id, m.ref, m.what, m.on_day, coalesce(n.until, m.until), m.amount, m.holder,
       m.document, m.origin, k.rule
  FROM scr_fact m
  LEFT JOIN (SELECT case_id, ref, max(until) AS until FROM scr_fact WHERE kind = 'renew'
              GROUP BY case_id, ref) n ON n.case_id = m.case_id AND n.ref = m.ref
  LEFT JOIN cases_caseclock k ON k.case_id = m.case_id AND k.subject = m.ref
        AND k.rule IN ('CTL-01', 'CTL-02', 'CTL-03')
 WHERE m.kind = 'measure'
   AND strpos(m.what || m.mode || m.detail, '轮候') = 0
   AND NOT EXISTS (SELECT FROM scr_fact r WHERE r.case_id = m.case_id AND r.kind = 'release'
                      AND r.ref = m.ref)
"""


def prepare(cursor: Any, as_of: date, case_ids: Sequence[int] | None) -> None:
    """Fill the narrow tables inside the caller's transaction; all cases when ``case_ids`` is None."""
    names = {"day": as_of, "ids": None if case_ids is None else list(case_ids)}
    cursor.execute(_TABLES)
    whole = case_ids is None
    for table in ("scr_case", "scr_fact", "scr_node", "scr_measure", "scr_hit"):
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (two runs in one transaction)
    if whole:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("DROP INDEX scr_fact_case")
    cursor.execute(_CASES.format(only="" if whole else "AND c.id = ANY(%(ids)s)"), names)
    if whole:
        cursor.execute("ANALYZE scr_case")
    cursor.execute(_FACTS.format(only="" if whole else "AND f.case_id = ANY(%(ids)s)"), names)
    if whole:
        cursor.execute("CREATE INDEX scr_fact_case ON scr_fact (case_id)")
        cursor.execute("ANALYZE scr_fact")
    for statement in (_NODES, _MEASURES):
        cursor.execute(statement)
    if whole:
        cursor.execute("ANALYZE scr_node, scr_measure")
