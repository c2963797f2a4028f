# ruff: noqa: S608  (statements are put together from words of our own; values are parameters)
"""Screening (筛查): which cases fit a rule's predicate, stored as hits. Nightly and on change alike.

Limits and texts stand in ``law.screening``, predicates in ``predicates``. A run finds, then compares
with the standing hits: new ones are added, vanished ones cleared, changed ones renewed. A hit that
was reviewed keeps its review as long as its facts are the same; one found false (误报) for the same
facts never comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bailiwick.cases import derivation
from bailiwick.cases.models import Case, RuleSetting
from bailiwick.law import facts as law_facts
from bailiwick.law.calendar import Calendar
from bailiwick.law.screening import SCREENING, ScreeningRule
from bailiwick.supervision.models import ScreeningRun
from bailiwick.supervision.predicates import PREDICATES, Limit, Predicate
from bailiwick.supervision.preparation import prepare
from bailiwick.web.live import hint

Progress = Callable[[int, int], None]


@dataclass
class Outcome:
    """What a run did. ``seconds`` by rule; ``prepared`` is the pass over the facts."""

    found: int = 0
    added: int = 0
    cleared: int = 0
    prepared: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def active(on: date) -> list[ScreeningRule]:
    """Return the rules in force on a day whose facts exist and whose predicate is written."""
    return [
        rule
        for rule in SCREENING.values()
        if rule.id in PREDICATES and not rule.waiting_for and _in_force(rule, on)
    ]


def run(
    as_of: date,
    case_ids: Sequence[int] | None = None,
    rules: Iterable[str] | None = None,
    *,
    progress: Progress | None = None,
) -> Outcome:
    """Screen the register, or some cases, and store what changed. One transaction."""
    chosen = _chosen(as_of, rules)
    with transaction.atomic(), connection.cursor() as cursor:
        if case_ids is None:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bailiwick screening'))")
        outcome = _find(cursor, as_of, case_ids, chosen, progress)
        _store(cursor, as_of, case_ids, [rule.id for rule in chosen], outcome)
    return outcome


def find(
    as_of: date, case_ids: Sequence[int] | None = None, rules: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Return the hits of a day without storing any (what-if, command line)."""
    with transaction.atomic(), connection.cursor() as cursor:
        _find(cursor, as_of, case_ids, _chosen(as_of, rules), None)
        cursor.execute(_FOUND)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        transaction.set_rollback(True)
    return rows


def run_recorded(record: ScreeningRun) -> Outcome:
    """Carry out a run that was asked for or is due; its row tells how far it is."""

    outcome = run(record.as_of, progress=_teller(record.pk))
    record.finished_at = timezone.now()
    record.rules = record.rules_total = len(outcome.counts)
    record.found, record.added = outcome.found, outcome.added
    record.cleared = outcome.cleared
    record.save()
    hint("screening", record.pk)
    return outcome


def _teller(run_id: int) -> Progress:
    """Return what keeps a run's progress on a connection of its own: the run is one transaction."""
    if connection.in_atomic_block:  # tests
        return lambda done, total: None
    beside = connection.copy()

    def tell(done: int, total: int) -> None:
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE supervision_screeningrun SET rules = %s, rules_total = %s WHERE id = %s",
                [done, total, run_id],
            )
        if done == total:
            beside.close()

    return tell


def run_for_case(case_id: int, as_of: date) -> Outcome:
    """Screen one case and tell open pages if anything changed."""
    outcome = run(as_of, [case_id])
    if outcome.added or outcome.cleared:
        court = Case.objects.filter(pk=case_id).values_list("court_id", flat=True).first()
        hint("screening", case_id, court=court)
    return outcome


def start_run(*, as_of: date, at: datetime) -> ScreeningRun:
    """Write down that a run begins."""
    return ScreeningRun.objects.create(as_of=as_of, started_at=at)


def last_day(limit: int, unit: str, as_of: date, calendar: Calendar) -> date:
    """Return the last day whose limit has run out before ``as_of``.

    ``unit`` is days, working_days, months or years; natural periods roll off days off (CLK-02), so
    a limit that ends on a Saturday has not passed on the Sunday. Later days have not passed, all
    earlier ones have: due days never decrease.
    """
    day = as_of - timedelta(days=1)
    while _due(day, limit, unit, calendar) >= as_of:
        day -= timedelta(days=1)
    return day


def _due(day: date, limit: int, unit: str, calendar: Calendar) -> date:
    if unit == "working_days":
        return calendar.add_working_days(day, limit)
    if unit in ("months", "years"):
        months = limit * (12 if unit == "years" else 1)
        return calendar.next_working(_add_months(day, months))
    return calendar.next_working(day + timedelta(days=limit))


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _in_force(rule: ScreeningRule, on: date) -> bool:
    first, last = rule.in_force
    return (first is None or first <= on) and (last is None or on <= last)


def _chosen(as_of: date, rules: Iterable[str] | None) -> list[ScreeningRule]:
    wanted = None if rules is None else set(rules)
    return [rule for rule in active(as_of) if wanted is None or rule.id in wanted]


