"""Changes that look at much before they write: one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

import sqlalchemy as sa

from bot.store.database import Database


class Turn(Enum):
    """What only one does at a time; any numbers that nobody else takes as advisory locks."""

    LABELLING = 0x6C6162656C
    VERSIONS = 0x7573656D
    SCANS = 0x7363616E73


@contextmanager
def taking_turns(database: Database, turn: Turn) -> Iterator[sa.Connection]:
    """A transaction whose like waits until it has ended.

    So events become visible in the order of their numbers, and a dataset of an earlier version
    does not change afterwards. On SQLite every writing transaction is like that.
    """
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(turn.value)))
        yield connection
