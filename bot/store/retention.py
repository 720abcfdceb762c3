"""What is forgotten after a while. Audit, runs and spending stay."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.schema import posts, recognitions, waiting


def forget_before(database: Database, wall: float) -> int:
    """Delete what was answered before then, and return how many rows that were."""
    old = (
        sa.delete(recognitions).where(recognitions.c.at < wall),
        sa.delete(posts).where(posts.c.at < wall),
        sa.delete(waiting).where(waiting.c.since < wall, ~waiting.c.here),
    )
    with database.writing() as connection:
        return sum(connection.execute(statement).rowcount for statement in old)
