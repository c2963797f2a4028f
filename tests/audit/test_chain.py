"""The journal: sealed without gaps whatever happens, and every tampering is named."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import ClassVar

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg import sql

from bailiwick.audit import chain, health, journal
from bailiwick.audit.models import JournalRecord, JournalSeal
from bailiwick.audit.sealing import Sealer
from bailiwick.events import Event

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CHANGE = "UPDATE audit_journalrecord SET "
FORGE = "UPDATE audit_journalseal SET "


@dataclass(frozen=True, slots=True)
class SomethingDone(Event):
    label: ClassVar[str] = "某事"
    number: int
    text: str = "延长执行期限𠮷"


def act(number: int) -> JournalRecord:
    return journal.record(SomethingDone(number), by=None, case=number % 5, at=AT)


@pytest.fixture
def ten_sealed(transactional_db: None) -> Iterator[list[JournalRecord]]:
    """Ten sealed records; afterwards the append-only tables are emptied as only a test may."""
    empty()
    records = [act(number) for number in range(1, 11)]
    assert Sealer().seal() == 10
    yield records
    empty()


def empty() -> None:
    as_owner("TRUNCATE audit_journalrecord, audit_journalseal")


def as_owner(statement: str) -> None:
    """Do what only the owner of the tables could: switch the triggers off and write."""
    with connection.cursor() as cursor:
        for table in ("audit_journalrecord", "audit_journalseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in ("audit_journalrecord", "audit_journalseal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_untouched_journal_is_whole(ten_sealed: list[JournalRecord]) -> None:
    report = chain.verify()
    assert report.whole
    assert (report.records, report.sealed, report.unsealed) == (10, 10, 0)
    assert report.head_seq == 10
    assert "10 条记录已封存" in report.words()


@pytest.mark.parametrize(
    ("tampering", "kind", "number"),
    [
        (CHANGE + "data = '{{}}' WHERE id = {3}", "changed_record", 3),
        (CHANGE + "actor_name = '他人' WHERE id = {4}", "changed_record", 4),
        (CHANGE + "at = at + interval '1 us' WHERE id = {5}", "changed_record", 5),
        (CHANGE + "digest = repeat('a', 64) WHERE id = {6}", "changed_record", 6),
        (FORGE + "digest = repeat('a', 64) WHERE record = {7}", "forged_seal", 7),
        (FORGE + "seal = repeat('a', 64) WHERE record = {7}", "forged_seal", 7),
        (FORGE + "previous = repeat('a', 64) WHERE record = {8}", "broken_chain", 8),
        ("DELETE FROM audit_journalrecord WHERE id = {9}", "missing_record", 9),
        ("DELETE FROM audit_journalseal WHERE record = {2}", "missing_seal", 2),
        (FORGE + "record = {1} WHERE record = {10}", "forged_seal", 10),
    ],
)  # fmt: skip
def test_tampering_is_named(
    ten_sealed: list[JournalRecord], tampering: str, kind: str, number: int
) -> None:
    ids = {index: entry.pk for index, entry in enumerate(ten_sealed, start=1)}
    as_owner(tampering.format(0, *ids.values()))
    report = chain.verify()
    assert report.first is not None
    assert (report.first.kind, report.first.seq) == (kind, number)
    if report.first.record is not None and kind != "forged_seal":
        assert report.first.record == ids[number]
    assert str(number) in report.words()


def test_double_sealing_is_named(ten_sealed: list[JournalRecord]) -> None:
    head = JournalSeal.objects.get(seq=10)
    twice = ten_sealed[2]
    from bailiwick.audit.sealing import seal_of

    JournalSeal.objects.create(
        seq=11,
        record=twice.pk,
        digest=twice.digest,
        previous=head.seal,
        seal=seal_of(11, twice.pk, twice.digest, head.seal),
        sealed_at=AT,
    )
    report = chain.verify()
    assert report.first is not None
    assert (report.first.kind, report.first.seq, report.first.record) == (
        "doubly_sealed",
        11,
        twice.pk,
    )


def test_cut_off_end_is_found_by_a_head_kept_elsewhere(ten_sealed: list[JournalRecord]) -> None:
    head = (10, JournalSeal.objects.get(seq=10).seal)
    as_owner("DELETE FROM audit_journalseal WHERE seq > 7")
    as_owner(f"DELETE FROM audit_journalrecord WHERE id > {ten_sealed[6].pk}")  # noqa: S608
    assert chain.verify().whole  # a clean cut leaves no trace inside the database
    report = chain.verify(head)
    assert report.first is not None
    assert report.first.kind == "lost_head"


def test_unsealed_records_are_counted_since_when(ten_sealed: list[JournalRecord]) -> None:
    """The age counts from the writing: an act may be recorded with a moment long past."""
    journal.record(SomethingDone(11), by=None, at=AT)
    first = journal.record(SomethingDone(12), by=None, at=AT)
    report = chain.verify()
    assert report.whole
    assert report.unsealed == 2
    assert not report.late
    ago = timezone.now() - timedelta(seconds=61)
    as_owner(
        f"UPDATE audit_journalrecord SET written_at = '{ago.isoformat()}' WHERE id = {first.pk}"  # noqa: S608
    )
    report = chain.verify()
    assert report.whole
    assert (report.unsealed, report.unsealed_since) == (2, ago)
    assert report.late
    assert chain.unsealed() == (2, ago)
    assert not health.journal()["ok"]


def test_command_speaks_words_and_json_and_answers_by_its_exit_code(
    ten_sealed: list[JournalRecord],
) -> None:
    words = StringIO()
    call_command("verify_journal", stdout=words)
    assert words.getvalue().startswith("审计日志完整：10 条记录")
    as_owner(f"UPDATE audit_journalrecord SET event = 'x' WHERE id = {ten_sealed[4].pk}")  # noqa: S608
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_journal", "--json", stdout=said)
    assert ended.value.code == 1
    answer = json.loads(said.getvalue())
    assert answer["ok"] is False
    assert answer["first"]["record"] == ten_sealed[4].pk
    assert answer["faults"] == {"changed_record": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_journalrecord", "audit_journalseal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET digest = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_nothing_in_the_journal_can_be_changed(table: str, change: str) -> None:
    act(1)
    Sealer().seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():  # noqa: SIM117
        with connection.cursor() as cursor:
            cursor.execute(change.format(table))


@pytest.mark.django_db(transaction=True)
def test_role_of_run_time_may_add_and_read_and_nothing_else(app_role: tuple[str, str]) -> None:
    """With the triggers switched off by the owner, the app role still has no right to change."""
    conninfo, role = app_role
    with psycopg.connect(conninfo, autocommit=True) as link:
        link.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        link.execute("SELECT count(*) FROM audit_journalrecord")
        for statement in (
            "UPDATE audit_journalrecord SET digest = ''",
            "DELETE FROM audit_journalrecord",
            "TRUNCATE audit_journalrecord",
            "ALTER TABLE audit_journalrecord DISABLE TRIGGER USER",
            "DROP TABLE audit_journalrecord",
            "DELETE FROM audit_journalseal",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(sql.SQL(statement))  # type: ignore[arg-type]


@pytest.fixture
def app_role() -> Iterator[tuple[str, str]]:
    """A role with the rights bin/run grants at run time; yields where, and its name."""
    from config import postgres

    params = connection.get_connection_params()
    base = {k: params[k] for k in ("host", "port", "dbname") if params.get(k)}
    owner = psycopg.conninfo.make_conninfo("", **base, user=params["user"])
    name = f"bw_app_{os.getpid()}"
    with psycopg.connect(owner, autocommit=True) as link:
        link.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))
    try:
        postgres.grant_to_app(f"postgresql:///?{_query(base, params['user'])}", name)
        yield owner, name
    finally:
        with psycopg.connect(owner, autocommit=True) as link:
            link.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
            link.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def _query(base: dict[str, str], user: str) -> str:
    return "&".join(f"{key}={value}" for key, value in {**base, "user": user}.items())


@pytest.mark.django_db(transaction=True)
def test_record_committed_late_with_a_smaller_id_is_sealed_too() -> None:
    empty()
    sealer = Sealer()
    taken, go_on = threading.Event(), threading.Event()

    def slow_act() -> None:
        try:
            with transaction.atomic():
                act(1)
                taken.set()
                go_on.wait(10)
        finally:
            connection.close()

    slow = threading.Thread(target=slow_act)
    slow.start()
    assert taken.wait(10)
    act(2)
    assert sealer.seal() == 1  # the later id first
    go_on.set()
    slow.join()
    assert sealer.seal() == 1
    report = chain.verify()
    assert report.whole
    assert (report.sealed, report.unsealed) == (2, 0)
    sealed = list(JournalSeal.objects.order_by("seq").values_list("record", flat=True))
    assert sealed == sorted(sealed, reverse=True)
    empty()


@pytest.mark.django_db(transaction=True)
def test_floor_waits_for_transactions_that_may_still_commit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The floor must not pass an id that an open transaction has drawn."""
    empty()
    monkeypatch.setattr("bailiwick.audit.sealing.FENCE_SECONDS", 0)
    sealer = Sealer()
    taken, go_on = threading.Event(), threading.Event()

    def slow_act() -> None:
        try:
            with transaction.atomic():
                act(1)
                taken.set()
                go_on.wait(10)
        finally:
            connection.close()

    slow = threading.Thread(target=slow_act)
    slow.start()
    assert taken.wait(10)
    act(2)
    for _ in range(5):
        sealer.seal()
    assert sealer.floor == 0
    go_on.set()
    slow.join()
    newest = JournalRecord.objects.order_by("-pk").values_list("pk", flat=True)[0]
    deadline = time.monotonic() + 60  # transactions of other tests on this server delay it too
    while sealer.floor < newest and time.monotonic() < deadline:
        sealer.seal()
        time.sleep(0.05)
    assert sealer.floor == newest
    assert chain.verify().unsealed == 0
    empty()


