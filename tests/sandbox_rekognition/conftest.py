"""The stand-in and a client of it, for each test anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.rekognition import RekognitionStandIn
from tests.fakes import FakeClock
from tests.sandbox_rekognition.aws import connect


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def aws(clock: FakeClock) -> Iterator[RekognitionStandIn]:
    with RekognitionStandIn(change_seconds=60.0, now=clock.now) as running:
        yield running


@pytest.fixture
def client(aws: RekognitionStandIn) -> Iterator[Any]:
    client = connect(aws)
    yield client
    client.close()
