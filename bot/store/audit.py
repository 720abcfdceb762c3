"""Who did what."""

from __future__ import annotations

import sqlalchemy as sa

from bot.core.records import AuditEntry
from bot.store.database import Database
from bot.store.schema import audit

FIELDS = ("at", "who", "action", "entry", "model", "detail")


class StoredAudit:
    """`Audit` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, entry: AuditEntry) -> None:
        """See the port."""
        values = {name: getattr(entry, name) for name in FIELDS}
        with self._database.writing() as connection:
            connection.execute(sa.insert(audit).values(**values))

    def latest(self, limit: int) -> list[AuditEntry]:
        """See the port."""
        columns = [audit.c[name] for name in FIELDS]
        statement = sa.select(*columns).order_by(audit.c.number.desc()).limit(limit)
        with self._database.reading() as connection:
            return [AuditEntry(*row) for row in connection.execute(statement)]
