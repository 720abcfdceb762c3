"""The thread that looks after the model."""

from __future__ import annotations

import threading

import pytest

from bot.app.watch import Watch
from bot.core.pacing import SystemClock
from tests.fakes import FakeClock


def test_it_looks_again_and_again() -> None:
    """A watch looks every tick, until it is stopped."""
    looks = threading.Semaphore(0)
    watch = Watch(looks.release, 0.001, SystemClock())

    watch.start()
    seen = [looks.acquire(timeout=10) for _ in range(3)]
    ended = watch.stop(10.0)

    assert seen == [True, True, True]
    assert ended


def test_it_looks_at_once_when_it_is_woken() -> None:
    """Whoever changes what is wanted need not wait for the next tick."""
    looks = threading.Semaphore(0)
    watch = Watch(looks.release, 3600.0, SystemClock())
    watch.start()
    looks.acquire(timeout=10)

    watch.wake()
    seen = looks.acquire(timeout=10)
    watch.stop(10.0)

    assert seen


def test_a_look_that_fails_is_not_the_last(caplog: pytest.LogCaptureFixture) -> None:
    """An error is logged, and the watch goes on."""
    looks = threading.Semaphore(0)

    def look() -> None:
        looks.release()
        raise OSError("the disk is full")

    watch = Watch(look, 0.001, SystemClock())

    watch.start()
    seen = [looks.acquire(timeout=10) for _ in range(2)]
    watch.stop(10.0)

    assert seen == [True, True]
    assert "the watch could not look" in caplog.text


def test_a_watch_that_hangs_is_not_well() -> None:
    """Ten minutes without a look are told to whoever asks for the process's health."""
    clock = FakeClock()
    watch = Watch(lambda: None, 1.0, clock)
    well = watch.well()

    clock.seconds += 601

    assert well
    assert not watch.well()


def test_each_look_gives_a_sign() -> None:
    """Whoever supervises the process sees that the watch looks, also when a look fails."""
    signs = threading.Semaphore(0)

    def look() -> None:
        raise RuntimeError("no luck")

    watch = Watch(look, 0.001, SystemClock(), signs.release)
    watch.start()
    seen = [signs.acquire(timeout=10) for _ in range(3)]
    watch.stop(10.0)

    assert seen == [True, True, True]
