"""A register of ten years written by set-based SQL: believable cases, parties and facts.

8 % open, some twelve facts a case. Indexes and foreign keys of the three large tables are set aside
while they are filled and put back afterwards, as a restore of a dump does. The clocks are not
written here: building them from nothing is one of the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from time import perf_counter
from typing import Any

from django.db import connection

from bailiwick.supervision.bench.words import CAUSES, FIRMS, GIVEN, SURNAMES, TRADES, alphabet

Tell = Callable[[str], None]
SEED = 0.42
LARGE = ("cases_case", "cases_party", "cases_casekeys", "cases_fact")

_CASES = """
CREATE UNLOGGED TABLE bench_case AS
SELECT d.*, row_number() OVER (PARTITION BY court_id, type_code, extract(year FROM filed_on)
                               ORDER BY filed_on, id) AS serial
  FROM (
SELECT id, court_id, court_code, officer_id, group_id, officer_name, type_code, filed_on, cause,
       amount, r1, r2, r3, r4, closed_on,
       CASE WHEN closed_on IS NULL THEN ''
            WHEN type_code IN ('执', '执恢') THEN CASE WHEN r3 < 0.50 THEN '执行完毕'
                 WHEN r3 < 0.74 THEN '终结本次执行程序' ELSE '终结执行' END
            WHEN type_code = '执保' THEN '保全完毕' ELSE '驳回' END AS mode,
       coalesce(closed_on, %(today)s::date) AS last_on
  FROM (
SELECT c.*, CASE WHEN open THEN NULL
       ELSE least(filed_on + 100 + (r2 * r2 * 380)::int, %(today)s::date - (r4 * 20)::int) END AS closed_on
  FROM (
SELECT g.id, o.court_id, o.court_code, o.officer_id, o.group_id, o.officer_name,
       CASE WHEN g.t < 0.70 THEN '执' WHEN g.t < 0.81 THEN '执恢' WHEN g.t < 0.91 THEN '执保'
            WHEN g.t < 0.98 THEN '执异' ELSE '执复' END AS type_code,
       %(today)s::date - (g.age * 3650)::int AS filed_on,
       (%(causes)s::text[])[1 + floor(g.r1 * 6)::int] AS cause,
       round((2000 + g.r4 * g.r4 * g.r4 * 900000)::numeric, 2) AS amount,
       g.r1, g.r2, g.r3, g.r4,
       CASE WHEN g.age < 0.05 THEN g.r5 < 0.93 WHEN g.age < 0.09 THEN g.r5 < 0.55
            ELSE g.r5 < 0.0135 END OR g.age * 3650 < 105 AS open
  FROM (SELECT id, random() AS t, random() AS age, random() AS r1, random() AS r2, random() AS r3,
               random() AS r4, random() AS r5, 1 + (random() * (%(officers)s - 1))::int AS place
          FROM generate_series(1, %(cases)s) id) g
  JOIN bench_officer o ON o.place = g.place) c) b) d
"""
_REGISTER = """
INSERT INTO cases_case (id, court_id, number, legacy_number, year, type_code, serial, kind, cause,
       basis, filed_on, amount_claimed, amount_received, amount_paid, officer_id, officer_name,
       group_id, closed_on, closing_mode, original_number, sensitive, node, applicants_text,
       debtors_text, is_grey, is_paused, version, created_at, updated_at)
SELECT b.id, court_id, '（' || extract(year FROM filed_on) || '）' || court_code || type_code || serial || '号',
       false, extract(year FROM filed_on), type_code, serial,
       CASE WHEN r1 < 0.94 THEN '民事' WHEN r1 < 0.97 THEN '行政非诉' ELSE '刑事涉财' END, cause, '',
       filed_on, amount,
       CASE WHEN mode = '执行完毕' THEN amount WHEN r2 < 0.3 THEN round(amount * r3::numeric, 2) ELSE 0 END,
       CASE WHEN mode = '执行完毕' THEN amount ELSE 0 END, officer_id, officer_name, group_id, closed_on,
       mode, '', CASE WHEN b.id %% 400 = 0 THEN '敏感' ELSE '' END, '', p.applicant, p.debtor, false,
       false, 1, now(), now()
  FROM bench_case b JOIN bench_party p ON p.id = b.id
"""
_NAMES = """
CREATE UNLOGGED TABLE bench_party AS
SELECT b.id, {person_a} AS applicant, CASE WHEN b.r2 < 0.45 THEN {firm} ELSE {person_b} END AS debtor
  FROM bench_case b
