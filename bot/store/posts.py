"""Which messages were begun and posted."""

from __future__ import annotations

import sqlalchemy as sa

from bot.core.model import Thread
from bot.core.ports import Clock
from bot.core.records import Posting
from bot.store.database import Database
from bot.store.schema import posts
from bot.store.upsert import insert, locked


class StoredPosts:
    """`PostLog` in the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, key: str) -> Posting:
        """See the port."""
        with self._database.writing() as connection:
            if insert(connection, posts, key=key, at=self._clock.wall()):
                return Posting(first=True)
            row = locked(connection, posts, key=key)
        if row is None:  # forgotten in between, so it is old
            return Posting(first=False)
        message = Thread(row.channel, row.ts) if row.ts else None
        return Posting(first=False, message=message, file=row.file)

    def uploaded(self, key: str, file: str) -> None:
        """See the port."""
        self._change(key, file=file)

    def done(self, key: str, message: Thread) -> None:
        """See the port."""
        self._change(key, channel=message.channel, ts=message.ts)

    def _change(self, key: str, **values: str) -> None:
        with self._database.writing() as connection:
            connection.execute(sa.update(posts).where(posts.c.key == key).values(**values))
