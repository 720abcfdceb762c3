"""Requests that wait for the model."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.core.attempts import Attempt
from bot.core.payload import from_json, request_from_json, to_json
from bot.core.records import Waiting
from bot.core.requests import RecognitionRequest
from bot.store.database import Database
from bot.store.schema import waiting
from bot.store.upsert import insert, locked

ORDER = (waiting.c.since, waiting.c.number)


class StoredWaitingRoom:
    """`WaitingRoom` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enter(self, request: RecognitionRequest, attempt: Attempt, since: float) -> int:
        """See the port."""
        values: dict[str, Any] = {"request": to_json(request), "attempt": to_json(attempt)}
        with self._database.writing() as connection:
            if not insert(
                connection, waiting, key=request.key, since=since, here=True, notice="", **values
            ):
                row = locked(connection, waiting, key=request.key)
                assert row is not None, "it was there a moment ago, and rows in use stay"
                if not row.here:
                    values |= {"here": True, "since": since}
                change = sa.update(waiting).where(waiting.c.key == request.key)
                connection.execute(change.values(**values))
            return self._place(connection, request.key)

    def noticed(self, key: str, notice: str) -> None:
        """See the port."""
        with self._database.writing() as connection:
            change = sa.update(waiting).where(waiting.c.key == key)
            connection.execute(change.values(notice=notice))

    def notice(self, key: str) -> str:
        """See the port."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(waiting.c.notice).filter_by(key=key))
            return found.scalar_one_or_none() or ""

    def line(self, limit: int) -> list[Waiting]:
        """See the port."""
        statement = sa.select(waiting).where(waiting.c.here).order_by(*ORDER).limit(limit)
        with self._database.reading() as connection:
            return [_waiting(row) for row in connection.execute(statement)]

    def count(self) -> int:
        """See the port."""
        statement = sa.select(sa.func.count()).select_from(waiting).where(waiting.c.here)
        with self._database.reading() as connection:
            return int(connection.execute(statement).scalar_one())

    def leave(self, key: str) -> bool:
        """See the port."""
        change = sa.update(waiting).where(waiting.c.key == key, waiting.c.here)
        with self._database.writing() as connection:
            return bool(connection.execute(change.values(here=False)).rowcount)

    @staticmethod
    def _place(connection: sa.Connection, key: str) -> int:
        me = connection.execute(sa.select(waiting).filter_by(key=key)).one()
        before = sa.or_(
            waiting.c.since < me.since,
            sa.and_(waiting.c.since == me.since, waiting.c.number <= me.number),
        )
        count = sa.select(sa.func.count()).select_from(waiting).where(waiting.c.here, before)
        return int(connection.execute(count).scalar_one())


def _waiting(row: sa.Row[Any]) -> Waiting:
    request = request_from_json(row.request)
    assert isinstance(request, RecognitionRequest), "nothing else is let in"
    attempt: Attempt = from_json(row.attempt)
    return Waiting(request, attempt, row.since, row.notice)
