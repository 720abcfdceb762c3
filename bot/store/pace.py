"""The pace of calls to a model, shared by all processes."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bot.core.pacing import BACK, SLOWER, SLOWER_SECONDS, SLOWEST
from bot.core.ports import Clock
from bot.store.database import Database
from bot.store.schema import paces
from bot.store.upsert import insert, locked

# A row that is further ahead than this is from a clock that jumped, not from a queue: callers
# reserve one call each, and there are some dozens of them at most.
FURTHEST = 120.0
# A call arrives some milliseconds after its moment, not always as many. Five calls a second with
# no room between them would be throttled whenever one of them is late; with a fiftieth less, one
# may be late by 20 ms.
ROOM = 0.98


class SharedPace:
    """A token bucket in a row: each call reserves the next free moment, then waits for it.

    It lets through a fiftieth less than is allowed. When the other side throttles, the rate is
    lowered and given back as `bot.core.pacing.TokenBucket` does.

    Args:
        name: of the bucket: the model.
        rate: calls a second that are allowed now; it follows the inference units.
    """

    def __init__(
        self, database: Database, name: str, rate: Callable[[], float], clock: Clock
    ) -> None:
        self._database = database
        self._name = name
        self._full = rate
        self._clock = clock

    def wait(self) -> None:
        """Return when the next call may be made."""
        pause = self._reserve()
        if pause > 0:
            self._clock.sleep(pause)

    def slow_down(self) -> None:
        """Lower the rate by a fifth, down to a twentieth of the full one."""
        full = self._full() * ROOM
        with self._database.writing() as connection:
            now = self._now(connection)
            free_at, rate, slowed_at = self._row(connection, now, full)
            if 0 <= now - slowed_at < SLOWER_SECONDS:
                return
            self._write(connection, free_at, max(rate * SLOWER, full * SLOWEST), now)

    def _reserve(self) -> float:
        """Reserve the next call; the seconds until it may be made."""
        full = self._full() * ROOM
        with self._database.writing() as connection:
            now = self._now(connection)
            free_at, rate, slowed_at = self._row(connection, now, full)
            rate = min(full, rate + full * BACK)
            mine = max(free_at, now)
            self._write(connection, mine + 1 / rate, rate, slowed_at)
        return mine - now

    def _now(self, connection: sa.Connection) -> float:
        """The database's own clock where it has one: the machines' may differ."""
        if connection.dialect.name == "sqlite":
            return self._clock.wall()
        clock = sa.select(sa.func.extract("epoch", sa.func.clock_timestamp()))
        return float(connection.execute(clock).scalar_one())

    def _row(
        self, connection: sa.Connection, now: float, full: float
    ) -> tuple[float, float, float]:
        insert(connection, paces, name=self._name, free_at=now, rate=full, slowed_at=0.0)
        row = locked(connection, paces, name=self._name)
        assert row is not None, "it was just inserted, and is never deleted"
        free_at = row.free_at if row.free_at - now < FURTHEST else now
        return free_at, min(row.rate, full), row.slowed_at

    def _write(
        self, connection: sa.Connection, free_at: float, rate: float, slowed_at: float
    ) -> None:
        change = sa.update(paces).where(paces.c.name == self._name)
        connection.execute(change.values(free_at=free_at, rate=rate, slowed_at=slowed_at))
