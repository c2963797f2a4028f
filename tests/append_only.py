"""Tests with committed transactions empty all tables afterwards, also those that forbid it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations

__all__ = ["tables_can_be_emptied_between_tests"]
GUARDED = (
    "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE NOT t.tgisinternal AND (t.tgtype & 32) <> 0"  # has a TRUNCATE trigger
)
# Tables of the job queue are not Django's to flush, but a job left over would run in a later test.
JOBS = (
    "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE",
)


def flush_as_owner(self: DatabaseOperations, statements: list[str]) -> None:
    """Run the flush with the bans on TRUNCATE switched off, as only the tables' owner can."""
    with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
        cursor.execute(GUARDED)
        guarded = [self.quote_name(name) for (name,) in cursor.fetchall()]
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        for statement in [*statements, *JOBS]:
            cursor.execute(statement)
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied_between_tests() -> Iterator[None]:
    """Django flushes with TRUNCATE after a test that commits; our append-only tables refuse it."""
    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "execute_sql_flush", flush_as_owner)
    yield
    patch.undo()
