"""What the engine keeps to itself: no pickles, no secrets, no calls home, no endless tables."""

from __future__ import annotations

import json
import logging
import threading

import pytest
import sqlalchemy as sa
from dbos import DBOS

from bot.core.model import Thread
from bot.core.requests import HelpRequest
from bot.jobs import VERSION, Pulse
from bot.jobs.engine import SPARE_THREADS, config
from bot.jobs.lanes import lanes
from bot.store import Database
from tests.fakes import FakeClock
from tests.jobs.conftest import Start, note, picture, settle


def test_the_engine_calls_nobody(database: Database) -> None:
    """Telemetry and the vendor's service are off, threads are bounded, the version is pinned."""
    settings = config(database.engine, "here", VERSION, 4)

    assert settings["enable_otlp"] is False
    assert settings["conductor_key"] is None
    assert settings["auto_upgrade"] is False
    assert settings["log_level"] == "WARNING"
    assert settings["application_version"] == "jobs-v1"
    assert settings["max_executor_threads"] == 2 * sum(lanes(4).values()) + SPARE_THREADS


def test_the_environment_changes_nothing(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables that the engine knows by itself do not reach it."""
    monkeypatch.setenv("DBOS__APPVERSION", "theirs")
    monkeypatch.setenv("DBOS__VMID", "theirs")
    monkeypatch.setenv("DBOS__CONDUCTOR_KEY", "theirs")
    monkeypatch.setenv("DBOS__CONDUCTOR_URL", "ws://127.0.0.1:1")
    monkeypatch.setenv("DBOS__CONDUCTOR_APP_NAME", "theirs")

    start(lambda request, journal: None, executor_id="ours", version="ours")

    assert (DBOS.executor_id, DBOS.application_version) == ("ours", "ours")
    assert "conductor" not in " ".join(each.name.lower() for each in threading.enumerate())


def test_the_engine_speaks_through_the_log(start: Start) -> None:
    """The engine adds no handler of its own, so what it says is masked like everything else."""
    start(lambda request, journal: None)
    logger = logging.getLogger("dbos")

    assert logger.propagate
    assert [type(handler) for handler in logger.handlers] == [logging.NullHandler]


def test_jobs_are_kept_as_json(start: Start, database: Database) -> None:
    """What is in the database of a job is JSON, not something that runs when it is read."""
    jobs = start(lambda request, journal: journal.step("look", lambda: {"found": ["Dog"]}))

    jobs.submit(picture("a"))
    settle(jobs)
    with database.reading() as connection:
        inputs = connection.execute(sa.text("select inputs from workflow_input")).scalar_one()
        output = connection.execute(sa.text("select output from operation_outputs")).scalar_one()

    assert json.loads(inputs)["namedArgs"]["request"]["key"] == "a"
    assert json.loads(output) == {"found": ["Dog"]}


def test_bytes_are_not_accepted(start: Start) -> None:
    """A request with bytes in it is refused when it is submitted."""
    jobs = start(lambda request, journal: None)
    smuggled = HelpRequest("a", Thread("C1", b"1.1"))  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="bytes"):
        jobs.submit(smuggled)


def test_an_unreadable_job_is_left(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """A job that this version cannot read is logged with its id; the others are run."""
    ran: list[str] = []
    jobs = start(lambda request, journal: ran.append(request.key))

    DBOS.enqueue_workflow_with_options(
        {
            "workflow_name": "request",
            "queue_name": "pictures",
            "workflow_id": "strange#1",
            "app_version": VERSION,
        },
        request={"kind": "Tomorrow"},
        attempt={},
    )
    jobs.submit(picture("a"))
    settle(jobs)

    assert ran == ["a"]
    assert "strange#1" in caplog.text


def test_ended_jobs_are_deleted(start: Start) -> None:
    """Jobs that ended are deleted by their age, those that wait are not, whatever their age."""
    jobs = start(lambda request, journal: None)
    jobs.submit(picture("ended"))
    settle(jobs)
    jobs.submit(picture("waits"), delay=3600)

    too_young = jobs.forget_before(0.0)
    deleted = jobs.forget_before(4e9)
    accepted = [jobs.submit(picture("ended")), jobs.submit(picture("waits"))]

    assert (too_young, deleted) == (0, 1)
    assert accepted == [True, False]


def test_cleaning_is_done_once_in_a_while(start: Start) -> None:
    """While a process looks after its jobs it cleans up once an hour, what is a week old."""
    clock = FakeClock(jumped=4e9)
    jobs = start(lambda request, journal: None, clock=clock, pulse=Pulse(beat_seconds=3600.0))
    jobs.submit(note("a"))
    settle(jobs)

    jobs.look_after()
    before = jobs.submit(note("a"))
    clock.sleep(3600.0)
    jobs.look_after()
    after = jobs.submit(note("a"))

    assert (before, after) == (False, True)