SEAL_FOR_EVER = """
import django, time
django.setup()
from bailiwick.audit import sealing
sealing.BATCH = 7
sealer = sealing.Sealer()
print("ready", flush=True)
while True:
    sealer.seal()
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_sealers_and_concurrent_acts_leave_a_whole_chain(seed: int) -> None:
    """Acts run in four threads, a third of them undone; two sealers at once are killed with -9."""
    empty()
    chance = random.Random(seed)  # noqa: S311
    stop = threading.Event()
    written = []

    def act_for_ever(number: int) -> None:
        own = random.Random(seed * 100 + number)  # noqa: S311
        try:
            while not stop.is_set():
                try:
                    with transaction.atomic():
                        entries = [act(number) for _ in range(own.randint(1, 6))]
                        time.sleep(own.random() * 0.02)
                        if own.random() < 0.3:
                            raise KeyError
                    written.extend(entry.pk for entry in entries)
                except KeyError:
                    continue
        finally:
            connection.close()

    threads = [threading.Thread(target=act_for_ever, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    sealers = [start_sealer() for _ in range(2)]
    for _ in range(6):
        time.sleep(0.1 + chance.random() * 0.3)
        victim = chance.randrange(2)
        sealers[victim].send_signal(signal.SIGKILL)
        sealers[victim].communicate()
        sealers[victim] = start_sealer()
    stop.set()
    for thread in threads:
        thread.join()
    for sealer in sealers:
        sealer.kill()
        sealer.communicate()
    last = Sealer()
    for _ in range(100):  # a killed sealer's server process may hold the lock a moment longer
        last.seal()
        if chain.unsealed()[0] == 0:
            break
        time.sleep(0.1)
    report = chain.verify()
    assert report.whole, report.words()
    assert (report.sealed, report.unsealed) == (len(written), 0)
    assert set(JournalSeal.objects.values_list("record", flat=True)) == set(written)
    empty()


def start_sealer() -> subprocess.Popen[str]:
    """Start a sealer process on the test's own database and wait until it works."""
    params = connection.get_connection_params()
    url = f"postgresql://{params['user']}@/{params['dbname']}?host={params['host']}"
    if params.get("port"):
        url += f"&port={params['port']}"
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", SEAL_FOR_EVER],
        env=os.environ | {"DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process
