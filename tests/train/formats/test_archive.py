"""Zips from outside are read safely, and ours are plain."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

import pytest

from bot.core.errors import ArchiveUnsafe
from bot.train.formats import archive
from bot.train.formats.archive import ZipFiles, zip_reader, zip_writer


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as target:
        for name, data in members:
            target.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return stream.getvalue()


def opened(data: bytes) -> ZipFiles:
    return zip_reader(io.BytesIO(data), "set.zip", lambda image: (len(image), 1))


def test_what_is_written_can_be_read() -> None:
    """Paths, also with emoji, and contents come back; an image is not packed a second time."""
    stream = io.BytesIO()
    with zip_writer(stream) as put:
        put("犬/🐕.jpg", b"picture" * 50)
        put("a.csv", b"x" * 500)

    files = zip_reader(stream, "set.zip", lambda image: (len(image), 1))

    assert files.paths() == ("犬/🐕.jpg", "a.csv")
    assert files.open("a.csv").read() == b"x" * 500
    assert files.size("犬/🐕.jpg") == (350, 1)
    methods = [info.compress_type for info in zipfile.ZipFile(stream).infolist()]
    assert methods == [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]


def test_the_same_files_give_the_same_zip() -> None:
    """No time or place of writing is in a zip."""
    first, second = io.BytesIO(), io.BytesIO()
    for stream in (first, second):
        with zip_writer(stream) as put:
            put("a.csv", b"x")

    assert first.getvalue() == second.getvalue()


@pytest.mark.parametrize(
    "path",
    ["../a.jpg", "dog/../../a.jpg", "/etc/a.jpg", "C:/a.jpg", "..\\a.jpg", "\\\\host\\a.jpg"],
)
def test_paths_stay_inside(path: str) -> None:
    """A path that leads out of the zip makes all of it refused."""
    with pytest.raises(ArchiveUnsafe, match="leads out"):
        opened(packed((path, b"x")))


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MAX_FILES", 1, "more than 1 files"),
        ("MAX_BYTES", 10, "larger than 0 GB"),
    ],
)
def test_size_and_count_are_bounded(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, reason: str
) -> None:
    """Too many files, or too many bytes when unpacked, are refused (here with lower limits)."""
    monkeypatch.setattr(archive, limit, value)

    with pytest.raises(ArchiveUnsafe, match=reason):
        opened(packed(("a.jpg", b"x" * 6), ("b.jpg", b"x" * 6)))


def test_a_bomb_is_refused() -> None:
    """A member that grows a thousand times is refused before it is unpacked."""
    with pytest.raises(ArchiveUnsafe, match="grows far too much"):
        opened(packed(("a.csv", bytes(2_000_000))))


def test_a_member_gives_no_more_than_it_declares() -> None:
    """A member that lies about its size is refused when it is read."""
    data = packed(("a.csv", bytes(2_000_000)))
    lie = data.replace((2_000_000).to_bytes(4, "little"), (5000).to_bytes(4, "little"))

    with pytest.raises(ArchiveUnsafe, match="damaged"):
        opened(lie).open("a.csv").read()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_refused(method: int) -> None:
    """Ways of packing that may want gigabytes of memory are refused."""
    with pytest.raises(ArchiveUnsafe, match="not usual"):
        opened(packed(("a.csv", b"x"), method=method))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip" * 100])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    """Other files, and zips that are cut off, are refused."""
    with pytest.raises(ArchiveUnsafe, match="not a zip"):
        opened(data)


def test_encrypted_files_are_refused() -> None:
    """A zip with a password is refused."""
    data = bytearray(packed(("a.csv", b"x")))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1

    with pytest.raises(ArchiveUnsafe, match="encrypted"):
        opened(bytes(data))


def test_damage_is_told_in_our_words() -> None:
    """A member whose bytes changed on the way is refused when it is read, or opened."""
    data = packed(("a.csv", bytes(range(256)) * 4), method=zipfile.ZIP_STORED)

    with pytest.raises(ArchiveUnsafe, match="damaged"):
        opened(data.replace(b"\x10\x11", b"\x11\x10")).open("a.csv").read()
    with pytest.raises(ArchiveUnsafe, match="damaged"):
        opened(data.replace(b"PK\x03\x04", b"PK\x03\x05", 1)).open("a.csv")


def test_one_path_is_one_file() -> None:
    """Two members of one path are refused: programs would not agree which one counts."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = packed(("a.csv", b"x"), ("a.csv", b"y"))

    with pytest.raises(ArchiveUnsafe, match="same path"):
        opened(data)


def test_folders_are_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are left out, and images that are too heavy are not looked at."""
    monkeypatch.setattr(archive, "MAX_IMAGE", 3)
    files = opened(packed(("dog/", b""), ("dog/a.jpg", b"xxxx"), ("dog/b.jpg", b"xxx")))

    assert [PurePosixPath(path).name for path in files.paths()] == ["a.jpg", "b.jpg"]
    assert (files.size("dog/a.jpg"), files.size("dog/b.jpg")) == (None, (3, 1))
    with pytest.raises(KeyError):
        files.open("none")
