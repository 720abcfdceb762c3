"""A file out of a package is used only with the content that is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import WeightsMissing
from bot.detect.local.labeller import WEIGHTS
from bot.detect.local.packaged import PackagedFile


def test_the_known_file_is_read() -> None:
    """The weights that the requirements bring are the known ones."""
    path = WEIGHTS.verified()

    assert path.read_bytes() == WEIGHTS.read()


@pytest.mark.parametrize(
    "file",
    [
        PackagedFile("no_such_package", "weights.pth", "0" * 64),
        PackagedFile(WEIGHTS.package, "models/no-such-file.pth", WEIGHTS.sha256),
        PackagedFile(WEIGHTS.package, WEIGHTS.path, "0" * 64),
    ],
)
def test_a_missing_or_different_file_is_refused(file: PackagedFile) -> None:
    """Without the package, without the file, or with another content, the answer names it."""
    with pytest.raises(WeightsMissing) as raised:
        file.read()

    assert Path(file.path).name in raised.value.sentence
    assert file.package.replace("_", "-") in raised.value.sentence


def test_a_file_that_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing rights are answered like a missing file."""

    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)

    with pytest.raises(WeightsMissing):
        WEIGHTS.read()
