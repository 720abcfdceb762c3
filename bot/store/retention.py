"""What is forgotten after a while. Audit, runs and spending stay."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.dataset_schema import claims, image_bytes, images, label_events
from bot.store.scans import forget_scans
from bot.store.schema import feed_entries, posts, recognitions, waiting
from bot.store.turns import Turn, taking_turns

UNSAID = ~images.c.id.in_(sa.select(label_events.c.image))
"""Pictures that were shown to be labelled, and about which nobody has said anything."""


def forget_before(database: Database, wall: float) -> int:
    """Delete what was answered before then, and return how many rows that were."""
    unsaid = sa.select(images.c.id).where(images.c.at < wall, UNSAID)
    old = (
        sa.delete(recognitions).where(recognitions.c.at < wall),
        sa.delete(posts).where(posts.c.at < wall),
        sa.delete(waiting).where(waiting.c.since < wall, ~waiting.c.here),
        sa.delete(feed_entries).where(feed_entries.c.at < wall),
        sa.delete(claims).where(claims.c.until < wall),
        sa.delete(image_bytes).where(image_bytes.c.id.in_(unsaid)),
        sa.delete(images).where(images.c.at < wall, UNSAID),
    )
    # In turn, or something could be said of a picture while it is deleted.
    with taking_turns(database, Turn.LABELLING) as connection:
        forgotten = sum(connection.execute(statement).rowcount for statement in old)
    return forgotten + forget_scans(database, wall)
