"""A new version of the jobs takes over what waits for the old one."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from dbos import DBOS

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.pacing import SystemClock
from bot.jobs import rows
from bot.jobs.takeover import Takeover
from bot.store import Database
from bot.store.executors import Executors
from tests.jobs.conftest import OLD, Start, note, picture, settle, wait_for
from tests.jobs.processes import lines, process, steps
from tests.jobs.worker import STEPS, Order


def takeover(version: str) -> Takeover:
    return Takeover("here", version, None, SystemClock(), 60.0, lambda request, attempt: None)


def test_an_upgrade_loses_no_job(database_url: str, tmp_path: Path) -> None:
    """What ran, waited, or was to come later is run by a new version that has one more step."""
    order = Order(
        database_url,
        str(tmp_path),
        version=OLD,
        submits=("runs", "waits", "waits too"),
        later=("later",),
        later_by=4.0,
        holds="detected",
        workers=1,
    )
    new = replace(order, version="jobs-v1", submits=("runs",), later=(), holds="")
    new = replace(new, steps=("checked", *STEPS), executor="two")

    with process(order) as first:
        first.until_held("runs")
        first.kill()
    with process(new):
        wait_for(lambda: len(lines(order.folder, "answered")) == 4)

    assert sorted(lines(order.folder, "answered")) == ["later", "runs", "waits", "waits too"]
    assert lines(order.folder, "answered")[-1] == "later"
    assert steps(order.folder, "runs") == ["seen", "detected", "checked", *STEPS]
    assert steps(order.folder, "later") == ["checked", *STEPS]


def test_two_processes_upgrade_at_once(start: Start) -> None:
    """When several processes take over the same jobs at once, each job is run once."""
    ran: list[tuple[str, Attempt]] = []
    jobs = start(lambda request, journal: ran.append((request.key, journal.attempt)))
    for number in range(10):
        rows.enqueue(picture(f"k{number}"), Attempt(2, 1), OLD)
    threads = [threading.Thread(target=takeover("jobs-v1").upgrade) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle(jobs)

    assert sorted(ran) == sorted((f"k{number}", Attempt(2, 1)) for number in range(10))


def test_a_job_is_moved_there_and_back(start: Start) -> None:
    """A job that waits through an upgrade, a way back and an upgrade still waits as long, once."""
    ran: list[str] = []
    first = start(lambda request, journal: ran.append(request.key))
    due = time.time() + 3600
    first.submit(note("a"), delay=3600)
    for version in (OLD, "jobs-v1", OLD):
        takeover(version).upgrade()
    again = first.submit(note("a"))
    waiting = DBOS.list_workflows(status="DELAYED")

    assert ran == []
    assert not again
    assert [job.app_version for job in waiting] == [OLD]
    assert abs((waiting[0].delay_until_epoch_ms or 0) / 1000 - due) < 60


def test_a_version_that_is_at_work_keeps_its_jobs(start: Start, database: Database) -> None:
    """While a process of another version lives its jobs are left to it; after that they are not."""
    ran: list[str] = []
    executors = Executors(database)
    jobs = start(lambda request, journal: ran.append(request.key), heartbeats=executors)
    rows.enqueue(note("a"), FIRST_ATTEMPT, OLD)
    executors.beat("old", OLD, time.time())

    jobs.look_after()
    before = len(DBOS.list_workflows(app_version=OLD, status="ENQUEUED"))
    executors.beat("old", OLD, time.time() - 61)
    jobs.look_after()
    settle(jobs)

    assert before == 1
    assert ran == ["a"]


def test_a_job_that_cannot_be_read_waits_for_its_version(
    start: Start, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job of another version that this one cannot read stays as it is, and is logged."""
    ran: list[str] = []
    monkeypatch.setattr(rows, "PAGE", 1)
    jobs = start(lambda request, journal: ran.append(request.key))
    DBOS.enqueue_workflow_with_options(
        {
            "workflow_name": "request",
            "queue_name": "pictures",
            "workflow_id": "strange#1",
            "app_version": OLD,
        },
        request={"kind": "Tomorrow"},
        attempt={},
    )
    rows.enqueue(picture("a"), FIRST_ATTEMPT, OLD)

    jobs.look_after()
    jobs.look_after()
    wait_for(lambda: ran)
    left = DBOS.list_workflows(app_version=OLD, status="ENQUEUED")

    assert ran == ["a"]
    assert [job.workflow_id for job in left] == ["strange#1"]
    assert caplog.text.count("strange#1") == 1
