"""What is slow to make is kept, and never trusted when it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.detect.local.kept import kept


class Maker:
    """Makes the same bytes each time, and counts."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> bytes:
        self.made += 1
        return b"network" * 100


def test_what_was_made_is_kept(tmp_path: Path) -> None:
    """The second time, nothing is made; the folder is made where it is missing."""
    path, make = tmp_path / "new" / "folder" / "kept", Maker()

    first, second = kept(path, make), kept(path, make)

    assert first == second == b"network" * 100
    assert make.made == 1


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 5000])
def test_a_damaged_file_is_made_again(tmp_path: Path, content: bytes) -> None:
    """A file with another content is replaced by a good one."""
    path, make = tmp_path / "kept", Maker()
    path.write_bytes(content)

    assert kept(path, make) == b"network" * 100
    assert kept(path, make) == b"network" * 100
    assert make.made == 1


def test_a_file_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    """The beginning of a good file is not taken for the whole."""
    path, make = tmp_path / "kept", Maker()
    kept(path, make)
    path.write_bytes(path.read_bytes()[:-1])

    assert kept(path, make) == b"network" * 100
    assert make.made == 2


def test_a_folder_that_cannot_be_written_is_no_hindrance(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where nothing can be kept, it is made each time, and the log says why."""
    (tmp_path / "file").write_text("in the way")
    path, make = tmp_path / "file" / "kept", Maker()

    assert kept(path, make) == b"network" * 100
    assert kept(path, make) == b"network" * 100
    assert make.made == 2
    assert "could not be kept" in caplog.text


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that could only be written in part does not stay."""

    def full(path: Path, data: bytes) -> int:
        path.open("xb").close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)

    assert kept(tmp_path / "kept", Maker()) == b"network" * 100
    assert list(tmp_path.iterdir()) == []
