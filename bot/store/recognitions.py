"""Detections, kept before they are posted."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.core.model import BoundingBox, Detection, Recognition, Thread, Timings
from bot.core.payload import from_json, to_json
from bot.store.database import Database
from bot.store.schema import recognitions
from bot.store.upsert import insert


class StoredRecognitions:
    """`Recognitions` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, key: str, place: int, recognition: Recognition) -> None:
        """See the port."""
        with self._database.writing() as connection:
            insert(
                connection,
                recognitions,
                key=key,
                place=place,
                reference=recognition.id,
                recognition=_to_json(recognition),
                model_version=recognition.model_version,
                at=recognition.answered_at.timestamp(),
            )

    def kept(self, key: str, place: int) -> Recognition | None:
        """See the port."""
        statement = sa.select(recognitions.c.recognition).filter_by(key=key, place=place)
        with self._database.reading() as connection:
            found = connection.execute(statement).scalar_one_or_none()
        return None if found is None else _from_json(found)

    def posted(self, key: str, message: Thread) -> None:
        """See the port."""
        change = sa.update(recognitions).where(recognitions.c.key == key)
        with self._database.writing() as connection:
            connection.execute(change.values(channel=message.channel, ts=message.ts))

    def find(self, reference: str) -> Recognition | None:
        """See the port."""
        statement = sa.select(recognitions.c.recognition).filter_by(reference=reference).limit(1)
        with self._database.reading() as connection:
            found = connection.execute(statement).scalar_one_or_none()
        return None if found is None else _from_json(found)

    def recent(self, channel: str, limit: int, since: float) -> tuple[Recognition, ...]:
        """See the port."""
        here = (recognitions.c.channel == channel) & (recognitions.c.at >= since)
        latest = sa.select(recognitions.c.recognition).where(here)
        latest = latest.order_by(recognitions.c.at.desc(), recognitions.c.reference).limit(limit)
        with self._database.reading() as connection:
            return tuple(_from_json(each) for each in connection.execute(latest).scalars())


def _to_json(recognition: Recognition) -> dict[str, Any]:
    return {
        **asdict(recognition),
        "source": to_json(recognition.source),
        "detections": [asdict(each) for each in recognition.detections],
        "answered_at": recognition.answered_at.isoformat(),
    }


def _from_json(value: dict[str, Any]) -> Recognition:
    alike = value.get("likeness")  # absent in what was kept before there was one
    return Recognition(
        **{
            **value,
            "likeness": tuple(alike) if alike is not None else None,
            "source": from_json(value["source"]),
            "detections": tuple(_detection(each) for each in value["detections"]),
            "answered_at": datetime.fromisoformat(value["answered_at"]),
            "timings": Timings(**value["timings"]),
        }
    )


def _detection(value: dict[str, Any]) -> Detection:
    box = value["box"]
    return Detection(**{**value, "box": None if box is None else BoundingBox(**box)})