def _find(
    cursor: Any,
    as_of: date,
    case_ids: Sequence[int] | None,
    rules: Sequence[ScreeningRule],
    progress: Progress | None,
) -> Outcome:
    outcome = Outcome()
    started = perf_counter()
    prepare(cursor, as_of, case_ids)
    outcome.prepared = perf_counter() - started
    calendar = derivation.calendar()
    adopted = _adopted(as_of)
    for place, rule in enumerate(rules, start=1):
        started = perf_counter()
        predicate = PREDICATES[rule.id]
        cursor.execute(
            _INSERT.format(predicate=predicate.sql),
            _names(predicate, rule, as_of, calendar)
            | {
                "rule": rule.id,
                "version": rule.version,
                "severity": str(rule.severity),
                "design": rule.internal,
                "city": None in adopted.get(rule.id, ()),
                "adopters": [court for court in adopted.get(rule.id, ()) if court is not None],
            },
        )
        outcome.counts[rule.id] = cursor.rowcount
        outcome.found += cursor.rowcount
        outcome.seconds[rule.id] = perf_counter() - started
        if progress:
            progress(place, len(rules))
    return outcome


def _names(
    predicate: Predicate, rule: ScreeningRule, as_of: date, calendar: Calendar
) -> dict[str, Any]:
    names: dict[str, Any] = {"day": as_of, "no_property": sorted(law_facts.NO_PROPERTY)}
    for limit in predicate.limits:
        names[limit.name] = _last_day_of(rule, limit, as_of, calendar)
    for name, key in predicate.figures:
        names[name] = rule.thresholds[key]
    return names


def _last_day_of(rule: ScreeningRule, limit: Limit, as_of: date, calendar: Calendar) -> date:
    unit = next(
        (unit for unit in ("working_days", "months", "years") if limit.key.endswith(unit)), "days"
    )
    return last_day(int(rule.thresholds[limit.key]), unit, as_of, calendar)


def _adopted(as_of: date) -> dict[str, set[int | None]]:
    """Return by rule the courts (None: the whole city) that adopted a limit of our own by a paper."""
    rows = (
        RuleSetting.objects.filter(key="adopted", valid_from__lte=as_of)
        .exclude(paper="")
        .exclude(valid_to__lt=as_of)
        .values_list("rule", "court_id")
    )
    found: dict[str, set[int | None]] = {}
    for rule, court in rows:
        found.setdefault(rule, set()).add(court)
    return found


_INSERT = """
INSERT INTO scr_hit (rule, case_id, court_id, subject, severity, version, internal, facts)
SELECT %(rule)s, h.case_id, h.court_id, left(h.subject, 60), coalesce(h.severity, %(severity)s),
       %(version)s, %(design)s AND NOT %(city)s AND h.court_id <> ALL(%(adopters)s::bigint[]), h.facts
  FROM (SELECT DISTINCT ON (p.case_id, p.subject) p.*
          FROM ({predicate}) p(case_id, court_id, subject, severity, facts)
         ORDER BY p.case_id, p.subject, p.facts::text) h
"""
_FOUND = """
SELECT h.rule, h.version, h.severity, h.internal, c.number AS case_number, o.code AS court,
       h.subject, h.facts
  FROM scr_hit h JOIN cases_case c ON c.id = h.case_id JOIN org_court o ON o.id = h.court_id
 ORDER BY h.rule, o.code, c.number, h.subject
"""
_SCOPE = "s.cleared_on IS NULL AND s.rule = ANY(%(rules)s) {only}"
_SAME = "h.rule = s.rule AND h.case_id = s.case_id AND h.subject = s.subject"
_RENEW = f"""
UPDATE supervision_screeninghit s
   SET last_on = %(day)s, severity = h.severity, internal = h.internal, facts = h.facts,
       rule_version = h.version
  FROM scr_hit h
 WHERE {_SCOPE} AND {_SAME} AND (s.review = 'open' OR s.facts = h.facts)
   AND (s.last_on, s.severity, s.internal, s.rule_version, s.facts)
       IS DISTINCT FROM (%(day)s::date, h.severity, h.internal, h.version::smallint, h.facts)
"""
_CLEAR = f"""
UPDATE supervision_screeninghit s SET cleared_on = %(day)s
 WHERE {_SCOPE}
   AND NOT EXISTS (SELECT FROM scr_hit h WHERE {_SAME} AND (s.review = 'open' OR s.facts = h.facts))
"""
_ADD = """
INSERT INTO supervision_screeninghit (rule, rule_version, case_id, court_id, subject, severity,
       internal, found_on, last_on, facts, review, reason, document)
SELECT h.rule, h.version, h.case_id, h.court_id, h.subject, h.severity, h.internal, %(day)s,
       %(day)s, h.facts, 'open', '', ''
  FROM scr_hit h
 WHERE NOT EXISTS (SELECT FROM supervision_screeninghit s WHERE s.case_id = h.case_id
                      AND s.rule = h.rule AND s.subject = h.subject
                      AND (s.cleared_on IS NULL OR (s.review = 'false' AND s.facts = h.facts)))
"""


def _store(
    cursor: Any, as_of: date, case_ids: Sequence[int] | None, rules: list[str], outcome: Outcome
) -> None:
    only = "" if case_ids is None else "AND s.case_id = ANY(%(ids)s)"
    names = {
        "day": as_of,
        "rules": rules,
        "ids": None if case_ids is None else list(case_ids),
    }
    if case_ids is None:
        cursor.execute("ANALYZE scr_hit")
    cursor.execute(_RENEW.format(only=only), names)
    cursor.execute(_CLEAR.format(only=only), names)
    outcome.cleared = cursor.rowcount
    cursor.execute(_ADD, names)
    outcome.added = cursor.rowcount
