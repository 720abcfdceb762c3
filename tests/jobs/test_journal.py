"""What a run writes down, in a live run; tests/jobs/test_crash.py has what comes after a crash."""

from __future__ import annotations

from typing import Any

from dbos import DBOS

from bot.core.attempts import Journal
from bot.core.errors import ObjectMissing
from bot.core.requests import Request
from tests.jobs.conftest import Start, picture, settle


def written(job: str) -> list[str]:
    """The names of the steps that the engine has of a job."""
    return [step["function_name"] for step in DBOS.list_workflow_steps(job)]


def test_a_failed_step_raises_the_very_same_exception(start: Start) -> None:
    """A runner gets a step's exception as it was raised, with its facts and its cause."""
    failure, cause = ObjectMissing(uri="s3://b/k"), KeyError("k")
    caught: list[BaseException] = []

    def fail() -> None:
        raise failure from cause

    def run(request: Request, journal: Journal) -> None:
        try:
            journal.step("fetch", fail)
        except ObjectMissing as error:
            caught.append(error)

    jobs = start(run)

    jobs.submit(picture("a"))
    settle(jobs)

    assert caught == [failure]
    assert caught[0].__cause__ is cause


def test_only_what_went_well_is_written(start: Start) -> None:
    """After a step has failed nothing more of the run is written, so that it can be repeated."""
    seen: list[Any] = []

    def run(request: Request, journal: Journal) -> None:
        seen.append(journal.step("detect", lambda: {"kept": 1}))
        try:
            journal.step("post", lambda: 1 / 0)
        except ZeroDivisionError:
            seen.append(journal.step("tell", lambda: "told"))

    jobs = start(run)

    jobs.submit(picture("a"))
    settle(jobs)

    assert seen == [{"kept": 1}, "told"]
    assert written("a#1") == ["detect"]


def test_a_value_is_the_same_live_and_from_the_journal(start: Start) -> None:
    """A step returns what the journal would return after a crash: a tuple becomes a list."""
    seen: list[Any] = []
    jobs = start(lambda request, journal: seen.append(journal.step("pair", lambda: (1, None))))

    jobs.submit(picture("a"))
    settle(jobs)

    assert seen == [[1, None]]


def test_bytes_are_not_written(start: Start) -> None:
    """A step that returns bytes fails, since the journal takes ids and words only."""
    caught: list[str] = []

    def run(request: Request, journal: Journal) -> None:
        try:
            journal.step("draw", lambda: b"drawn")
        except TypeError as error:
            caught.append(str(error))

    jobs = start(run)

    jobs.submit(picture("a"))
    settle(jobs)

    assert "bytes" in caught[0]
    assert written("a#1") == []


def test_what_a_run_asks_of_the_queue_is_no_step(start: Start) -> None:
    """Submitting and counting from within a run leave no trace in its journal."""

    def run(request: Request, journal: Journal) -> None:
        if journal.attempt.number == 1:
            jobs.submit(request, attempt=journal.attempt.after_failure())
            journal.step("count", jobs.unfinished)

    jobs = start(run)

    jobs.submit(picture("a"))
    settle(jobs)

    assert written("a#1") == ["count"]
