"""The journal as a spreadsheet, for the auditor."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import QueryDict

from bailiwick.audit import naming, selectors
from bailiwick.audit.models import JournalRecord
from bailiwick.notices.services.spreadsheets import Column, Export
from bailiwick.org.models import Account

CHUNK = 2_000
COLUMNS = [
    Column("编号", 10, "number"),
    Column("时间", 18, "moment"),
    Column("操作人", 12),
    Column("岗位", 20),
    Column("事项", 18),
    Column("类别", 8),
    Column("法院", 16),
    Column("案号", 28),
    Column("内容", 60),
    Column("来源地址", 16),
    Column("摘要值", 66),
    Column("封存序号", 10, "number"),
]


def rows(account: Account, query: QueryDict) -> Export:
    """Return the records of a search of the journal."""
    found = selectors.search(query)
    records = selectors.records(found)
    return Export("审计日志", found.words, COLUMNS, _lines(records), records.count())


def _lines(records) -> Iterator[tuple[object, ...]]:  # type: ignore[no-untyped-def]
    labels = naming.event_labels()
    batch: list[JournalRecord] = []
    for entry in records.iterator(chunk_size=CHUNK):
        batch.append(entry)
        if len(batch) == CHUNK:
            yield from _named(batch, labels)
            batch = []
    yield from _named(batch, labels)


def _named(batch: list[JournalRecord], labels: dict[str, str]) -> Iterator[tuple[object, ...]]:
    courts = naming.names("court", [entry.court for entry in batch])
    cases = naming.names("case", [entry.case for entry in batch])
    seals = selectors.seals_of([entry.pk for entry in batch])
    for entry in batch:
        seal = seals.get(entry.pk)
        yield (
            entry.pk,
            entry.at,
            entry.actor_name,
            entry.actor_posts,
            labels.get(entry.event, entry.event),
            naming.KINDS.get(entry.kind, entry.kind),
            courts.get(entry.court or 0, ""),
            cases.get(entry.case or 0, ""),
            json.dumps(entry.data, ensure_ascii=False),
            entry.address,
            entry.digest,
            seal.seq if seal else None,
        )
