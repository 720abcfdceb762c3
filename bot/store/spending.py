"""What running models cost."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.core.life_record import Run
from bot.store.database import Database
from bot.store.schema import runs, spending
from bot.store.upsert import insert, locked


class StoredSpending:
    """`Spending` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, run: Run) -> None:
        """See the port."""
        with self._database.writing() as connection:
            insert(connection, runs, **{name: getattr(run, name) for name in run.__slots__})

    def add(self, run: str, day: date, seconds: float, dollars: float) -> None:
        """See the port."""
        more = {"seconds": seconds, "dollars": dollars}
        with self._database.writing() as connection:
            row = locked(connection, runs, id=run)
            if row is None:
                return
            insert(connection, spending, day=day, model=row.model, seconds=0.0, dollars=0.0)
            change = sa.update(runs).where(runs.c.id == run)
            connection.execute(change.values(_more(runs, more)))
            change = sa.update(spending).where(spending.c.day == day, spending.c.model == row.model)
            connection.execute(change.values(_more(spending, more)))

    def end(self, run: str, wall: float, reason: str) -> None:
        """See the port."""
        change = sa.update(runs).where(runs.c.id == run, runs.c.ended.is_(None))
        with self._database.writing() as connection:
            connection.execute(change.values(ended=wall, reason=reason))

    def days(self, first: date, last: date) -> dict[date, float]:
        """See the port."""
        statement = (
            sa.select(spending.c.day, sa.func.sum(spending.c.dollars))
            .where(spending.c.day.between(first, last))
            .group_by(spending.c.day)
        )
        with self._database.reading() as connection:
            return {day: float(dollars) for day, dollars in connection.execute(statement)}

    def run(self, run: str) -> Run | None:
        """See the port."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(runs).filter_by(id=run)).one_or_none()
        return None if row is None else _run(row)

    def runs(self, limit: int) -> list[Run]:
        """See the port."""
        statement = sa.select(runs).order_by(runs.c.began.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_run(row) for row in connection.execute(statement)]


def _more(table: sa.Table, more: dict[str, float]) -> dict[str, Any]:
    return {name: table.c[name] + value for name, value in more.items()}


def _run(row: sa.Row[Any]) -> Run:
    return Run(**row._mapping)
