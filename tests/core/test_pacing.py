"""Calls are paced before they are made."""

from __future__ import annotations

import pytest

from bot.core.pacing import SystemClock, TokenBucket
from tests.fakes import FakeClock


def test_calls_keep_to_the_rate() -> None:
    """Ten calls at five a second take two seconds, less the one that may go at once."""
    clock = FakeClock()
    bucket = TokenBucket(5.0, clock)
    began = clock.now()

    for _ in range(10):
        bucket.wait()

    assert clock.now() - began == pytest.approx(9 / 5)


def test_a_pause_allows_a_burst() -> None:
    """After a pause as many calls as the burst go at once, and no more."""
    clock = FakeClock()
    bucket = TokenBucket(1.0, clock, burst=3)
    clock.sleep(100)
    began = clock.now()

    for _ in range(3):
        bucket.wait()
    at_once = clock.now() - began
    bucket.wait()

    assert at_once == 0
    assert clock.now() - began == pytest.approx(1.0)


def test_throttling_slows_down_and_wears_off() -> None:
    """Being throttled takes a fifth of the rate; calls after that bring it back."""
    bucket = TokenBucket(10.0, FakeClock())

    bucket.slow_down()
    slow = bucket.rate
    bucket.wait()
    sooner = bucket.rate
    for _ in range(10):
        bucket.wait()

    assert slow == pytest.approx(8.0)
    assert sooner == pytest.approx(8.2)
    assert bucket.rate == 10.0


def test_the_rate_never_reaches_zero() -> None:
    """However often it is throttled, a twentieth of the rate is left."""
    clock = FakeClock()
    bucket = TokenBucket(20.0, clock)

    for _ in range(50):
        bucket.slow_down()
        clock.sleep(1.0)

    assert bucket.rate == 1.0


def test_calls_throttled_together_count_once() -> None:
    """Ten calls that are throttled within a second lower the rate once, not ten times."""
    clock = FakeClock()
    bucket = TokenBucket(10.0, clock)

    for _ in range(10):
        bucket.slow_down()
        clock.sleep(0.05)

    assert bucket.rate == pytest.approx(8.0)


def test_the_system_clock_goes_on() -> None:
    """The real clock never goes back."""
    clock = SystemClock()
    before = clock.now()
    clock.sleep(0)

    assert clock.now() >= before
