"""Where requests wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from bot.core.model import Thread
from bot.core.pacing import SystemClock
from bot.core.requests import HelpRequest, RecognitionRequest
from bot.jobs import InProcessJobs, Lane, in_process
from tests.fakes import FakeClock


def note(key: str) -> HelpRequest:
    return HelpRequest(key, Thread("C1", "1.1"))


def picture(key: str) -> RecognitionRequest:
    return RecognitionRequest(key, Thread("C1", "1.1"), "1.1", (), "U1")


@pytest.fixture
def jobs() -> Iterator[InProcessJobs]:
    queue = InProcessJobs(SystemClock())
    yield queue
    queue.stop(5.0)


def start(jobs: InProcessJobs, run: Callable[[HelpRequest], None], workers: int = 1) -> None:
    jobs.start(Lane("notes", workers, {HelpRequest: run}))


def test_a_request_is_run(jobs: InProcessJobs) -> None:
    """A request that was accepted is run."""
    ran: list[str] = []
    start(jobs, lambda request: ran.append(request.key))

    accepted = jobs.submit(note("a"))
    jobs.stop(5.0)

    assert accepted
    assert ran == ["a"]


def test_the_same_key_runs_once(jobs: InProcessJobs) -> None:
    """However often a request arrives, from however many threads, it is run once."""
    ran: list[str] = []
    start(jobs, lambda request: ran.append(request.key), workers=4)
    accepted: list[bool] = []
    threads = [
        threading.Thread(target=lambda: accepted.append(jobs.submit(note("a")))) for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs.stop(5.0)

    assert sorted(accepted) == [False] * 7 + [True]
    assert ran == ["a"]


def test_requests_are_run_in_their_order(jobs: InProcessJobs) -> None:
    """What came first is run first."""
    ran: list[str] = []
    start(jobs, lambda request: ran.append(request.key))

    for key in "abcdef":
        jobs.submit(note(key))
    jobs.stop(5.0)

    assert ran == list("abcdef")


def test_a_delayed_request_lets_others_pass(jobs: InProcessJobs) -> None:
    """A request that may wait takes no worker while it does."""
    ran: list[str] = []
    done = threading.Event()

    def run(request: HelpRequest) -> None:
        ran.append(request.key)
        if len(ran) == 2:
            done.set()

    start(jobs, run)

    jobs.submit(note("later"), delay=0.2)
    jobs.submit(note("now"))
    finished = done.wait(10)

    assert finished
    assert ran == ["now", "later"]


def test_a_failing_request_does_not_stop_its_worker(jobs: InProcessJobs) -> None:
    """A request that fails costs nobody else their turn."""
    ran: list[str] = []

    def run(request: HelpRequest) -> None:
        if request.key == "bad":
            raise RuntimeError("bad")
        ran.append(request.key)

    start(jobs, run)

    jobs.submit(note("bad"))
    jobs.submit(note("good"))
    jobs.stop(5.0)

    assert ran == ["good"]
    assert jobs.depth == 0


def test_lanes_do_not_wait_for_each_other(jobs: InProcessJobs) -> None:
    """Slow pictures never hold up commands, since each kind has workers of its own."""
    held, answered = threading.Event(), threading.Event()
    jobs.start(
        Lane("pictures", 1, {RecognitionRequest: lambda _: held.wait(20)}),
        Lane("notes", 1, {HelpRequest: lambda _: answered.set()}),
    )

    jobs.submit(picture("slow"))
    jobs.submit(note("quick"))
    was_answered = answered.wait(10)
    depth = jobs.depth
    held.set()

    assert was_answered
    assert depth == 1


def test_stopping_does_not_wait_for_ever() -> None:
    """A worker that hangs is left behind when the time to stop is over."""
    jobs = InProcessJobs(SystemClock())
    release = threading.Event()
    jobs.start(Lane("notes", 1, {HelpRequest: lambda _: release.wait(20)}))
    jobs.submit(note("hangs"))

    finished = jobs.stop(0.05)
    release.set()

    assert not finished


def test_keys_are_forgotten_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key is remembered longer than Slack repeats itself, and then forgotten."""
    clock = FakeClock()
    jobs = InProcessJobs(clock)
    jobs.start(Lane("notes", 0, {HelpRequest: lambda _: None}))
    first = jobs.submit(note("a"))

    clock.sleep(24 * 3600)
    repeated = jobs.submit(note("a"))
    clock.sleep(2 * 3600)
    later = jobs.submit(note("a"))

    assert (first, repeated, later) == (True, False, True)


def test_keys_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many requests arrive, only so many keys are remembered."""
    monkeypatch.setattr(in_process, "REMEMBER_KEYS", 3)
    jobs = InProcessJobs(FakeClock())
    jobs.start(Lane("notes", 0, {HelpRequest: lambda _: None}))

    accepted = [jobs.submit(note(key)) for key in "abcda"]

    assert accepted == [True] * 5
