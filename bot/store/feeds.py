"""The S3 feed: what became of each object, and which rules are muted."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.core.feed_book import Batch, Entry, Fate, Untold
from bot.core.feed_rules import FeedRule
from bot.store.database import Database
from bot.store.schema import feed_entries, feed_rules
from bot.store.upsert import insert, locked

OPEN = 0
"""The number of a batch that is not closed yet."""


class StoredFeeds:
    """`FeedBook` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def admit(self, entry: Entry, rule: FeedRule) -> Fate:
        """See the port."""
        with self._database.writing() as connection:
            # All who decide about a rule stand in line here, so that none miscounts.
            held = _held(connection, rule.name)
            before = sa.select(feed_entries.c.fate).where(feed_entries.c.key == entry.key)
            known = connection.execute(before).scalar_one_or_none()
            if known is not None:
                return Fate(known)
            fate = _fate(connection, entry, rule, held.muted_until)
            insert(
                connection,
                feed_entries,
                key=entry.key,
                rule=entry.rule,
                uri=entry.uri,
                labels=list(entry.labels),
                answered=entry.answered,
                at=entry.at,
                fate=fate.value,
                batch=OPEN,
                told=fate is Fate.POST,
            )
        return fate

    def mute(self, rule: str, until: float) -> None:
        """See the port."""
        with self._database.writing() as connection:
            _held(connection, rule)
            change = sa.update(feed_rules).where(feed_rules.c.rule == rule)
            connection.execute(change.values(muted_until=until))

    def untold(self) -> list[Untold]:
        """See the port."""
        muted = feed_rules.c.muted_until
        gathered = sa.select(feed_rules.c.rule, sa.func.min(feed_entries.c.at).label("at"), muted)
        gathered = gathered.join(feed_entries, feed_entries.c.rule == feed_rules.c.rule)
        gathered = gathered.where(~feed_entries.c.told, feed_entries.c.batch == OPEN)
        gathered = gathered.group_by(feed_rules.c.rule, muted)
        with self._database.reading() as connection:
            return [
                Untold(row.rule, row.at, row.muted_until) for row in connection.execute(gathered)
            ]

    def close(self, rule: str) -> Batch | None:
        """See the port."""
        with self._database.writing() as connection:
            number = _held(connection, rule).batches + 1
            open_ones = _of(Batch(rule, OPEN))
            closed = connection.execute(
                sa.update(feed_entries).where(open_ones).values(batch=number)
            )
            if not closed.rowcount:
                return None
            change = sa.update(feed_rules).where(feed_rules.c.rule == rule)
            connection.execute(change.values(batches=number))
        return Batch(rule, number)

    def batches(self) -> list[Batch]:
        """See the port."""
        columns = (feed_entries.c.rule, feed_entries.c.batch)
        closed = sa.select(*columns).where(~feed_entries.c.told, feed_entries.c.batch != OPEN)
        with self._database.reading() as connection:
            rows = connection.execute(closed.distinct().order_by(*columns))
            return [Batch(row.rule, row.batch) for row in rows]

    def batch(self, batch: Batch) -> list[tuple[Entry, Fate]]:
        """See the port."""
        latest = sa.select(feed_entries).where(_of(batch))
        latest = latest.order_by(feed_entries.c.at.desc(), feed_entries.c.key)
        with self._database.reading() as connection:
            return [(_entry(row), Fate(row.fate)) for row in connection.execute(latest)]

    def told(self, batch: Batch) -> None:
        """See the port."""
        with self._database.writing() as connection:
            connection.execute(sa.update(feed_entries).where(_of(batch)).values(told=True))


def _held(connection: sa.Connection, rule: str) -> sa.Row[Any]:
    insert(connection, feed_rules, rule=rule, muted_until=0.0, batches=0)
    row = locked(connection, feed_rules, rule=rule)
    assert row is not None, "it is there by now, and rules stay"
    return row


def _fate(connection: sa.Connection, entry: Entry, rule: FeedRule, muted_until: float) -> Fate:
    if muted_until > entry.at:
        return Fate.MUTED
    if rule.digest_minutes is not None:
        return Fate.DIGEST
    posted = sa.select(sa.func.count()).select_from(feed_entries)
    posted = posted.where(
        feed_entries.c.rule == rule.name,
        feed_entries.c.fate == Fate.POST.value,
        feed_entries.c.at > entry.at - 60.0 * rule.within_minutes,
    )
    count = int(connection.execute(posted).scalar_one())
    return Fate.POST if count < rule.most else Fate.HELD


def _of(batch: Batch) -> sa.ColumnElement[bool]:
    """What belongs to a batch; of the open one what is not told by itself."""
    here = (feed_entries.c.rule == batch.rule) & (feed_entries.c.batch == batch.number)
    return here & ~feed_entries.c.told if batch.number == OPEN else here


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry(row.key, row.rule, row.uri, tuple(row.labels), row.answered, row.at)
