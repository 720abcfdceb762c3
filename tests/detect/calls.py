"""Doubles around the calls to Rekognition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.pacing import TokenBucket
from bot.detect.rekognition import Rekognition
from bot.detect.rekognition import client as make_client
from bot.media.fit import PillowFitter
from bot.sandbox.rekognition import RekognitionStandIn
from tests.fakes import FakeClock

FITTER = PillowFitter()


@dataclass
class CountingPace:
    """Lets everything through at once, and counts."""

    waited: int = 0
    slowed: int = 0

    def wait(self) -> None:
        self.waited += 1

    def slow_down(self) -> None:
        self.slowed += 1


@dataclass
class RecordingClock(FakeClock):
    """Time that passes only by sleeping, and the naps that were taken."""

    naps: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        super().sleep(seconds)


@dataclass
class Canned(Rekognition):
    """Answers with what it is given."""

    answer: Mapping[str, Any]
    asked: dict[str, Any] = field(default_factory=dict)

    def call(self, operation: str, **parameters: object) -> Mapping[str, Any]:
        self.asked = {"operation": operation, **parameters}
        return self.answer


def boto3_client(aws: RekognitionStandIn, **options: Any) -> Any:
    """The bot's own client, of the stand-in."""
    return make_client(
        aws.region,
        endpoint_url=aws.endpoint_url,
        access_key_id=aws.access_key_id,
        secret_access_key=aws.secret_access_key,
        **options,
    )


def connect(aws: RekognitionStandIn, clock: FakeClock, version: str = "pets.1") -> Rekognition:
    """The bot's own way to call the stand-in, in a time that only the test moves."""
    return Rekognition(
        boto3_client(aws), TokenBucket(1000.0, clock), clock, version=lambda: version
    )
