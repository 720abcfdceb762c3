"""A durable engine on a database of its own, for each test."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.core.attempts import Journal
from bot.core.model import Thread
from bot.core.pacing import SystemClock
from bot.core.requests import HelpRequest, RecognitionRequest, Request
from bot.jobs import DurableJobs
from bot.store import Database

POLLING = 0.02
OLD = "jobs-v0"


def note(key: str) -> HelpRequest:
    return HelpRequest(key, Thread("C1", "1.1"))


def picture(key: str) -> RecognitionRequest:
    return RecognitionRequest(key, Thread("C1", "1.1"), "1.1", (), "U1")


def wait_for(what: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def settle(jobs: DurableJobs) -> None:
    """Wait until nothing is due or running."""
    wait_for(lambda: jobs.depth == 0)


class Start(Protocol):
    def __call__(self, run: Callable[[Request, Journal], None], **options: Any) -> DurableJobs: ...


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that an older version has worked on; the engine finds its queues at once."""
    file = tmp_path_factory.mktemp("jobs") / "prepared.db"
    database = Database(f"sqlite:///{file}")
    database.open()
    jobs = DurableJobs(
        database.engine,
        "old",
        lambda request, journal: None,
        SystemClock(),
        workers=1,
        version=OLD,
        polling=POLLING,
    )
    jobs.start()
    jobs.stop(0)
    database.close()
    return file


@pytest.fixture
def database(prepared: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(prepared, tmp_path / "jobs.db")
    database = Database(f"sqlite:///{tmp_path / 'jobs.db'}")
    database.open()
    yield database
    database.close()


@pytest.fixture
def start(database: Database) -> Iterator[Start]:
    """Starts an engine; whatever is not stopped by the test is stopped after it."""
    started: list[DurableJobs] = []

    def begin(run: Callable[[Request, Journal], None], **options: Any) -> DurableJobs:
        given = {"executor_id": "here", "clock": SystemClock(), "workers": 2, "polling": POLLING}
        jobs = DurableJobs(database.engine, runner=run, **{**given, **options})
        jobs.start()
        started.append(jobs)
        return jobs

    yield begin
    for jobs in started:
        jobs.stop(0)
