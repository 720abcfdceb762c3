"""Which processes work, and which have stopped giving signs of life."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.schema import executors
from bot.store.upsert import insert


class Executors:
    """Signs of life, one row for each process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, executor: str, version: str, wall: float) -> None:
        """This process lives, and runs jobs of this version."""
        with self._database.writing() as connection:
            if not insert(connection, executors, executor=executor, version=version, beat=wall):
                change = sa.update(executors).where(executors.c.executor == executor)
                connection.execute(change.values(version=version, beat=wall))

    def dead(self, wall: float, after: float = 60.0) -> list[str]:
        """Those without a sign of life for so many seconds."""
        return self._names(executors.c.beat <= wall - after)

    def alive(self, wall: float, version: str, after: float = 60.0) -> list[str]:
        """Those that run jobs of a version."""
        return self._names(executors.c.beat > wall - after, executors.c.version == version)

    def forget(self, executor: str) -> None:
        """This one has ended, and left nothing behind."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(executors).where(executors.c.executor == executor))

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Do something while no other process does it; False when another one is at it."""
        if self._database.is_sqlite:  # there is no other process
            yield True
            return
        with self._database.reading() as connection:
            number = crc32(name.encode())
            lock = sa.select(sa.func.pg_try_advisory_xact_lock(number))
            yield bool(connection.execute(lock).scalar_one())

    def _names(self, *where: sa.ColumnElement[bool]) -> list[str]:
        statement = sa.select(executors.c.executor).where(*where)
        with self._database.reading() as connection:
            return list(connection.execute(statement).scalars())
