"""A process with durable jobs, to be killed: each step writes into a file that it was done."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from bot.core.attempts import Journal
from bot.core.pacing import SystemClock
from bot.core.requests import Request
from bot.jobs import DurableJobs, Pulse
from bot.store import Database
from bot.store.executors import Executors
from tests.jobs.conftest import POLLING, note, picture

STEPS = ("seen", "detected", "posted")


@dataclass(frozen=True, slots=True)
class Order:
    """What the process is to do.

    Attributes:
        url: of the database.
        folder: where it writes.
        executor: its id.
        version: of the jobs that it takes.
        submits: keys of images' requests, submitted at the start.
        later: keys that are submitted with a delay.
        later_by: the delay in seconds.
        steps: of each job.
        holds: the step that does not end before there is a file `go` in the folder.
        beats: whether it says that it lives, and looks after others.
    """

    url: str
    folder: str
    executor: str = "one"
    version: str = "jobs-v1"
    submits: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    later_by: float = 0.0
    steps: tuple[str, ...] = STEPS
    holds: str = ""
    beats: bool = False
    workers: int = 2

    def text(self) -> str:
        return json.dumps(asdict(self))


class Work:
    """Runs jobs, step by step."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._folder = Path(order.folder)

    def run(self, request: Request, journal: Journal) -> None:
        for name in self._order.steps:
            journal.step(name, partial(self._step, request.key, name))
        self._write("answered", request.key)

    def _step(self, key: str, name: str) -> str:
        self._write("began", f"{key} {name} {self._order.executor}")
        while name == self._order.holds and not (self._folder / "go").exists():
            time.sleep(0.01)
        return name

    def _write(self, file: str, line: str) -> None:
        with (self._folder / file).open("a", encoding="utf-8") as written:
            written.write(line + "\n")


def say(word: str) -> None:
    """Tell the test."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main(order: Order) -> None:
    """Run until somebody says SIGTERM, then finish what runs."""
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: over.set())
    database = Database(order.url)
    database.open()
    jobs = DurableJobs(
        database.engine,
        order.executor,
        Work(order).run,
        SystemClock(),
        workers=order.workers,
        version=order.version,
        polling=POLLING,
        heartbeats=Executors(database) if order.beats else None,
        pulse=Pulse(beat_seconds=0.2, dead_after=1.5),
    )
    jobs.start()
    for key in order.submits:
        jobs.submit(picture(key))
    for key in order.later:
        jobs.submit(note(key), delay=order.later_by)
    say("ready")
    over.wait()
    finished = jobs.stop(25)
    database.close()
    say("finished" if finished else "left")


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    lists = {name: tuple(given[name]) for name in ("submits", "later", "steps")}
    main(Order(**{**given, **lists}))