"""
_PARTIES = """
INSERT INTO cases_party (case_id, court_id, role, name, kind, position, id_blind, id_mask,
       phone_blind, phone_mask, account_blind, account_mask, district)
SELECT b.id, b.court_id, v.role, v.name, CASE WHEN v.name LIKE '%%公司' THEN '法人' ELSE '自然人' END,
       v.place, '', '', '', '', '', '', ''
  FROM bench_case b JOIN bench_party p ON p.id = b.id
  CROSS JOIN LATERAL (VALUES ('申请执行人', p.applicant, 0), ('被执行人', p.debtor, 1)) v(role, name, place)
"""
_KEYS = """
INSERT INTO cases_casekeys (case_id, keys)
SELECT c.id, ARRAY(
    SELECT DISTINCT k FROM (
        SELECT substr(t.text, i, 2) AS k
          FROM (VALUES (replace(replace(c.number, '（', ''), '）', '')), (c.applicants_text),
                       (c.debtors_text)) t(text), generate_series(1, length(t.text) - 1) i
        UNION ALL
        SELECT ':' || substr(n.text, i, s)
          FROM (VALUES (translate(c.applicants_text, %(signs)s, %(letters)s)),
                       (translate(c.debtors_text, %(signs)s, %(letters)s))) n(text),
               generate_series(2, 3) s, generate_series(1, length(n.text) - s + 1) i) x)
  FROM cases_case c
"""

#: (kind, what, day, until, ref, document, mode, detail, amount, condition); ``b`` is the case.
_MAIN = "type_code IN ('执', '执恢')"
_FACTS: tuple[tuple[str, ...], ...] = (
    ("node", "N03", "filed_on", "", "", "", "", "", "", "true"),
    ("node", "N04", "n04", "", "", "", "", "", "", "r1 > 0.004"),
    ("node", "N05", "n05", "", "", "", "", "", "", "r1 > 0.007"),
    ("node", "N06", "n05 + 1", "", "", "", "", "", "", "closed_on IS NULL AND r3 > 0.04"),
    ("node", "N07", "n07", "", "", "执行通知书", "", "", "", f"{_MAIN} AND r2 > 0.01"),
    ("node", "N08", "n07", "", "", "报告财产令", "", "", "", f"{_MAIN} AND r2 > 0.012"),
    ("node", "N09", "n05 + 2", "", "", "", "", "", "", f"{_MAIN} AND (closed_on IS NULL AND r3 > 0.02 OR r3 > 0.7)"),
    ("node", "N10", "n07 + 6", "", "", "送达回证", "", "", "", f"{_MAIN} AND closed_on IS NULL AND r2 > 0.05"),
    ("node", "N11", "n05 + 2", "", "", "", "", "", "", f"{_MAIN} AND r4 > 0.012"),
    ("event", "反馈", "n05 + 5", "", "f1", "", "", "存款", "", f"{_MAIN} AND r3 < 0.32"),
    ("node", "N12", "n05 + 5", "", "f1", "", "", "", "", f"{_MAIN} AND closed_on IS NULL AND r3 < 0.30"),
    ("event", "反馈", "n05 + 5", "", "f1", "", "", "无财产", "", f"{_MAIN} AND closed_on IS NULL AND r3 >= 0.6"),
    ("measure", "冻结存款", "n05 + 6", "n05 + 6 + 364", "m1", "裁定书", "", "", "round(amount * 0.4, 2)", f"{_MAIN} AND r3 < 0.318"),
    ("measure", "查封房产", "n05 + 9", "n05 + 9 + 1094", "m2", "裁定书", "", "", "round(amount * 0.7, 2)", f"{_MAIN} AND r2 < 0.12"),
    ("measure", "冻结存款", "n05 + 2", "n05 + 2 + 364", "m1", "裁定书", "", "", "amount", "type_code = '执保'"),
    ("renew", "续行", "n05 + 350", "n05 + 6 + 729", "m1", "裁定书", "", "", "", f"{_MAIN} AND r3 < 0.3 AND last_on - n05 > 360"),
    ("release", "解除", "closed_on", "", "m1", "裁定书", "", "", "", f"({_MAIN} AND r3 < 0.318 OR type_code = '执保') AND closed_on IS NOT NULL"),
    ("release", "解除", "closed_on", "", "m2", "裁定书", "", "", "", f"{_MAIN} AND r2 < 0.11 AND closed_on IS NOT NULL"),
    ("node", "N21", "n05 + 20", "", "", "", "", "", "", f"{_MAIN} AND r3 < 0.3"),
    ("node", "N22", "n05 + 30", "", "", "", "", "", "", f"{_MAIN} AND r2 < 0.118"),
    ("node", "N23", "n05 + 38", "", "", "", "", "", "", f"{_MAIN} AND r2 < 0.115"),
    ("deduction", "评估", "n05 + 30", "n05 + 60", "", "委托书", "", "", "", f"{_MAIN} AND r2 < 0.10"),
    ("extension", "院长", "filed_on + 170", "", "", "审批表", "", "", "", f"{_MAIN} AND r4 < 0.10 AND last_on - filed_on > 175"),
    ("payment", "到账", "n05 + 40", "", "p1", "", "", "", "round(amount * 0.4, 2)", f"{_MAIN} AND r3 < 0.3"),
    ("payment", "发放", "n05 + 52", "", "p1", "", "", "", "round(amount * 0.4, 2)", f"{_MAIN} AND r3 < 0.297"),
    ("event", "线索", "n05 + 25", "", "c1", "", "", "车辆", "", f"{_MAIN} AND r4 < 0.12"),
    ("node", "N13", "n05 + 30", "", "c1", "", "", "", "", f"{_MAIN} AND r4 < 0.118"),
    ("node", "N27", "n07 + 8", "", "", "限制消费令", "", "", "", f"{_MAIN} AND (closed_on IS NULL AND r1 < 0.85 OR r1 < 0.3)"),
    ("node", "N15", "n05 + 24", "", "", "", "", "", "", f"{_MAIN} AND (closed_on IS NULL AND r4 > 0.02 OR r4 > 0.7)"),
    ("node", "N11", "last_on - 20 - (r4 * 60)::int", "", "", "", "", "", "", f"{_MAIN} AND closed_on IS NULL AND last_on - n05 > 95"),
    ("node", "N10", "filed_on + 2", "", "", "", "", "", "", "type_code = '执异'"),
    ("deduction", "中止", "filed_on + 150", "", "", "中止裁定书", "", "", "", f"{_MAIN} AND closed_on IS NULL AND %(today)s::date - filed_on > 175 AND r3 < 0.86"),
    ("event", "异议", "n05 + 3", "", "o1", "", "", "执行行为", "", "type_code IN ('执异', '执复')"),
    ("event", "裁定送达", "n05 + 15", "", "o1", "裁定书", "", "执行行为", "", "type_code IN ('执异', '执复') AND r2 < 0.97"),
    ("node", "N35", "closed_on - 5", "", "", "合议笔录", "", "", "", "mode = '终结本次执行程序' AND r1 > 0.01"),
    ("event", "裁定送达", "closed_on", "", "", "裁定书", "终本", "", "", "mode = '终结本次执行程序'"),
    ("event", "结案", "closed_on", "", "", "", "{mode}", "", "", "closed_on IS NOT NULL"),
    ("node", "N37", "closed_on + 6", "", "", "", "", "", "", "closed_on IS NOT NULL AND r4 < 0.995"),
)  # fmt: skip
_BASE = """
SELECT b.*, n05 + 1 + CASE WHEN r4 > 0.985 THEN 6 ELSE 0 END AS n07
  FROM (SELECT b.*, filed_on + 1 + (r2 * 3)::int AS n04, filed_on + 2 + (r2 * 3)::int AS n05
          FROM bench_case b) b
