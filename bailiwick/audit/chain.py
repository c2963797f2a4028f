"""Verification of the journal: every record against its seal, every seal against the one before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bailiwick.audit.journal import digest
from bailiwick.audit.models import JournalRecord
from bailiwick.audit.sealing import GENESIS, seal_of

ALARM = timedelta(seconds=60)
FETCH = 5_000
WORDS = {
    "missing_seal": "封存序号 {seq} 缺失",
    "missing_record": "封存序号 {seq} 的记录 {record} 已不存在",
    "changed_record": "记录 {record}（封存序号 {seq}）的内容被改动",
    "doubly_sealed": "记录 {record} 被重复封存（封存序号 {seq}）",
    "broken_chain": "封存序号 {seq} 与前一封存不衔接",
    "forged_seal": "封存序号 {seq} 的封存值不符",
    "lost_head": "封存序号 {seq} 与此前留存的封存值不符",
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong: its kind (a key of ``WORDS``), the seal's number and the record's id."""

    kind: str
    seq: int
    record: int | None

    @property
    def text(self) -> str:
        return WORDS[self.kind].format(seq=self.seq, record=self.record)


@dataclass
class Report:
    """What a verification found. ``first`` is the first fault in the order of the chain."""

    records: int = 0
    sealed: int = 0
    unsealed: int = 0
    unsealed_since: datetime | None = None
    first: Fault | None = None
    faults: Counter[str] = field(default_factory=Counter)
    head_seq: int = 0
    head_seal: str = GENESIS
    checked_at: datetime = field(default_factory=timezone.now)

    @property
    def whole(self) -> bool:
        """Whether nothing was broken, missing or doubly sealed."""
        return self.first is None

    @property
    def late(self) -> bool:
        """Whether a record has waited for its seal for more than a minute."""
        return self.unsealed_since is not None and self.checked_at - self.unsealed_since > ALARM

    def words(self) -> str:
        """Return the result as one or two sentences."""
        if self.first:
            total = sum(self.faults.values())
            told = f"审计日志不完整：{self.first.text}；共 {total:,} 处"
        else:
            told = f"审计日志完整：{self.sealed:,} 条记录已封存且衔接无误"
        if self.unsealed_since:
            since = timezone.localtime(self.unsealed_since)
            told += f"；另有 {self.unsealed:,} 条尚未封存，最早 {since:%Y-%m-%d %H:%M:%S}"
        return told + "。"

    def data(self) -> dict[str, Any]:
        """Return the result as JSON-able values."""
        return {
            "ok": self.whole,
            "records": self.records,
            "sealed": self.sealed,
            "unsealed": self.unsealed,
            "unsealed_since": self.unsealed_since and self.unsealed_since.isoformat(),
            "unsealed_too_long": self.late,
            "first": {**asdict(self.first), "text": self.first.text} if self.first else None,
            "faults": dict(self.faults),
            "head": {"seq": self.head_seq, "seal": self.head_seal},
            "checked_at": self.checked_at.isoformat(),
        }

    def blame(self, kind: str, seq: int, record: int | None) -> None:
        """Note a fault; the first one found is kept by name."""
        self.faults[kind] += 1
        if self.first is None:
            self.first = Fault(kind, seq, record)


def verify(known_head: tuple[int, str] | None = None) -> Report:
    """Check the whole journal in one snapshot.

    ``known_head`` is a (seq, seal) written down earlier, outside the database: it finds a chain
    whose end was cut off or that was built anew.
    """
    report = Report()
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        _walk(report, known_head)
        _count_unsealed(report)
    return report


def unsealed() -> tuple[int, datetime | None]:
    """Return how many committed records wait for their seal, and when the oldest was written.

    Looks at the newest 20,000 records only: cheap enough for the health page.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(r.written_at) FROM (SELECT id, written_at FROM audit_journalrecord"
            " ORDER BY id DESC LIMIT 20000) r WHERE NOT EXISTS"
            " (SELECT 1 FROM audit_journalseal s WHERE s.record = r.id)"
        )
        count, since = cursor.fetchone()
    return count, since


def _walk(report: Report, known_head: tuple[int, str] | None) -> None:
    seen: set[int] = set()
    expected, previous = 1, GENESIS
    for seq, record, sealed_digest, before, seal, entry in _links():
        if seq != expected:
            report.blame("missing_seal", expected, None)
        elif before != previous:
            report.blame("broken_chain", seq, record)
        if seal != seal_of(seq, record, sealed_digest, before):
            report.blame("forged_seal", seq, record)
        if record in seen:
            report.blame("doubly_sealed", seq, record)
        if entry is None:
            report.blame("missing_record", seq, record)
        elif entry.digest != sealed_digest or digest(entry) != sealed_digest:
            report.blame("changed_record", seq, record)
        if known_head and known_head[0] == seq and known_head[1] != seal:
            report.blame("lost_head", seq, record)
        seen.add(record)
        report.sealed += 1
        expected, previous = seq + 1, seal
    report.head_seq, report.head_seal = expected - 1, previous
    if known_head and known_head[0] > report.head_seq:
        report.blame("lost_head", known_head[0], None)


Link = tuple[int, int, str, str, str, JournalRecord | None]


def _links() -> Iterator[Link]:
    """Yield every seal in order with its record, through a cursor held on the server."""
    names = [f.attname for f in JournalRecord._meta.concrete_fields]
    columns = ", ".join(f"r.{name}" for name in names)
    sql = (
        f"SELECT s.seq, s.record, s.digest, s.previous, s.seal, {columns}"  # noqa: S608
        " FROM audit_journalseal s LEFT JOIN audit_journalrecord r ON r.id = s.record"
        " ORDER BY s.seq"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(FETCH):
            for seq, record, sealed_digest, before, seal, *values in rows:
                found = dict(zip(names, values, strict=True))
                entry = _entry(found) if found["id"] is not None else None
                yield seq, record, sealed_digest, before, seal, entry


def _entry(values: dict[str, Any]) -> JournalRecord:
    data = values["data"]
    values["data"] = json.loads(data) if isinstance(data, str) else data
    return JournalRecord(**values)


def _count_unsealed(report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_journalrecord")
        (report.records,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(*), min(r.written_at) FROM audit_journalrecord r WHERE NOT EXISTS"
            " (SELECT 1 FROM audit_journalseal s WHERE s.record = r.id)"
        )
        report.unsealed, report.unsealed_since = cursor.fetchone()
