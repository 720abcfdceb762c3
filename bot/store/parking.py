"""Requests that kept failing."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.core.payload import from_json, request_from_json, to_json
from bot.core.records import Parked
from bot.store.database import Database
from bot.store.schema import parked
from bot.store.upsert import insert, locked


class StoredParking:
    """`Parking` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def park(self, request: Parked) -> None:
        """See the port."""
        with self._database.writing() as connection:
            insert(
                connection,
                parked,
                reference=request.reference,
                request=to_json(request.request),
                attempt=to_json(request.attempt),
                sentence=request.sentence,
                at=request.at,
            )

    def parked(self, limit: int) -> list[Parked]:
        """See the port."""
        statement = sa.select(parked).order_by(parked.c.at.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_parked(row) for row in connection.execute(statement)]

    def count(self) -> int:
        """See the port."""
        with self._database.reading() as connection:
            count = sa.select(sa.func.count()).select_from(parked)
            return int(connection.execute(count).scalar_one())

    def take(self, reference: str) -> Parked | None:
        """See the port."""
        with self._database.writing() as connection:
            row = locked(connection, parked, reference=reference)
            if row is None:
                return None
            connection.execute(sa.delete(parked).where(parked.c.reference == reference))
        return _parked(row)


def _parked(row: sa.Row[Any]) -> Parked:
    return Parked(
        row.reference,
        request_from_json(row.request),
        from_json(row.attempt),
        row.sentence,
        row.at,
    )
