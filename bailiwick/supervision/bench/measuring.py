"""Time spent in the database by what the pages ask, and the figures of derivation and screening."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from django.db import connection
from django.http import QueryDict

from bailiwick.cases import derivation
from bailiwick.cases.models import Case, CaseClock
from bailiwick.cases.selectors import register, workbench
from bailiwick.cases.selectors.case_rows import rows_of, total_of
from bailiwick.org.models import Account
from bailiwick.supervision import screening
from bailiwick.supervision.bench.city import Staff
from bailiwick.supervision.bench.words import GIVEN, SURNAMES
from bailiwick.supervision.selectors import board as boards

PAGE = 20


@dataclass
class Stopwatch:
    """Seconds spent in statements since it was started."""

    seconds: float = 0.0
    statements: list[tuple[float, str]] = field(default_factory=list)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent = perf_counter() - started
            self.seconds += spent
            self.statements.append((spent, str(sql)))


@contextmanager
def in_database() -> Iterator[Stopwatch]:
    """Count the time of every statement inside the block."""
    watch = Stopwatch()
    with connection.execute_wrapper(watch):
        yield watch


def percentiles(times: list[float]) -> dict[str, float]:
    """Return p50, p95 and the slowest, in milliseconds."""
    ordered = sorted(times)
    return {
        "p50_ms": round(_share(ordered, 0.50) * 1000, 1),
        "p95_ms": round(_share(ordered, 0.95) * 1000, 1),
        "max_ms": round(ordered[-1] * 1000, 1),
    }


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def repeated(ask: Callable[[int], Any], times: int) -> dict[str, Any]:
    """Ask once to warm up, then ``times`` times; returns percentiles and the slowest statement.

    ``cpu_ms`` is what one turn cost the database's process on average: on a machine that others use
    too it tells a dear statement from one that had to wait for the processor.
    """
    ask(0)
    spent = []
    slowest: tuple[float, str] = (0.0, "")
    before = _cpu_seconds()
    for turn in range(1, times + 1):
        with in_database() as watch:
            ask(turn)
        spent.append(watch.seconds)
        slowest = max([slowest, *watch.statements])
    after = _cpu_seconds()
    cpu = None if before is None or after is None else round((after - before) * 1000 / times, 1)
    return percentiles(spent) | {"cpu_ms": cpu, "slowest_statement": slowest[1][:4000]}


def _cpu_seconds() -> float | None:
    """Processor time of the database's process for this connection; None where it runs elsewhere."""
    connection.ensure_connection()
    place = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    try:
        return int(place.read_text(encoding="ascii").split()[0]) / 1e9
    except (OSError, ValueError):
        return None


# ------------------------------------------------------------------------------ derivation


def derive(as_of: date, workers: int) -> dict[str, Any]:
    """Derive the whole register; returns seconds, cases, and what was written."""
    started = perf_counter()
    outcome = derivation.rederive_all(as_of, workers=workers)
    seconds = perf_counter() - started
    return {
        "seconds": round(seconds, 1),
        "cases": outcome.cases,
        "changed": outcome.changed,
        "clocks_written": outcome.clocks_written,
        "cases_per_second": round(outcome.cases / seconds) if seconds else 0,
    }


