"""Which browser opened which link to the page."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.dataset_schema import claims
from bot.store.upsert import insert


class StoredClaims:
    """`Claims` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, link_id: str, browser: str, until: float) -> bool:
        """See the port."""
        with self._database.writing() as connection:
            insert(connection, claims, link=link_id, browser=browser, until=until)
            owner = sa.select(claims.c.browser).where(claims.c.link == link_id)
            first: str = connection.execute(owner).scalar_one()
            return first == browser
