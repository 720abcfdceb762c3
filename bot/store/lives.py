"""The model's life, kept, and which process looks after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from bot.core.life_record import LifeRecord, Phase
from bot.store.database import Database
from bot.store.schema import leaders, lives
from bot.store.upsert import insert, locked

LEAD_SECONDS = 60.0


class StoredLives:
    """`LifeRecords` in the database.

    Args:
        lead_seconds: of silence, after which another process looks after a model.
    """

    def __init__(self, database: Database, lead_seconds: float = LEAD_SECONDS) -> None:
        self._database = database
        self._lead_seconds = lead_seconds

    def load(self, model: str) -> LifeRecord:
        """See the port."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(lives).filter_by(model=model)).one_or_none()
        return LifeRecord(model) if found is None else _record(found.record)

    def update(
        self, model: str, change: Callable[[LifeRecord], LifeRecord]
    ) -> tuple[LifeRecord, LifeRecord]:
        """See the port."""
        with self._database.writing() as connection:
            insert(connection, lives, model=model, record=_to_json(LifeRecord(model)))
            row = locked(connection, lives, model=model)
            assert row is not None, "it was just inserted, and is never deleted"
            before = _record(row.record)
            after = change(before)
            if after != before:
                statement = sa.update(lives).where(lives.c.model == model)
                connection.execute(statement.values(record=_to_json(after)))
        return before, after

    def lead(self, model: str, holder: str, wall: float) -> bool:
        """See the port."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(leaders).filter_by(model=model)).one_or_none()
        if (
            row is not None
            and row.holder == holder
            and 0 <= wall - row.renewed < self._lead_seconds / 4
        ):
            return True
        with self._database.writing() as connection:
            if insert(connection, leaders, model=model, holder=holder, renewed=wall):
                return True
            row = locked(connection, leaders, model=model)
            if row is None:  # the holder has just resigned
                return False
            # A renewal from the future is a clock that jumped back; it must not lock out all.
            stale = not 0 <= wall - row.renewed < self._lead_seconds
            if row.holder != holder and not stale:
                return False
            statement = sa.update(leaders).where(leaders.c.model == model)
            connection.execute(statement.values(holder=holder, renewed=wall))
        return True

    def resign(self, model: str, holder: str) -> None:
        """See the port."""
        mine = sa.delete(leaders).where(leaders.c.model == model, leaders.c.holder == holder)
        with self._database.writing() as connection:
            connection.execute(mine)


def _to_json(record: LifeRecord) -> dict[str, Any]:
    return {**asdict(record), "phase": record.phase.value}


def _record(value: dict[str, Any]) -> LifeRecord:
    known = LifeRecord.__dataclass_fields__
    fields = {name: each for name, each in value.items() if name in known}
    # JSON has no tuples.
    wishes = tuple(value.get("wishes", ()))
    return LifeRecord(**{**fields, "phase": Phase(value["phase"]), "wishes": wishes})