def raw_read() -> float:
    """Seconds to read the same facts once, in order of the table, to this process."""
    started = perf_counter()
    connection.ensure_connection()
    statement = (
        "COPY (SELECT case_id, id, kind, what, on_day, until, ref, document, months, days, urgent, "
        "mode, detail, recorded_at, supersedes_id FROM cases_fact) TO STDOUT (FORMAT binary)"
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for _ in copy:
            pass
    return perf_counter() - started


def explanations(as_of: date, count: int) -> dict[str, Any]:
    """Time to explain one clock of one open case, reading included."""
    random = Random(7)  # noqa: S311
    ids = list(
        CaseClock.objects.filter(state__in=["running", "overdue"], case__closed_on__isnull=True)
        .order_by("pk")
        .values_list("case_id", "rule", "subject")[:20000]
    )
    spent = []
    for case_id, rule, subject in random.sample(ids, min(count, len(ids))):
        case = Case.objects.get(pk=case_id)
        started = perf_counter()
        derivation.explanation(case, rule, subject, as_of=as_of)
        spent.append(perf_counter() - started)
    return percentiles(spent)


def screen(as_of: date) -> dict[str, Any]:
    """A full screening into an empty table of hits, and one that finds nothing new."""
    started = perf_counter()
    first = screening.run(as_of)
    seconds = perf_counter() - started
    started = perf_counter()
    again = screening.run(as_of)
    return {
        "seconds": round(seconds, 1),
        "again_seconds": round(perf_counter() - started, 1),
        "prepared_seconds": round(again.prepared, 1),
        "found": first.found,
        "added": first.added,
        "added_again": again.added,
        "by_rule_seconds": {rule: round(value, 2) for rule, value in again.seconds.items()},
        "by_rule_hits": again.counts,
    }


def screen_one(as_of: date, count: int) -> dict[str, Any]:
    """Screening one case after a change: the same statements with one id."""
    ids = list(Case.objects.filter(closed_on__isnull=True).values_list("pk", flat=True)[:count])
    spent = []
    for case_id in ids:
        started = perf_counter()
        screening.run(as_of, [case_id])
        spent.append(perf_counter() - started)
    return percentiles(spent)


# ------------------------------------------------------------------------------ pages


def pages(staff: Staff, on: date, times: int) -> dict[str, dict[str, Any]]:
    """p50 and p95 in the database of what each page asks, by account and filter."""
    found: dict[str, dict[str, Any]] = {}
    for name, account in (
        ("中院", staff.centre),
        ("基层院", staff.court),
        ("承办人", staff.officer),
    ):
        found[f"案件列表 {name}"] = repeated(_list(account, lambda turn: {}, on), times)
        found[f"工作台 {name}"] = repeated(_workbench(account, on), times)
    for label, query in _filters(staff, on).items():
        found[f"筛选 {label}"] = repeated(_list(staff.centre, _same(query), on), max(5, times // 3))
    found["检索 两字姓名"] = repeated(_list(staff.centre, _two_characters, on), times)
    found["检索 三字姓名"] = repeated(_list(staff.centre, _whole_name, on), times)
    found["检索 拼音首字母"] = repeated(_list(staff.centre, _initials, on), times)
    found["检索 案号片段"] = repeated(_list(staff.centre, _number_part, on), times)
    for mode, label in boards.MODES.items():
        account = staff.lead if mode == "officers" else staff.centre
        found[f"节点看板 {label}"] = repeated(_board(account, mode, on), times)
    found["节点看板 含内部管理节点"] = repeated(
        _board(staff.centre, "courts", on, internal=True), times
    )
    found["节点看板 执字案件"] = repeated(_board(staff.centre, "courts", on, type_code="执"), times)
    return found


def _list(
    account: Account, query: Callable[[int], Mapping[str, str]], on: date
) -> Callable[[int], None]:
    """The list page: its count, its first rows with their worst clocks."""

    def ask(turn: int) -> None:
        params = QueryDict(mutable=True)
        params.update(query(turn))
        total_of(register.narrowed(account, params, on))
        rows_of(register.page(account, params, on, 0, PAGE), on)

    return ask


def _workbench(account: Account, on: date) -> Callable[[int], None]:
    def ask(turn: int) -> None:
        workbench.board(account, on)

    return ask


def _board(
    account: Account, mode: str, on: date, *, internal: bool = False, type_code: str = ""
) -> Callable[[int], None]:
    wanted = boards.Wanted(on=on, today=on, mode=mode, internal=internal, type_code=type_code)

    def ask(turn: int) -> None:
        boards.board(account, wanted)

    return ask


def _same(query: Mapping[str, str]) -> Callable[[int], Mapping[str, str]]:
    return lambda turn: query


def _two_characters(turn: int) -> Mapping[str, str]:
    return {"q": SURNAMES[turn % len(SURNAMES)] + GIVEN[turn * 3 % len(GIVEN)]}


def _whole_name(turn: int) -> Mapping[str, str]:
    return {"q": _two_characters(turn)["q"] + GIVEN[turn * 5 % len(GIVEN)]}


def _initials(turn: int) -> Mapping[str, str]:
    return {"q": ("zhy", "wlh", "lxd", "zj", "cjg", "yw")[turn % 6]}


def _number_part(turn: int) -> Mapping[str, str]:
    return {"q": f"执{1000 + turn * 37}号"}


def _filters(staff: Staff, on: date) -> dict[str, Mapping[str, str]]:
    """A sensible value for every filter of the list."""
    court = str(staff.court.person.court_id)
    values: dict[str, str] = {
        "court": court, "status": "closed", "type": "执恢", "kind": "行政非诉", "level": "overdue",
        "officer": str(staff.officer.person_id), "cause": "民间借贷", "due_within": "7",
        "filed_from": (on - timedelta(90)).isoformat(), "filed_to": (on - timedelta(900)).isoformat(),
        "due_from": on.isoformat(), "due_to": (on + timedelta(10)).isoformat(),
        "closed_from": (on - timedelta(30)).isoformat(), "closed_to": (on - timedelta(900)).isoformat(),
        "mode": "终结本次执行程序", "amount_from": "50", "amount_to": "1", "node": "N11",
    }  # fmt: skip
    group = staff.lead.person.posts.first()
    values["group"] = str(group.group_id) if group else ""
    made: dict[str, Mapping[str, str]] = {
        item.label: {name: values.get(name, "1")} for name, item in register.FILTERS.items()
    }
    for level in ("black", "red", "orange", "yellow", "green", "grey", "near"):
        made[f"等级 {level}"] = {"level": level}
    made["法院＋超期"] = {"court": court, "level": "overdue"}
    made["看板下钻"] = {"court": court, "rule": "EXEC", "rule_level": "overdue"}
    return made
