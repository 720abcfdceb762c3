"""The pace of messages."""

from __future__ import annotations

import pytest

from bot.post import Pacing, pacing
from tests.fakes import FakeClock


def test_each_channel_has_its_own_pace() -> None:
    """A busy channel does not slow another one down."""
    clock = FakeClock(0)
    pace = Pacing(1.0, clock)

    pace.wait("C1")
    pace.wait("C2")
    assert clock.now() == 0

    pace.wait("C1")
    assert clock.now() == pytest.approx(1.0)


def test_old_channels_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many channels there are, only the latest ones are remembered."""
    monkeypatch.setattr(pacing, "REMEMBER_CHANNELS", 2)
    clock = FakeClock(0)
    pace = Pacing(1.0, clock)

    for channel in ("C1", "C2", "C1", "C3"):
        pace.wait(channel)
    began = clock.now()
    pace.wait("C2")

    assert clock.now() == began
