"""What is kept, in each kind of database and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.core.labelling import Labelling
from bot.core.versions import Versions
from bot.store import Database, Store
from tests.fake_records import FakeLabelling, FakeVersions
from tests.fakes import FakeClock

KINDS = ["sqlite", "postgres", "memory"]


@contextmanager
def opened(request: pytest.FixtureRequest, folder: Path) -> Iterator[Store]:
    """A store in a new database of the kind that a test is run for."""
    url = f"sqlite:///{folder / 'rekog.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    database.open()
    yield Store.of(database, FakeClock())
    database.close()


@pytest.fixture(params=KINDS)
def labelling(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Labelling]:
    """Once of each kind, and once the double that other tests use."""
    if request.param == "memory":
        yield FakeLabelling()
        return
    with opened(request, tmp_path) as store:
        yield store.labelling


@pytest.fixture(params=KINDS)
def versions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Versions]:
    """Likewise."""
    if request.param == "memory":
        yield FakeVersions()
        return
    with opened(request, tmp_path) as store:
        yield store.versions
