"""A process is killed in the middle of a step, and started again: the job goes on."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import pytest

from tests.jobs.conftest import wait_for
from tests.jobs.processes import lines, process, steps
from tests.jobs.worker import STEPS, Order


@pytest.mark.parametrize("held", STEPS)
def test_a_killed_process_goes_on_where_it_was(
    database_url: str, tmp_path: Path, held: str
) -> None:
    """After kill -9 in a step that one is run again, those before it are not; it ends once."""
    order = Order(database_url, str(tmp_path), submits=("a",), holds=held)

    with process(order) as first:
        first.until_held("a")
        first.kill()
    with process(replace(order, holds="", submits=("a",))):
        wait_for(lambda: lines(order.folder, "answered"))

    place = STEPS.index(held)
    assert steps(order.folder, "a") == [*STEPS[: place + 1], *STEPS[place:]]
    assert lines(order.folder, "answered") == ["a"]


def test_a_stop_finishes_what_runs(tmp_path: Path) -> None:
    """On SIGTERM a process finishes the jobs that run, and begins no more; those are kept."""
    url = f"sqlite:///{tmp_path / 'jobs.db'}"
    order = Order(url, str(tmp_path), submits=("a", "b"), holds="detected", workers=1)

    with process(order) as first:
        first.until_held("a")
        first.send(signal.SIGTERM)
        (tmp_path / "go").touch()
        word = first.last_word()
    answered = lines(order.folder, "answered")
    with process(replace(order, submits=())):
        wait_for(lambda: len(lines(order.folder, "answered")) == 2)

    assert word == "finished"
    assert answered == ["a"]
    assert lines(order.folder, "answered") == ["a", "b"]
    assert steps(order.folder, "b") == list(STEPS)


def test_a_journal_that_does_not_fit_loses_no_job(tmp_path: Path) -> None:
    """A job whose steps were changed under it, without a new version, is done from the start."""
    url = f"sqlite:///{tmp_path / 'jobs.db'}"
    order = Order(url, str(tmp_path), submits=("a",), holds="posted")
    changed = replace(order, holds="", submits=(), steps=("checked", *STEPS))

    with process(order) as first:
        first.until_held("a")
        first.kill()
    with process(changed):
        wait_for(lambda: lines(order.folder, "answered"))

    assert steps(order.folder, "a") == [*STEPS, "checked", *STEPS]
