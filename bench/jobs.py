"""A thousand jobs of four steps, on SQLite and on Postgres: how fast they are accepted and run.

Run it with `python -m bench.jobs`. Each database has a process of its own, which submits the jobs
and runs them at the same time, as the bot does in a burst. Without Postgres it leaves that out.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.attempts import Journal
from bot.core.model import Thread
from bot.core.pacing import SystemClock
from bot.core.requests import RecognitionRequest, Request
from bot.jobs import DurableJobs
from bot.store import Database
from tests.databases import programs, serving

STEPS = ("seen", "detected", "posted", "recorded")


def main() -> None:
    """Print one line for each database."""
    options = _options()
    if options.url:
        measure(options)
        return
    print(f"{options.jobs} jobs of {len(STEPS)} steps, {options.workers} workers, ", end="")
    print(f"a look at the queue each {options.polling:g} s")
    print(f"{'':9} {'jobs/s':>7} {'submit p50':>11} {'p99':>8} {'max':>8} {'peak memory':>12}")
    with databases() as urls:
        for url in urls:
            command = [sys.executable, "-m", "bench.jobs", *sys.argv[1:], "--url", url]
            subprocess.run(command, check=True)


def measure(options: argparse.Namespace) -> None:
    """Submit and run, and print how long that took."""
    database = Database(options.url)
    database.open()
    engine, clock, count = database.engine, SystemClock(), options.jobs
    jobs = DurableJobs(
        engine, "bench", _run, clock, workers=options.workers, polling=options.polling
    )
    jobs.start()
    time.sleep(1.5)  # on an empty database the engine finds its queues after a second
    began = time.monotonic()
    took = sorted(_submit(jobs, number) for number in range(count))
    while jobs.unfinished():
        time.sleep(0.2)
    rate = count / (time.monotonic() - began)
    jobs.stop(5)
    database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    numbers = (statistics.median(took), took[int(0.99 * count)], took[-1])
    p50, p99, most = (f"{1000 * each:.1f} ms" for each in numbers)
    name = "SQLite" if database.is_sqlite else "Postgres"
    print(f"{name:9} {rate:7.0f} {p50:>11} {p99:>8} {most:>8} {peak:>9.0f} MB", flush=True)


@contextmanager
def databases() -> Iterator[list[str]]:
    """The addresses of empty databases, of each kind that this machine has."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)  # Postgres is not run by root
        urls = [f"sqlite:///{folder}/jobs.db"]
        if programs() is None:
            yield urls
            return
        place = Path(folder) / "postgres"
        place.mkdir()
        with serving(place) as server:
            yield [*urls, server.make()]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--polling", type=float, default=0.2, help="seconds between two looks")
    parser.add_argument("--url", default="", help="of one database; else of all kinds")
    return parser.parse_args()


def _run(request: Request, journal: Journal) -> None:
    for name in STEPS:
        journal.step(name, lambda: {"key": request.key})


def _submit(jobs: DurableJobs, number: int) -> float:
    thread = Thread("C1", f"1.{number:06}")
    began = time.monotonic()
    jobs.submit(RecognitionRequest(f"k{number}", thread, thread.ts, (), "U1"))
    return time.monotonic() - began


if __name__ == "__main__":
    main()
