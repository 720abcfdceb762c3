"""Starting processes with durable jobs, and reading what they did."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.jobs.conftest import wait_for
from tests.jobs.worker import Order

ROOT = Path(__file__).parents[2]


class Process:
    """A process with durable jobs, and the folder that it writes into."""

    def __init__(self, order: Order) -> None:
        self._order = order
        command = [sys.executable, "-m", "tests.jobs.worker", order.text()]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def until_ready(self) -> None:
        """Wait until it takes jobs."""
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def until_held(self, key: str) -> None:
        """Wait until a job is in the middle of the step that does not end."""
        line = f"{key} {self._order.holds} {self._order.executor}"
        wait_for(lambda: line in lines(self._order.folder, "began"))

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        """As the kernel does when memory is short: nothing is tidied up."""
        self._process.kill()
        self._process.wait()

    def last_word(self) -> str:
        """What it says when it has ended."""
        output, _ = self._process.communicate(timeout=40)
        return output.strip()

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def process(order: Order) -> Iterator[Process]:
    """A process that does not outlive the test."""
    started = Process(order)
    try:
        started.until_ready()
        yield started
    finally:
        started.close()


def lines(folder: str, file: str) -> list[str]:
    """What the processes wrote."""
    path = Path(folder) / file
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def steps(folder: str, key: str) -> list[str]:
    """The steps of a job that were begun, in their order, by all processes."""
    return [line.split()[1] for line in lines(folder, "began") if line.startswith(f"{key} ")]
