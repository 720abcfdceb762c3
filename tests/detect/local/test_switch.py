"""Whether the model was stopped is known to every process and after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.detect.local.switch import Switch


def test_it_is_on_until_it_is_turned_off(tmp_path: Path) -> None:
    """A fresh folder, even a missing one, means on."""
    assert not Switch(tmp_path / "missing" / "marker").is_off()


def test_two_switches_on_one_file_agree(tmp_path: Path) -> None:
    """What one process says, the other sees, both ways."""
    one, other = Switch(tmp_path / "new" / "marker"), Switch(tmp_path / "new" / "marker")

    one.turn_off()
    seen_off = other.is_off()
    other.turn_on()

    assert seen_off
    assert not one.is_off()


def test_turning_twice_is_fine(tmp_path: Path) -> None:
    """Off when off and on when on change nothing."""
    switch = Switch(tmp_path / "marker")

    switch.turn_on()
    switch.turn_off()
    switch.turn_off()

    assert switch.is_off()


def test_without_a_folder_this_process_remembers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where nothing can be written, off and on hold for this process, and the log says so."""
    (tmp_path / "file").write_text("in the way")
    switch = Switch(tmp_path / "file" / "marker")

    switch.turn_off()
    off = switch.is_off()
    switch.turn_on()

    assert off
    assert not switch.is_off()
    assert "only this process" in caplog.text
