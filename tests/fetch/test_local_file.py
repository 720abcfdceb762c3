"""Files come from this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import FetchFailed, ImageTooHeavy, LocalFileMissing
from bot.core.model import LocalFile, S3Object
from bot.fetch import Fetch, LocalFiles


def test_a_file_is_read(tmp_path: Path) -> None:
    """A file's bytes come with its name."""
    path = tmp_path / "cat.png"
    path.write_bytes(b"meow")

    image = LocalFiles(4).fetch(LocalFile(str(path)))

    assert (image.data, image.name) == (b"meow", "cat.png")


@pytest.mark.parametrize("name", ["nothing.png", ".", "a\0b"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    """A missing file, a folder and an impossible name are all named in a sentence."""
    with pytest.raises(LocalFileMissing, match="There is no file"):
        LocalFiles(4).fetch(LocalFile(f"{tmp_path}/{name}"))


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system refuses to read counts as missing."""
    path = tmp_path / "cat.png"
    path.write_bytes(b"meow")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(LocalFileMissing):
        LocalFiles(4).fetch(LocalFile(str(path)))


def test_a_heavy_file(tmp_path: Path) -> None:
    """The size is looked at before the file is read."""
    path = tmp_path / "cat.png"
    path.write_bytes(b"meow!")

    with pytest.raises(ImageTooHeavy):
        LocalFiles(4).fetch(LocalFile(str(path)))


def test_each_source_has_its_fetcher(tmp_path: Path) -> None:
    """A source goes to the fetcher of its kind; a kind that nobody fetches is refused."""
    path = tmp_path / "cat.png"
    path.write_bytes(b"meow")
    fetch = Fetch({LocalFile: LocalFiles(4)})

    assert fetch.fetch(LocalFile(str(path))).data == b"meow"
    with pytest.raises(FetchFailed, match="s3://bucket/key"):
        fetch.fetch(S3Object("bucket", "key"))