"""
_QUERIES_AFTER = """
SELECT b.id, b.court_id, 'node', 'N11', (closed_on + make_interval(months => 6 * n) - interval '9 days')::date,
       NULL::date, '', '', '', '', NULL::numeric, 0
  FROM bench_case b, generate_series(1, 10) n
 WHERE mode = '终结本次执行程序' AND r2 > 0.01
"""


def build(cases: int, today: date, tell: Tell) -> dict[str, float]:
    """Fill the register; returns seconds by step. Courts, officers and calendar exist already."""
    seconds: dict[str, float] = {}
    used, letters = alphabet()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute("SET jit = off")
        cursor.execute("SELECT setseed(%s)", [SEED])
        officers = _officers(cursor)
        names: dict[str, Any] = {
            "cases": cases, "today": today, "officers": officers, "causes": list(CAUSES),
            "surnames": list(SURNAMES), "given": list(GIVEN), "firms": list(FIRMS),
            "trades": list(TRADES), "signs": used, "letters": letters,
        }  # fmt: skip
        with set_aside(cursor, seconds, tell):
            for label, statement in _steps():
                started = perf_counter()
                cursor.execute(statement, names)
                seconds[label] = perf_counter() - started
                tell(f"{label} {cursor.rowcount:,} 行 {seconds[label]:.1f}s")
        cursor.execute("DROP TABLE bench_case, bench_party, bench_officer")
        for table in ("cases_case", "cases_party", "cases_fact"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            )
        started = perf_counter()
        for table in LARGE:  # visibility maps, as a day of autovacuum would leave them
            cursor.execute(f"VACUUM (ANALYZE, PARALLEL 2) {table}")
        seconds["vacuum"] = perf_counter() - started
    return seconds


def _steps() -> Iterator[tuple[str, str]]:
    yield "案件骨架", _CASES
    yield "名称", _NAMES.format(person_a=_person(), person_b=_person(), firm=_firm())
    yield "案件", _REGISTER
    yield "当事人", _PARTIES
    yield "检索键", _KEYS
    yield "事实", facts_statement()


def facts_statement() -> str:
    """One INSERT of all facts, case by case and by day, as an import would have written them."""
    rows = ",\n".join(_values(row) for row in _FACTS)
    return f"""
