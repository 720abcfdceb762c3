"""Thirty calls at once to a model that takes five a second: who gets through, at what cost.

Compares the bot's own pacing with botocore's retry modes, against the Rekognition stand-in.
Run it with `python -m bench.throttling`; it takes about a minute. Throttled HTTP calls are not
free: each one sends the picture again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from bot.core.errors import RekogError
from bot.core.pacing import SystemClock, TokenBucket
from bot.detect.rekognition import Rekognition
from bot.detect.rekognition import client as make_client
from bot.sandbox.rekognition import RekognitionStandIn
from tests.sandbox_rekognition.pictures import RED, image

CALLS = 30
TAKEN = 5.0
PICTURE = {"Bytes": image((80, 80), (RED, (10, 10, 40, 40)))}

Call = Callable[[str], object]


def boto(aws: RekognitionStandIn, mode: str, attempts: int) -> Call:
    """What a user of boto3 would write."""
    client = boto3.session.Session().client(
        "rekognition",
        region_name=aws.region,
        endpoint_url=aws.endpoint_url,
        aws_access_key_id=aws.access_key_id,
        aws_secret_access_key=aws.secret_access_key,
        config=Config(
            retries={"mode": mode, "total_max_attempts": attempts}, max_pool_connections=CALLS
        ),
    )
    return lambda arn: client.detect_custom_labels(ProjectVersionArn=arn, Image=PICTURE)


def paced(aws: RekognitionStandIn, rate: float) -> Call:
    """What the bot does."""
    client: Any = make_client(
        aws.region,
        endpoint_url=aws.endpoint_url,
        access_key_id=aws.access_key_id,
        secret_access_key=aws.secret_access_key,
        connections=CALLS,
    )
    clock = SystemClock()
    rekognition = Rekognition(client, TokenBucket(rate, clock), clock)
    return lambda arn: rekognition.call("DetectCustomLabels", ProjectVersionArn=arn, Image=PICTURE)


def measure(name: str, make: Callable[[RekognitionStandIn], Call]) -> None:
    """Make all calls at once and print what became of them."""
    failed: list[str] = []
    with RekognitionStandIn(calls_per_unit=TAKEN) as aws:
        arn, call = aws.add_model(status="RUNNING"), make(aws)

        def one() -> None:
            try:
                call(arn)
            except (ClientError, RekogError) as error:
                failed.append(type(error).__name__)

        threads = [threading.Thread(target=one) for _ in range(CALLS)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
        sent = len(aws.calls)
    ratio = f"{sent / CALLS:.2f}"
    print(f"{name:38} {CALLS - len(failed):3} {len(failed):7} {sent:6} {ratio:>9} {took:8.1f}")


def main() -> None:
    """Print one line for each way."""
    print(f"{CALLS} calls at once, {TAKEN:g} a second taken; at best {CALLS / TAKEN:.0f} s")
    print(f"{'':38} {'ok':>3} {'failed':>7} {'HTTP':>6} {'per call':>9} {'seconds':>8}")
    measure("boto3, standard, 3 attempts (default)", lambda aws: boto(aws, "standard", 3))
    measure("boto3, standard, 8 attempts", lambda aws: boto(aws, "standard", 8))
    measure("boto3, adaptive, 8 attempts", lambda aws: boto(aws, "adaptive", 8))
    measure("the bot, paced at 4.5 a second", lambda aws: paced(aws, 4.5))
    measure("the bot, paced too fast (10 a second)", lambda aws: paced(aws, 10.0))


if __name__ == "__main__":
    main()
