"""The stand-in for Rekognition and the bot's way to call it, for each test anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.detect.rekognition import Rekognition
from bot.sandbox.rekognition import RekognitionStandIn
from tests.detect.calls import connect
from tests.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def aws(clock: FakeClock) -> Iterator[RekognitionStandIn]:
    with RekognitionStandIn(now=clock.now) as running:
        yield running


@pytest.fixture
def rekognition(aws: RekognitionStandIn, clock: FakeClock) -> Rekognition:
    return connect(aws, clock)
