"""The sealer: chains committed records with SM3, one process at a time, some seconds behind.

Acts take no shared lock, so records become visible in another order than their ids, and some ids
are never used. The sealer therefore takes whatever is committed and not yet sealed. It looks only
above a floor below which nothing can appear any more, and below it at every start and every hour.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field

from django.db import connection, transaction

from bailiwick.audit.journal import sm3

logger = logging.getLogger(__name__)
LOCK = 0x5EA1_0001  # advisory lock of the one sealer
GENESIS = "0" * 64
BATCH = 2_000
FENCE_SECONDS = 30
FULL_LOOK_SECONDS = 3_600


def seal_of(seq: int, record: int, digest: str, previous: str) -> str:
    """Return the seal (hex) of one link of the chain."""
    return sm3(f"{seq}|{record}|{digest}|{previous}".encode())


@dataclass
class Sealer:
    """Seals in batches; each batch is one transaction under the advisory lock.

    ``floor``: every record with a smaller or equal id is sealed or will never exist. To move it,
    the largest id of a moment is remembered together with a fence, the next transaction number
    some time later; once all transactions before the fence have ended, no smaller id can come.
    """

    floor: int = 0
    _candidate: tuple[float, int, int | None] | None = field(default=None, repr=False)
    _looked_fully_at: float = field(default_factory=time.monotonic, repr=False)

    def seal(self) -> int:
        """Seal everything committed so far. Returns how many records; 0 if another sealer works."""
        if time.monotonic() - self._looked_fully_at > FULL_LOOK_SECONDS:
            self.floor, self._looked_fully_at = 0, time.monotonic()
        total = 0
        while sealed := self._seal_batch():
            total += sealed
            if sealed < BATCH:
                break
        self._raise_floor()
        return total

    def _seal_batch(self) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
            cursor.execute(
                "SELECT r.id, r.digest FROM audit_journalrecord r WHERE r.id > %s AND NOT EXISTS"
                " (SELECT 1 FROM audit_journalseal s WHERE s.record = r.id) ORDER BY r.id LIMIT %s",
                [self.floor, BATCH],
            )
            records = cursor.fetchall()
            if not records:
                return 0
            cursor.execute("SELECT seq, seal FROM audit_journalseal ORDER BY seq DESC LIMIT 1")
            seq, previous = cursor.fetchone() or (0, GENESIS)
            rows = []
            for record, digest in records:
                seq += 1
                seal = seal_of(seq, record, digest, previous)
                rows.append((seq, record, digest, previous, seal))
                previous = seal
            cursor.executemany(
                "INSERT INTO audit_journalseal (seq, record, digest, previous, seal, sealed_at)"
                " VALUES (%s, %s, %s, %s, %s, clock_timestamp())",
                rows,
            )
        return len(rows)

    def _raise_floor(self) -> None:
        now = time.monotonic()
        with connection.cursor() as cursor:
            if self._candidate is None:
                cursor.execute("SELECT coalesce(max(id), 0) FROM audit_journalrecord")
                self._candidate = (now, cursor.fetchone()[0], None)
                return
            since, highest, fence = self._candidate
            if fence is None:
                if now - since >= FENCE_SECONDS:  # ids are drawn a moment before numbers are
                    cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
                    self._candidate = (since, highest, cursor.fetchone()[0])
                return
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] >= fence:
                # One last look is due before the floor may rise: a record may have come meanwhile.
                while self._seal_batch() == BATCH:
                    pass
                self.floor, self._candidate = highest, None
