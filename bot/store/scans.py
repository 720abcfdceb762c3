"""Scans, their chunks and their results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import sqlalchemy as sa

from bot.core.scan import OVER, Chunk, ObjectResult, Scan, ScanState, Tally
from bot.store.database import Database
from bot.store.scan_rows import chunk_of, result_of, scan_of, scan_values
from bot.store.scan_schema import scan_chunks, scan_results, scans
from bot.store.turns import Turn, taking_turns
from bot.store.upsert import insert, locked

PAGE = 500
"""Results that are in memory at once."""
REPLACED = "the same was asked for again"


class StoredScans:
    """`Scans` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, scan: Scan) -> Scan | None:
        """See the port."""
        with taking_turns(self._database, Turn.SCANS) as connection:
            same = sa.select(scans).filter_by(bucket=scan.place.bucket, prefix=scan.place.prefix)
            for row in connection.execute(same.where(scans.c.state.not_in(_values(OVER)))).all():
                other = scan_of(row)
                if other.id == scan.id:
                    return None
                if other.state.takes_its_place:
                    return other
                _write(connection, replace(other, state=ScanState.CANCELLED, reason=REPLACED))
            insert(connection, scans, **scan_values(scan))
        return None

    def get(self, scan: str) -> Scan | None:
        """See the port."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(scans).filter_by(id=scan)).one_or_none()
        return None if row is None else scan_of(row)

    def update(self, scan: str, change: Callable[[Scan], Scan]) -> tuple[Scan, Scan] | None:
        """See the port."""
        with self._database.writing() as connection:
            row = locked(connection, scans, id=scan)
            if row is None:
                return None
            before = scan_of(row)
            after = change(before)
            if after != before:
                _write(connection, after)
        return before, after

    def under_way(self) -> list[Scan]:
        """See the port."""
        statement = sa.select(scans).where(scans.c.state.not_in(_values(OVER)))
        with self._database.reading() as connection:
            return [scan_of(row) for row in connection.execute(statement.order_by(scans.c.at))]

    def latest(self, limit: int) -> list[Scan]:
        """See the port."""
        statement = sa.select(scans).order_by(scans.c.at.desc(), scans.c.id).limit(limit)
        with self._database.reading() as connection:
            return [scan_of(row) for row in connection.execute(statement)]

    def chunk(self, scan: str, number: int) -> Chunk | None:
        """See the port."""
        with self._database.reading() as connection:
            found = connection.execute(
                sa.select(scan_chunks).filter_by(scan=scan, number=number)
            ).one_or_none()
        return None if found is None else chunk_of(found)

    def take(self, scan: str, chunk: Chunk) -> Chunk:
        """See the port."""
        with self._database.writing() as connection:
            insert(
                connection,
                scan_chunks,
                scan=scan,
                number=chunk.number,
                after=chunk.after,
                last=chunk.last,
                images=chunk.images,
                skipped=chunk.skipped,
                done=0,
                failed=0,
                is_end=chunk.end,
                is_open=True,
            )
        kept = self.chunk(scan, chunk.number)
        assert kept is not None, "it was just inserted, and is never deleted meanwhile"
        return kept

    def open_chunks(self, scan: str) -> list[int]:
        """See the port."""
        statement = sa.select(scan_chunks.c.number).filter_by(scan=scan, is_open=True)
        with self._database.reading() as connection:
            return list(connection.execute(statement.order_by(scan_chunks.c.number)).scalars())

    def last_chunk(self, scan: str) -> Chunk | None:
        """See the port."""
        latest = sa.select(scan_chunks).filter_by(scan=scan)
        latest = latest.order_by(scan_chunks.c.number.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(latest).one_or_none()
        return None if row is None else chunk_of(row)

    def close(self, scan: str, number: int) -> bool:
        """See the port."""
        with self._database.writing() as connection:
            # In turn, or of the last two each would see the other one open.
            locked(connection, scans, id=scan)
            here = (scan_chunks.c.scan == scan) & (scan_chunks.c.number == number)
            connection.execute(sa.update(scan_chunks).where(here).values(is_open=False))
            of_scan = sa.select(sa.func.count()).select_from(scan_chunks).filter_by(scan=scan)
            left = connection.execute(of_scan.where(scan_chunks.c.is_open)).scalar_one()
            ends = connection.execute(of_scan.where(scan_chunks.c.is_end)).scalar_one()
        return left == 0 and ends > 0

    def keep(self, scan: str, number: int, result: ObjectResult) -> None:
        """See the port."""
        with self._database.writing() as connection:
            new = insert(
                connection,
                scan_results,
                scan=scan,
                key=result.key,
                chunk=number,
                line=dict(result.line),
                label=result.label,
                confidence=result.confidence,
                failure=result.failure,
            )
            if new:
                here = (scan_chunks.c.scan == scan) & (scan_chunks.c.number == number)
                count = scan_chunks.c.failed if result.failure else scan_chunks.c.done
                connection.execute(sa.update(scan_chunks).where(here).values({count: count + 1}))

    def known(self, scan: str, number: int) -> frozenset[str]:
        """See the port."""
        statement = sa.select(scan_results.c.key).filter_by(scan=scan, chunk=number)
        with self._database.reading() as connection:
            return frozenset(connection.execute(statement).scalars())

    def tally(self, scan: str) -> Tally:
        """See the port."""
        columns = (scan_chunks.c.done, scan_chunks.c.failed, scan_chunks.c.skipped)
        sums = sa.select(*(sa.func.coalesce(sa.func.sum(each), 0) for each in columns))
        with self._database.reading() as connection:
            row = connection.execute(sums.where(scan_chunks.c.scan == scan)).one()
        return Tally(*(int(each) for each in row))

    def results(self, scan: str) -> Iterator[ObjectResult]:
        """See the port."""
        of_scan = sa.select(scan_results).filter_by(scan=scan).order_by(scan_results.c.key)
        after: str | None = None
        while True:
            page = of_scan if after is None else of_scan.where(scan_results.c.key > after)
            with self._database.reading() as connection:
                rows = connection.execute(page.limit(PAGE)).all()
            yield from (result_of(row) for row in rows)
            if len(rows) < PAGE:
                return
            after = rows[-1].key


def forget_scans(database: Database, wall: float) -> int:
    """Delete the scans that were asked for before then and are over; how many rows that were."""
    old = sa.select(scans.c.id).where(scans.c.at < wall, scans.c.state.in_(_values(OVER)))
    with database.reading() as connection:
        ids = list(connection.execute(old).scalars())
    forgotten = 0
    for each in ids:
        with database.writing() as connection:
            for table, column in ((scan_results, "scan"), (scan_chunks, "scan"), (scans, "id")):
                gone = sa.delete(table).where(table.c[column] == each)
                forgotten += connection.execute(gone).rowcount
    return forgotten


def _write(connection: sa.Connection, scan: Scan) -> None:
    connection.execute(sa.update(scans).where(scans.c.id == scan.id).values(**scan_values(scan)))


def _values(states: frozenset[ScanState]) -> list[str]:
    return [each.value for each in states]
