"""Rows of images and of what was said about them, as the words of the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import sqlalchemy as sa

from bot.core.dataset import Split
from bot.core.labelling import LabelEvent, Mark
from bot.core.model import PixelBox
from bot.core.splits import ImageFacts
from bot.store.dataset_schema import image_bytes, images, label_events

AT_ONCE = 500
"""SQLite takes 32766 values a statement at most, Postgres 65535: https://sqlite.org/limits.html"""


def all_images(connection: sa.Connection) -> list[ImageFacts]:
    """Every kept image, in the order in which they came."""
    return [_facts(row) for row in connection.execute(sa.select(images).order_by(images.c.number))]


def one_image(connection: sa.Connection, image_id: str) -> ImageFacts | None:
    """One of them."""
    row = connection.execute(sa.select(images).filter_by(id=image_id)).one_or_none()
    return None if row is None else _facts(row)


def add_image(connection: sa.Connection, facts: ImageFacts, data: bytes, at: float) -> None:
    """Keep one, with its bytes."""
    likeness, mirrored = (f"{bits:016x}" for bits in facts.likeness)
    connection.execute(
        sa.insert(images).values(
            id=facts.id,
            name=facts.name,
            width=facts.width,
            height=facts.height,
            likeness=likeness,
            mirrored=mirrored,
            source=facts.source,
            group=facts.group,
            split=facts.split.value,
            at=at,
        )
    )
    connection.execute(sa.insert(image_bytes).values(id=facts.id, data=data))


def delete_image(connection: sa.Connection, image_id: str) -> None:
    """Delete one with its bytes and all that was said about it."""
    connection.execute(sa.delete(images).where(images.c.id == image_id))
    connection.execute(sa.delete(image_bytes).where(image_bytes.c.id == image_id))
    connection.execute(sa.delete(label_events).where(label_events.c.image == image_id))


def events_where(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> list[LabelEvent]:
    """Events, in order."""
    statement = sa.select(label_events).where(*which).order_by(label_events.c.number)
    return [event_of(row) for row in connection.execute(statement)]


def add_event(
    connection: sa.Connection,
    image: str,
    said: Mark | int,
    who: str,
    at: float,
    origin: str,
) -> int:
    """Add an event; `said` may be the number that it undoes."""
    values: dict[str, Any] = {"image": image, "who": who, "at": at, "origin": origin}
    if isinstance(said, Mark):
        box = None if said.box is None else list(astuple(said.box))
        values |= {"label": said.label, "box": box, "here": said.here}
    else:
        values |= {"undoes": said}
    statement = sa.insert(label_events).values(**values).returning(label_events.c.number)
    return int(connection.execute(statement).scalar_one())


def delete_events(connection: sa.Connection, numbers: Sequence[int]) -> None:
    """Delete events by their numbers."""
    for start in range(0, len(numbers), AT_ONCE):
        some = label_events.c.number.in_(numbers[start : start + AT_ONCE])
        connection.execute(sa.delete(label_events).where(some))


def event_of(row: sa.Row[Any]) -> LabelEvent:
    """A row as an event."""
    mark = None
    if row.undoes is None:
        box = None if row.box is None else PixelBox(*row.box)
        mark = Mark(row.label, box, row.here)
    return LabelEvent(row.number, row.image, mark, row.undoes, row.who, row.at, row.origin)


def _facts(row: sa.Row[Any]) -> ImageFacts:
    return ImageFacts(
        row.id,
        row.name,
        row.width,
        row.height,
        (int(row.likeness, 16), int(row.mirrored, 16)),
        row.source,
        row.group,
        Split(row.split),
    )
