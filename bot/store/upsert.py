"""Inserting what may be there already, the same on SQLite and Postgres."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert(connection: sa.Connection, table: sa.Table, **values: Any) -> bool:
    """Insert a row, unless there is one of the same primary key; whether it was inserted."""
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    # Not by `rowcount`, which SQLAlchemy does not tell for every driver's INSERT.
    inserted = connection.execute(statement.returning(*table.primary_key))
    return inserted.first() is not None


def locked(connection: sa.Connection, table: sa.Table, **key: Any) -> sa.Row[Any] | None:
    """A row, held until the transaction ends; None when there is none.

    On SQLite the whole transaction holds the write lock.
    """
    statement = sa.select(table).filter_by(**key)
    if connection.dialect.name != "sqlite":
        statement = statement.with_for_update()
    return connection.execute(statement).one_or_none()
