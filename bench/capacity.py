"""A hundred images at once for a model that takes five a second: how much of that rate is used.

Two processes share nothing but the pace in the database. Run it with `python -m bench.capacity`; it
takes about 20 seconds for each database. Without Postgres it leaves that out.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.jobs import databases
from bot.core.errors import RekogError
from bot.core.pacing import SystemClock
from bot.detect.rekognition import Rekognition
from bot.detect.rekognition import client as make_client
from bot.sandbox.rekognition import RekognitionStandIn
from bot.store import Database, SharedPace
from tests.sandbox_rekognition.pictures import RED, image

PROCESSES = 2
AIM = 0.95
REGION = "us-east-1"
PICTURE = {"Bytes": image((80, 80), (RED, (10, 10, 40, 40)))}


@dataclass(frozen=True)
class Share:
    """What one process is to do, and how it reaches the model and the database."""

    url: str
    endpoint: str
    arn: str
    rate: float
    images: int
    workers: int


@dataclass(frozen=True)
class Done:
    """What became of a share; times are seconds since 1970 UTC."""

    failed: int
    began: float
    ended: float


def main() -> int:
    """Print one line for each database; 1 when one of them misses the aim."""
    options = _options()
    print(f"{options.images} images at once, {options.rate:g} a second allowed, ", end="")
    print(f"{PROCESSES} processes of {options.workers} workers; at least {AIM:.0%} to be used")
    print(f"{'':9} {'failed':>6} {'requests':>9} {'throttled':>9} {'seconds':>8} {'used':>6}")
    with databases() as urls:
        missed = [url for url in urls if not measure(url, options)]
    return 1 if missed else 0


def measure(url: str, options: argparse.Namespace) -> bool:
    """Detect in all images, print what became of them, and say whether the aim was reached."""
    database = Database(url)
    database.open()
    with RekognitionStandIn(calls_per_unit=options.rate, region=REGION) as aws:
        arn, each = aws.add_model(status="RUNNING"), options.images // PROCESSES
        share = Share(url, aws.endpoint_url, arn, options.rate, each, options.workers)
        with multiprocessing.get_context("spawn").Pool(PROCESSES) as processes:
            done = processes.map(work, [share] * PROCESSES, chunksize=1)
        calls = [call for call in aws.calls if call.operation == "DetectCustomLabels"]
    sent, throttled = len(calls), sum(bool(call.code) for call in calls)
    failed = sum(each.failed for each in done)
    took = max(each.ended for each in done) - min(each.began for each in done)
    # The first call waits for nothing, so that a hundred of them take 99 intervals.
    used = (sent - throttled - 1) / (options.rate * took)
    name = "SQLite" if database.is_sqlite else "Postgres"
    database.close()
    print(f"{name:9} {failed:6} {sent:9} {throttled:9} {took:8.1f} {used:6.1%}", flush=True)
    return failed == 0 and used >= AIM


def work(share: Share) -> Done:
    """Detect in a share of the images, as one process of the bot does."""
    database, clock = Database(share.url), SystemClock()
    client = make_client(
        REGION,
        endpoint_url=share.endpoint,
        access_key_id=RekognitionStandIn.access_key_id,
        secret_access_key=RekognitionStandIn.secret_access_key,
        connections=share.workers,
    )
    pace = SharedPace(database, share.arn, lambda: share.rate, clock)
    rekognition = Rekognition(client, pace, clock)

    def has_failed(number: int) -> bool:
        try:
            rekognition.call("DetectCustomLabels", ProjectVersionArn=share.arn, Image=PICTURE)
        except RekogError:
            return True
        return False

    client.describe_projects()  # as the watch does before anything else; boto3's first call is slow
    began = time.time()
    with ThreadPoolExecutor(share.workers) as workers:
        failed = sum(workers.map(has_failed, range(share.images)))
    ended = time.time()
    database.close()
    return Done(failed, began, ended)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=100)
    parser.add_argument("--rate", type=float, default=5.0, help="calls a second that are allowed")
    parser.add_argument("--workers", type=int, default=4, help="of each process")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
