"""The model versions, what they learned, and which the team used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.core.versions import BASE, ModelVersion, Training
from bot.store.database import Database
from bot.store.dataset_schema import model_versions, models, uses
from bot.store.turns import Turn, taking_turns
from bot.store.upsert import insert, locked


class StoredVersions:
    """`Versions` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, key: str, detector: str, dataset: int, who: str, at: float) -> ModelVersion:
        """See the port."""
        new = ModelVersion(0, detector, Training.RUNS, dataset, "", who, at)
        with taking_turns(self._database, Turn.VERSIONS) as connection:
            mine = sa.select(model_versions).filter_by(key=key)
            row = connection.execute(mine).one_or_none()
            if row is None:
                connection.execute(sa.insert(model_versions).values(key=key, **_values(new)))
                row = connection.execute(mine).one()
        return _version(row)

    def update(
        self, number: int, change: Callable[[ModelVersion], ModelVersion]
    ) -> tuple[ModelVersion, ModelVersion]:
        """See the port."""
        with self._database.writing() as connection:
            before = _locked(connection, number)
            after = change(before)
            _write(connection, after)
        return before, after

    def get(self, number: int) -> ModelVersion | None:
        """See the port."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(model_versions).filter_by(number=number))
            found = row.one_or_none()
        return None if found is None else _version(found)

    def all(self, detector: str) -> tuple[ModelVersion, ...]:
        """See the port."""
        mine = sa.select(model_versions).filter_by(detector=detector)
        with self._database.reading() as connection:
            found = connection.execute(mine.order_by(model_versions.c.number.desc()))
            return tuple(_version(row) for row in found)

    def in_use(self, detector: str) -> ModelVersion | None:
        """See the port."""
        with self._database.reading() as connection:
            return _in_use(connection, detector)

    def previous(self, detector: str) -> ModelVersion | None:
        """See the port."""
        with self._database.reading() as connection:
            used = _used(connection, detector)
        if not used:
            return None
        began = ModelVersion.base(detector)
        before = (each for each in (*used, began) if each.number != used[0].number)
        return next((each for each in before if each.training is not Training.DELETED), None)

    def use(self, detector: str, number: int, who: str, at: float) -> ModelVersion | None:
        """See the port."""
        with taking_turns(self._database, Turn.VERSIONS) as connection:
            if number != BASE and _locked(connection, number).detector != detector:
                raise KeyError(number)
            before = _in_use(connection, detector)
            if number != (before.number if before is not None else BASE):
                switch = sa.insert(uses).values(detector=detector, version=number, who=who, at=at)
                connection.execute(switch)
        return before

    def keep_model(self, number: int, model: bytes) -> None:
        """See the port."""
        with self._database.writing() as connection:
            if _locked(connection, number).training is Training.DELETED:
                return
            if not insert(connection, models, version=number, data=model):
                change = sa.update(models).where(models.c.version == number)
                connection.execute(change.values(data=model))

    def replace_model(self, number: int, model: bytes, message: str) -> None:
        """See the port."""
        with self._database.writing() as connection:
            before = _locked(connection, number)
            change = sa.update(models).where(models.c.version == number)
            connection.execute(change.values(data=model))
            raised = replace(before, revision=before.revision + 1, message=message, figures=None)
            _write(connection, raised)

    def model(self, number: int) -> bytes | None:
        """See the port."""
        with self._database.reading() as connection:
            found = connection.execute(sa.select(models.c.data).filter_by(version=number))
            data = found.scalar_one_or_none()
        return None if data is None else bytes(data)

    def forget_models(self, numbers: tuple[int, ...]) -> None:
        """See the port."""
        mine = model_versions.c.number.in_(numbers)
        change = sa.update(model_versions).where(mine).values(training=Training.DELETED.value)
        with self._database.writing() as connection:
            connection.execute(change)  # first, as it waits for a model that is just being kept
            connection.execute(sa.delete(models).where(models.c.version.in_(numbers)))


def _in_use(connection: sa.Connection, detector: str) -> ModelVersion | None:
    used = _used(connection, detector)
    if not used or used[0].number == BASE or used[0].training is Training.DELETED:
        return None
    return used[0]


def _used(connection: sa.Connection, detector: str) -> list[ModelVersion]:
    """What a detector's team used, the latest first; the base model where it was gone back to."""
    both = uses.outerjoin(model_versions, uses.c.version == model_versions.c.number)
    mine = sa.select(model_versions).select_from(both).where(uses.c.detector == detector)
    found = connection.execute(mine.order_by(uses.c.number.desc()))
    return [ModelVersion.base(detector) if row.number is None else _version(row) for row in found]


def _locked(connection: sa.Connection, number: int) -> ModelVersion:
    row = locked(connection, model_versions, number=number)
    if row is None:
        raise KeyError(number)
    return _version(row)


def _write(connection: sa.Connection, version: ModelVersion) -> None:
    mine = model_versions.c.number == version.number
    connection.execute(sa.update(model_versions).where(mine).values(**_values(version)))


def _values(version: ModelVersion) -> dict[str, Any]:
    values = {name: getattr(version, name) for name in version.__slots__ if name != "number"}
    figures = None if version.figures is None else dict(version.figures)
    return {**values, "training": version.training.value, "figures": figures}


def _version(row: sa.Row[Any]) -> ModelVersion:
    values = {name: row._mapping[name] for name in ModelVersion.__slots__}
    return ModelVersion(**{**values, "training": Training(row.training)})
