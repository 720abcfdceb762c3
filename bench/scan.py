"""Scans: counting a million keys; 10,000 objects with one and two processes, one of them killed;
and how much of an allowed rate is used.

Run it with `python -m bench.scan`; it takes some minutes. The objects come from a server on this
machine that calculates them, Slack is the sandbox's, the database is Postgres where there is one.
It fails when an object is not in the results exactly once, when a process's memory grows with the
number of objects, or when less than 95 % of the allowed rate is used.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.jobs import databases
from bot.app import Application, wiring
from bot.app.timing import Timing
from bot.core.model import Detected, Detection, Frame
from bot.core.pacing import SystemClock
from bot.core.places import Place
from bot.core.ports import Clock, Detector, FrameFitter, Model, Pace
from bot.core.scan import Count, ScanState
from bot.core.scan_listing import count_on
from bot.core.versions import Versions
from bot.fetch import s3
from bot.fetch.s3_listing import S3Listing
from bot.lifecycle.always_on import AlwaysOn
from bot.sandbox.slack import ADMIN, GENERAL, SlackStandIn
from bot.settings import Settings
from bot.store import Database
from bot.store.scans import StoredScans
from tests.fetch.countless import BUCKET, PREFIX, Countless, key_of

AIM = 0.95
MOST_GROWTH = 40.0
"""Megabytes that a process may grow while it counts a million keys, or between a tenth of the
objects and the last one."""
QUICK = Timing(heartbeat=1.0, dead_after=5.0)


@dataclass(frozen=True)
class Load:
    """What is to be scanned, and how fast the detector is.

    Attributes:
        objects: how many.
        seconds: that a detection takes.
        rate: detections a second that are allowed.
        kinds: of the processes: `run`, `worker`.
        kill: the last of them is killed halfway.
    """

    objects: int
    seconds: float
    rate: float
    kinds: tuple[str, ...]
    kill: bool = False


class Simulated:
    """A detector that takes a time of its own, at the pace that is allowed."""

    name = "labels"

    def __init__(self, pace: Pace | None, seconds: float) -> None:
        self._pace = pace
        self._seconds = seconds

    def detect(self, frame: Frame, min_confidence: float | None) -> Detected:
        """Something is found always."""
        if self._pace is not None:
            self._pace.wait()
        time.sleep(self._seconds)
        return Detected((Detection("Gradient", 90.0),), "simulated")


def main() -> int:
    """Print what was measured; 1 when an aim is missed."""
    options = _options()
    if options.process:
        return _process(options.process)
    if options.count:
        return count(options.keys)
    missed = subprocess.call([sys.executable, "-m", "bench.scan", "--count", *sys.argv[1:]])
    print(f"\n{options.objects:,} small objects, detection made instant")
    print(f"{'':26} {'objects/s':>9} {'CPU/object':>11} {'memory':>16} {'once':>7}")
    with databases() as urls:
        postgres = [url for url in urls if url.startswith("postgres")]
        one, two = ("run",), ("run", "worker")
        instant = options.objects, 0.0, 1000.0
        missed += not measure(urls[0], Load(*instant, one), "SQLite, one process")
    for kinds, kill, name in (
        (one, False, "Postgres, one process"),
        (two, False, "Postgres, two processes"),
        (two, True, "… one killed halfway"),
    ):
        if postgres:
            with databases() as urls:
                missed += not measure(urls[-1], Load(*instant, kinds, kill), name)
    print(f"\n{options.paced:,} objects, detection takes 0.3 s, 20 a second allowed")
    if postgres:
        with databases() as urls:
            load = Load(options.paced, 0.3, 20.0, two)
            missed += not measure(urls[-1], load, "Postgres, two processes")
    return 1 if missed else 0


def count(keys: int) -> int:
    """Count so many keys as the estimate of a scan does."""
    clock = SystemClock()
    with Countless(keys) as server, _credentials():
        client = s3.client("us-east-1", server.endpoint_url)
        listing = S3Listing(client, ((BUCKET, ""),), (), clock)
        place, found, more = Place(BUCKET, PREFIX), Count(), True
        found, more = count_on(listing, place, found, 5)
        before, began = _memory(os.getpid(), "VmHWM"), time.monotonic()
        while more:
            found, more = count_on(listing, place, found, 20)
        took, after = time.monotonic() - began, _memory(os.getpid(), "VmHWM")
    print(
        f"{found.images:,} keys counted in {took:.1f} s; memory at the peak {after:.0f} MB, "
        f"{after - before:.1f} MB more than after the first 5,000"
    )
    return int(found.images != keys or after - before > MOST_GROWTH)


def measure(url: str, load: Load, name: str) -> bool:
    """Scan, print how that went, and say whether it went well."""
    with (
        Countless(load.objects) as server,
        SlackStandIn() as slack,
        tempfile.TemporaryDirectory() as data,
        _processes(_environment(url, server, slack, data, load), load.kinds) as processes,
    ):
        scans = StoredScans(Database(url))
        slack.wait_for(lambda: slack.connections > 0, 60)
        slack.command(GENERAL, ADMIN, f"/rekog scan s3://{BUCKET}/{PREFIX}")
        message = slack.wait_for(lambda: _question(slack), 120)
        (scan,) = (each.id for each in scans.under_way())
        cpu = sum(_cpu(each.pid) for each in processes)
        slack.click(GENERAL, ADMIN, message, {"action_id": "scan_confirmed"})
        _until(scans, scan, load.objects // 10)
        early = max(_memory(each.pid, "VmHWM") for each in processes)
        seen, began = scans.tally(scan).looked_at, time.monotonic()
        if load.kill:
            _until(scans, scan, load.objects // 2)
            processes[-1].kill()
        _until(scans, scan, load.objects)
        took = time.monotonic() - began
        left = processes[:-1] if load.kill else processes
        late = max(_memory(each.pid, "VmHWM") for each in left)
        cpu = sum(_cpu(each.pid) for each in left) - cpu
        slack.wait_for(lambda: _is(scans, scan, ScanState.DONE), 120)
        times = Counter(each.key for each in scans.results(scan))
    rate = (load.objects - seen) / took
    once = times == Counter(key_of(number) for number in range(load.objects))
    each = "" if load.kill else f"{1000 * cpu / load.objects:.1f} ms"
    memory = f"{early:.0f} → {late:.0f} MB"
    used = f"  {rate / load.rate:.1%} of the rate" if load.seconds else ""
    print(f"{name:26} {rate:9.1f} {each:>11} {memory:>16} {once!s:>7}{used}", flush=True)
    return once and late - early < MOST_GROWTH and (not load.seconds or rate >= AIM * load.rate)


def _process(kind: str) -> int:
    """A process of the bot, but for its detector."""
    seconds = float(os.environ["BENCH_SECONDS"])

    def detector(
        settings: Settings,
        fitter: FrameFitter,
        clock: Clock,
        pace: Pace,
        versions: Versions | None,
    ) -> tuple[Detector, Model]:
        return Simulated(pace if seconds else None, seconds), AlwaysOn("simulated")

    wiring._detector = detector
    logging.disable(logging.WARNING)
    settings = Settings.read(os.environ, with_slack=True)
    Application(settings, timing=QUICK, listens=kind == "run").start()
    print("ready", flush=True)
    threading.Event().wait()
    return 0


@contextlib.contextmanager
def _processes(
    environment: dict[str, str], kinds: tuple[str, ...]
) -> Iterator[list[subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "bench.scan", "--process"]
    started = [
        subprocess.Popen([*command, kind], env=environment, stdout=subprocess.PIPE, text=True)
        for kind in kinds
    ]
    try:
        for each in started:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        yield started
    finally:
        for each in started:
            each.kill()
            each.communicate()


def _environment(
    url: str, server: Countless, slack: SlackStandIn, data: str, load: Load
) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": server.endpoint_url,
        "S3_ALLOWED": BUCKET,
        "DETECTOR": "labels",
        "CALLS_PER_SECOND": f"{load.rate:g}",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_FILE_HOSTS": slack.file_host,
        "DATA_DIR": data,
        "DATABASE_URL": url,
        "BENCH_SECONDS": str(load.seconds),
    }


@contextlib.contextmanager
def _credentials() -> Iterator[None]:
    os.environ |= {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    yield


def _question(slack: SlackStandIn) -> str:
    """The `ts` of the message that asks, once it does."""
    return next((each["ts"] for each in slack.said(GENERAL) if "Shall I" in each["text"]), "")


def _is(scans: StoredScans, scan: str, state: ScanState) -> bool:
    kept = scans.get(scan)
    return kept is not None and kept.state is state


def _until(scans: StoredScans, scan: str, looked_at: int) -> None:
    until = time.monotonic() + 900
    while scans.tally(scan).looked_at < looked_at:
        if time.monotonic() > until:
            raise TimeoutError(f"{scans.get(scan)} {scans.tally(scan)}")
        time.sleep(0.1)


def _memory(pid: int, field: str) -> float:
    """Megabytes, as the kernel counts them."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _cpu(pid: int) -> float:
    """Seconds of processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objects", type=int, default=10_000, help="of the scans")
    parser.add_argument("--paced", type=int, default=1_200, help="objects at an allowed rate")
    parser.add_argument("--keys", type=int, default=1_000_000, help="of the count")
    parser.add_argument("--count", action="store_true", help="only count")
    parser.add_argument("--process", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
