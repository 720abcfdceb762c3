"""The sign of life that a supervisor reads."""

from __future__ import annotations

import os
from pathlib import Path

from bot.app.alive import SignOfLife


def test_a_sign_has_an_age(tmp_path: Path) -> None:
    """A sign is as old as the last time that it was given, also in a folder that is made for it."""
    sign = SignOfLife(tmp_path / "data", "here")
    sign.give()
    os.utime(tmp_path / "data" / "alive-here", (1000, 1000))

    assert sign.age(1075.0) == 75.0
    sign.give()
    assert sign.age(0.0) == 0.0


def test_no_sign_is_no_life(tmp_path: Path) -> None:
    """Before the first sign and after it was withdrawn there is none; twice is no error."""
    sign = SignOfLife(tmp_path)

    assert sign.age(0.0) is None
    sign.give()
    sign.withdraw()
    sign.withdraw()
    assert sign.age(0.0) is None


def test_one_machine_does_not_speak_for_another(tmp_path: Path) -> None:
    """On a folder that machines share each has a sign of its own."""
    SignOfLife(tmp_path, "one").give()

    assert SignOfLife(tmp_path, "one").age(0.0) is not None
    assert SignOfLife(tmp_path, "two").age(0.0) is None


def test_a_folder_that_cannot_be_used_stops_nothing(tmp_path: Path) -> None:
    """Without a place for it the sign is missing, and the bot goes on."""
    taken = tmp_path / "file"
    taken.touch()
    sign = SignOfLife(taken / "data")

    sign.give()

    assert sign.age(0.0) is None
