"""Jobs of dead processes are taken over by those that live."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

from tests.jobs.conftest import wait_for
from tests.jobs.processes import lines, process, steps
from tests.jobs.worker import STEPS, Order


def crowd(count: int) -> tuple[str, ...]:
    return tuple(f"k{number}" for number in range(count))


def test_the_jobs_of_a_dead_process_are_taken_over(postgres_url: str, tmp_path: Path) -> None:
    """Of two processes one is killed in the middle of its jobs; the other one ends them all."""
    keys = crowd(12)
    order = Order(postgres_url, str(tmp_path), submits=keys, holds="detected", beats=True)

    with process(order) as first:
        first.until_held("k0")
        first.until_held("k1")
        second = replace(order, executor="two", submits=(), holds="")
        with process(second):
            wait_for(lambda: len(lines(order.folder, "answered")) == 10)
            first.kill()
            wait_for(lambda: len(lines(order.folder, "answered")) == 12)

    assert sorted(lines(order.folder, "answered")) == sorted(keys)
    assert steps(order.folder, "k0") == ["seen", "detected", "detected", "posted"]
    assert steps(order.folder, "k11") == list(STEPS)


def test_a_sleeper_does_no_harm_when_it_wakes(postgres_url: str, tmp_path: Path) -> None:
    """A process that slept while its job was taken over leaves that job, and takes new ones."""
    order = Order(
        postgres_url, str(tmp_path), submits=("a",), holds="detected", beats=True, workers=1
    )

    with process(order) as sleeper:
        sleeper.until_held("a")
        sleeper.send(signal.SIGSTOP)
        other = replace(order, executor="two", submits=(), holds="")
        with process(other) as second:
            wait_for(lambda: lines(order.folder, "answered"))
            second.send(signal.SIGTERM)
            second.last_word()
        (tmp_path / "go").touch()
        sleeper.send(signal.SIGCONT)
        with process(replace(order, executor="three", submits=("b", "c"), holds="")) as third:
            wait_for(lambda: len(lines(order.folder, "answered")) == 3)
            third.send(signal.SIGTERM)
            word = third.last_word()
        sleeper.send(signal.SIGTERM)
        end = sleeper.last_word()

    assert (word, end) == ("finished", "finished")
    assert lines(order.folder, "answered")[0] == "a"
    assert sorted(lines(order.folder, "answered")) == ["a", "b", "c"]
    assert steps(order.folder, "a") == ["seen", "detected", "detected", "posted"]
