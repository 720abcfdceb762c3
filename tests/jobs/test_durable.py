"""Durable jobs: what was accepted is run, once, in its lane, when it is due."""

from __future__ import annotations

import logging
import threading

import pytest

from bot.core.attempts import FIRST_ATTEMPT, Attempt, Journal
from bot.core.model import S3Object
from bot.core.requests import ObjectRequest, Request
from bot.jobs import DurableJobs
from tests.jobs.conftest import Start, note, picture, settle, wait_for


def test_a_request_is_run(start: Start) -> None:
    """A request that was accepted is run as it was given, and its runner knows which run it is."""
    ran: list[tuple[Request, Attempt]] = []
    jobs = start(lambda request, journal: ran.append((request, journal.attempt)))
    request = ObjectRequest("o", S3Object("bucket", "köy.jpg"), "U1", "C1", "https://x", 40.5)

    accepted = jobs.submit(request, attempt=Attempt(3, 2))
    settle(jobs)

    assert accepted
    assert ran == [(request, Attempt(3, 2))]


def test_the_same_attempt_is_accepted_once(start: Start) -> None:
    """However often a request arrives, from however many threads, one of them is told yes."""
    ran: list[str] = []
    jobs = start(lambda request, journal: ran.append(request.key))
    accepted: list[bool] = []
    threads = [
        threading.Thread(target=lambda: accepted.append(jobs.submit(picture("a"))))
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle(jobs)
    later = jobs.submit(picture("a"))

    assert sorted(accepted) == [False] * 7 + [True]
    assert ran == ["a"]
    assert not later


def test_a_runner_can_ask_for_another_run(start: Start) -> None:
    """A run submits the next attempt of its own request, and that one is run too."""
    ran: list[int] = []

    def run(request: Request, journal: Journal) -> None:
        ran.append(journal.attempt.number)
        if journal.attempt == FIRST_ATTEMPT:
            jobs.submit(request, attempt=journal.attempt.after_failure())

    jobs = start(run)

    jobs.submit(picture("a"))
    wait_for(lambda: len(ran) == 2)

    assert ran == [1, 2]


def test_a_delayed_request_lets_others_pass(start: Start) -> None:
    """A request that may wait takes no worker, and is not counted, until it is due."""
    ran: list[str] = []
    jobs = start(lambda request, journal: ran.append(request.key), workers=1)

    jobs.submit(picture("later"), delay=0.5)
    jobs.submit(picture("now"))
    settle(jobs)
    counted = jobs.unfinished()
    wait_for(lambda: len(ran) == 2)

    assert counted == 0
    assert ran == ["now", "later"]


def test_commands_do_not_wait_for_pictures(start: Start) -> None:
    """Slow pictures never hold up commands, and only as many run at once as there are workers."""
    release = threading.Event()
    running: list[str] = []

    def run(request: Request, journal: Journal) -> None:
        running.append(request.key)
        if request.key.startswith("slow"):
            release.wait(20)

    jobs = start(run, workers=2)

    for number in range(5):
        jobs.submit(picture(f"slow{number}"))
    wait_for(lambda: len(running) == 2)
    jobs.submit(note("quick"))
    wait_for(lambda: "quick" in running)
    wait_for(lambda: jobs.depth == 5)
    counted = jobs.unfinished()
    release.set()
    settle(jobs)

    assert running[:3] == ["slow0", "slow1", "quick"]
    assert counted == 5
    assert len(running) == 6


def test_a_failing_runner_stops_nobody(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """What a runner did not expect is logged with the job's id, and others get their turn."""
    ran: list[str] = []

    def run(request: Request, journal: Journal) -> None:
        if request.key == "bad":
            raise RuntimeError("bad luck")
        ran.append(request.key)

    jobs = start(run, workers=1)

    jobs.submit(picture("bad"))
    jobs.submit(picture("good"))
    settle(jobs)

    assert ran == ["good"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "job bad#1 failed" in caplog.text


def test_what_waits_is_run_after_a_restart(start: Start) -> None:
    """What runs is finished before a stop, what was not begun is run by the next process."""
    ran: list[str] = []
    began, release = threading.Event(), threading.Event()

    def run(request: Request, journal: Journal) -> None:
        began.set()
        release.wait(20)
        ran.append(f"{request.key} before")

    first = start(run, workers=1)
    first.submit(picture("a"))
    first.submit(picture("b"))
    began.wait(10)
    threading.Timer(0.1, release.set).start()

    finished = first.stop(20)
    second = start(lambda request, journal: ran.append(f"{request.key} after"))
    settle(second)

    assert finished
    assert ran == ["a before", "b after"]


def test_stopping_does_not_wait_for_ever(start: Start) -> None:
    """A job that hangs is left behind when the time to stop is over."""
    began, release = threading.Event(), threading.Event()

    def run(request: Request, journal: Journal) -> None:
        began.set()
        release.wait(20)

    jobs = start(run)
    jobs.submit(note("hangs"))
    began.wait(10)

    finished = jobs.stop(0.05)
    release.set()

    assert not finished


def test_there_is_one_engine_in_a_process(start: Start) -> None:
    """A second engine in the same process is refused; the first one goes on."""
    ran: list[str] = []
    jobs = start(lambda request, journal: ran.append(request.key))

    with pytest.raises(RuntimeError, match="already"):
        start(lambda request, journal: None)
    jobs.submit(note("a"))
    settle(jobs)

    assert isinstance(jobs, DurableJobs)
    assert ran == ["a"]
