"""The labelled images, and what people say about them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from bot.core.dataset import Dataset, LabelledImage, Split
from bot.core.folding import by_image, dataset_of, forgetting, labelled_image, spelled, undone
from bot.core.labelling import KeptImage, LabelEvent, Mark
from bot.core.model import Image
from bot.core.splits import ImageFacts, decide, place, settled
from bot.store.database import Database
from bot.store.dataset_schema import image_bytes, images, label_events
from bot.store.labelling_rows import (
    add_event,
    add_image,
    all_images,
    delete_events,
    delete_image,
    event_of,
    events_where,
    one_image,
)
from bot.store.turns import Turn, taking_turns


class StoredLabelling:
    """`Labelling` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, kept: KeptImage, at: float) -> str:
        """See the port."""
        image_id = hashlib.sha256(kept.image.data).hexdigest()
        size = (kept.width, kept.height)
        new = ImageFacts(image_id, kept.image.name, *size, kept.likeness, kept.source)
        with taking_turns(self._database, Turn.LABELLING) as connection:
            if one_image(connection, image_id) is not None:
                # Shown again, so that it is not forgotten before somebody has looked at it.
                again = sa.update(images).where(images.c.id == image_id, images.c.at < at)
                connection.execute(again.values(at=at))
            else:
                where = place(new, all_images(connection))
                joined = sa.update(images).where(images.c.group.in_(where.joined))
                connection.execute(joined.values(group=where.group))
                new = replace(new, group=where.group, split=where.split)
                add_image(connection, new, kept.image.data, at)
        return image_id

    def image(self, image_id: str) -> Image | None:
        """See the port."""
        both = sa.select(image_bytes.c.data, images.c.name).join_from(
            image_bytes, images, image_bytes.c.id == images.c.id
        )
        with self._database.reading() as connection:
            row = connection.execute(both.where(images.c.id == image_id)).one_or_none()
        return None if row is None else Image(bytes(row.data), row.name)

    def weigh(self, image_id: str) -> tuple[int, bytes]:
        """See the port."""
        data = image_bytes.c.data
        head = sa.func.substr(data, 1, 8, type_=sa.LargeBinary)
        with self._database.reading() as connection:
            asked = sa.select(sa.func.length(data).label("size"), head.label("head"))
            row = connection.execute(asked.where(image_bytes.c.id == image_id)).one_or_none()
        return (0, b"") if row is None else (row.size, bytes(row.head))

    def labelled(self, image_id: str) -> LabelledImage | None:
        """See the port."""
        with self._database.reading() as connection:
            facts = one_image(connection, image_id)
            events = events_where(connection, label_events.c.image == image_id)
        return None if facts is None else labelled_image(facts, events)

    def say(
        self, image_id: str, marks: Sequence[Mark], *, who: str, at: float, origin: str
    ) -> tuple[int, ...]:
        """See the port."""
        with taking_turns(self._database, Turn.LABELLING) as connection:
            if one_image(connection, image_id) is None:
                raise KeyError(image_id)
            return tuple(
                add_event(connection, image_id, _spelled(connection, mark), who, at, origin)
                for mark in marks
            )

    def undo(self, numbers: Sequence[int], *, who: str, at: float) -> int:
        """See the port."""
        with taking_turns(self._database, Turn.LABELLING) as connection:
            return sum(_undo(connection, number, who, at) for number in numbers)

    def events(self, image_id: str) -> tuple[LabelEvent, ...]:
        """See the port."""
        with self._database.reading() as connection:
            return tuple(events_where(connection, label_events.c.image == image_id))

    def latest(self, limit: int) -> tuple[LabelEvent, ...]:
        """See the port."""
        newest = sa.select(label_events).order_by(label_events.c.number.desc()).limit(limit)
        with self._database.reading() as connection:
            return tuple(event_of(row) for row in connection.execute(newest))

    def dataset(self, version: int | None = None) -> Dataset:
        """See the port."""
        with self._database.reading() as connection:
            return _dataset(connection, version)

    def settle(self, image_id: str, split: Split) -> Split:
        """See the port."""
        with taking_turns(self._database, Turn.LABELLING) as connection:
            facts = one_image(connection, image_id)
            if facts is None:
                raise KeyError(image_id)
            now = settled(facts, all_images(connection), split)
            undecided = images.c.split == Split.UNDECIDED.value
            change = sa.update(images).where(images.c.group == facts.group, undecided)
            connection.execute(change.values(split=now.value))
        return now

    def decide(self) -> Dataset:
        """See the port."""
        with taking_turns(self._database, Turn.LABELLING) as connection:
            known = {each.id: each.labels for each in _dataset(connection).images}
            kept = all_images(connection)
            sides = decide(kept, known)
            waiting = {each.group for each in kept if each.split is Split.UNDECIDED}
            for group in waiting & sides.keys():
                undecided = images.c.split == Split.UNDECIDED.value
                change = sa.update(images).where(images.c.group == group, undecided)
                connection.execute(change.values(split=sides[group].value))
            return _dataset(connection)

    def forget_label(self, label: str) -> int:
        """See the port."""
        count = 0
        with taking_turns(self._database, Turn.LABELLING) as connection:
            for image_id, events in by_image(events_where(connection)).items():
                going = forgetting(events, label)
                delete_events(connection, sorted(going.events))
                if going.image:
                    delete_image(connection, image_id)
                    count += 1
        return count


def _dataset(connection: sa.Connection, version: int | None = None) -> Dataset:
    """The events first: what comes after them is left out, rather than an event's image."""
    which = [] if version is None else [label_events.c.number <= version]
    events = events_where(connection, *which)
    return dataset_of(all_images(connection), events)


def _spelled(connection: sa.Connection, mark: Mark) -> Mark:
    """The mark in the spelling that stands; all is added up only where there is a doubt."""
    said = connection.execute(sa.select(label_events.c.label).distinct()).scalars()
    if spelled(mark, (each for each in said if each not in (None, mark.label))) == mark:
        return mark
    return spelled(mark, _dataset(connection).labels)


def _undo(connection: sa.Connection, number: int, who: str, at: float) -> bool:
    found = events_where(connection, label_events.c.number == number)
    for event in found:
        said = events_where(connection, label_events.c.image == event.image)
        if number not in undone(said):
            add_event(connection, event.image, number, who, at, event.origin)
            return True
    return False