INSERT INTO cases_fact (case_id, court_id, kind, what, on_day, until, ref, document, months, days,
       urgent, mode, detail, amount, holder, handler, origin, recorded_at)
SELECT id, court_id, kind, what, on_day, until, ref, document, months, 0, false, mode, detail,
       amount, '', '', 'import', (on_day + 1) + time '02:00'
  FROM (SELECT b.id, b.court_id, v.* FROM ({_BASE}) b
          CROSS JOIN LATERAL (VALUES {rows}) v(kind, what, on_day, until, ref, document, mode, detail,
                                             amount, months, fits)
         WHERE v.fits AND v.on_day <= b.last_on + 10
        UNION ALL
        SELECT id, court_id, kind, what, on_day, until, ref, document, mode, detail, amount, months,
               true FROM ({_QUERIES_AFTER}) q(id, court_id, kind, what, on_day, until, ref, document,
                                          mode, detail, amount, months)) f
 WHERE on_day < %(today)s
 ORDER BY id, on_day, what
"""  # noqa: S608  (our own words)


def _values(row: tuple[str, ...]) -> str:
    kind, what, day, until, ref, document, mode, detail, amount, fits = row
    said = "b.mode" if mode == "{mode}" else f"'{mode}'"
    months = "3" if kind == "extension" else "0"
    return (
        f"('{kind}', '{what}', {day}, ({until or 'NULL'})::date, '{ref}', '{document}', {said}, "
        f"'{detail}', ({amount or 'NULL'})::numeric, {months}, {fits})"
    )


def _person() -> str:
    pick = "(%({list})s::text[])[1 + (random() * {last})::int]"
    surname = pick.format(list="surnames", last=len(SURNAMES) - 1)
    given = pick.format(list="given", last=len(GIVEN) - 1)
    return f"{surname} || {given} || CASE WHEN random() < 0.8 THEN {given} ELSE '' END"


def _firm() -> str:
    pick = "(%({list})s::text[])[1 + (random() * {last})::int]"
    sign = pick.format(list="firms", last=len(FIRMS) - 1)
    trade = pick.format(list="trades", last=len(TRADES) - 1)
    return f"'洛阳' || {sign} || {sign} || {trade} || '有限公司'"


def _officers(cursor: Any) -> int:
    """Number the officers of the basic courts and the intermediate court; returns how many."""
    cursor.execute(
        """
CREATE UNLOGGED TABLE bench_officer AS
SELECT row_number() OVER (ORDER BY p.id) AS place, p.court_id, c.code AS court_code,
       p.person_id AS officer_id, p.group_id, n.name AS officer_name
  FROM org_post p JOIN org_court c ON c.id = p.court_id JOIN org_person n ON n.id = p.person_id
 WHERE p.role = 'OFF'
"""
    )
    cursor.execute("SELECT count(*) FROM bench_officer")
    return int(cursor.fetchone()[0])


@contextmanager
def set_aside(cursor: Any, seconds: dict[str, float], tell: Tell) -> Iterator[None]:
    """Drop the foreign keys and plain indexes of the large tables; put them back at the end."""
    cursor.execute(
        """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
""",
        [list(LARGE)],
    )
    keys = cursor.fetchall()
    cursor.execute(
        """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
 WHERE indrelid = ANY(%s::regclass[])
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
""",
        [list(LARGE)],
    )
    indexes = cursor.fetchall()
    for table, name, _ in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    started = perf_counter()
    for _, definition in indexes:
        cursor.execute(definition)
    seconds["索引"] = perf_counter() - started
    started = perf_counter()
    for table, name, definition in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    seconds["外键"] = perf_counter() - started
    tell(f"索引 {seconds['索引']:.1f}s 外键 {seconds['外键']:.1f}s")
