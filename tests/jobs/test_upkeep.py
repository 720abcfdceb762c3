"""What a process looks after beside its work."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa
from dbos import DBOS

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.requests import Request
from bot.jobs import DurableJobs, Pulse
from bot.jobs.lanes import RECOVERIES
from bot.jobs.upkeep import Upkeep
from bot.store import Database
from bot.store.executors import Executors
from tests.jobs.conftest import Start, picture, settle, wait_for

GivenUp = list[tuple[Request, Attempt]]
RARELY = Pulse(beat_seconds=3600.0)


def die(database: Database, jobs: DurableJobs) -> None:
    """Leave a job behind as a process does that is killed while it runs it."""
    jobs.submit(picture("a"), delay=3600)
    with database.writing() as connection:
        connection.execute(
            sa.text("update workflow_status set status = 'PENDING', executor_id = 'ghost'")
        )
    Executors(database).beat("ghost", "jobs-v1", time.time() - 61)


def test_work_that_fails_is_done_again(caplog: pytest.LogCaptureFixture) -> None:
    """What is looked after is looked after again, although it failed once."""
    done: list[int] = []

    def work() -> None:
        done.append(len(done))
        if len(done) == 1:
            raise RuntimeError("no database")

    upkeep = Upkeep(work, 0.01)

    upkeep.start()
    wait_for(lambda: len(done) >= 3)
    upkeep.stop()
    count = len(done)

    assert "no database" in caplog.text
    assert len(done) == count


def test_a_process_says_that_it_lives(start: Start, database: Database) -> None:
    """A process gives signs of life from its start, under its id and the version of its jobs."""
    executors = Executors(database)

    start(lambda request, journal: None, heartbeats=executors, executor_id="here")

    assert executors.alive(time.time(), "jobs-v1", 60.0) == ["here"]


def test_a_dead_process_is_forgotten_when_its_jobs_are_safe(
    start: Start, database: Database
) -> None:
    """The jobs of a process that was not heard of for a minute are run by another one."""
    executors, ran = Executors(database), list[str]()
    jobs = start(
        lambda request, journal: ran.append(request.key), heartbeats=executors, pulse=RARELY
    )
    die(database, jobs)

    jobs.look_after()
    settle(jobs)

    assert ran == ["a"]
    assert executors.dead(time.time(), 60.0) == []


def test_what_kills_every_process_is_given_up(start: Start, database: Database) -> None:
    """A job whose process died each time it was run is handed over, and run no more."""
    executors, ran = Executors(database), list[str]()
    given_up: GivenUp = []
    jobs = start(
        lambda request, journal: ran.append(request.key),
        heartbeats=executors,
        pulse=RARELY,
        given_up=lambda request, attempt: given_up.append((request, attempt)),
    )
    die(database, jobs)
    DBOS.update_workflow_attributes("a#1", {"taken over": RECOVERIES})

    jobs.look_after()
    settle(jobs)

    assert ran == []
    assert given_up == [(picture("a"), FIRST_ATTEMPT)]


def test_what_kills_a_lonely_process_is_given_up(start: Start, database: Database) -> None:
    """A job that took a process of the same id down each time is handed over, and run no more."""
    ran: list[str] = []
    given_up: GivenUp = []
    jobs = start(
        lambda request, journal: ran.append(request.key),
        pulse=RARELY,
        given_up=lambda request, attempt: given_up.append((request, attempt)),
    )
    jobs.submit(picture("a"), delay=3600)
    with database.writing() as connection:
        connection.execute(
            sa.text("update workflow_status set status = 'ENQUEUED', recovery_attempts = :many"),
            {"many": RECOVERIES + 1},
        )
    settle(jobs)

    jobs.look_after()
    jobs.look_after()

    assert ran == []
    assert given_up == [(picture("a"), FIRST_ATTEMPT)]
