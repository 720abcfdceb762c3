"""Where readers find files: in memory, in a folder, in a zip (`archive`)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from bot.core.errors import DatasetTooLarge

MAX_FILE = 1_000_000_000
"""Bytes; what AWS takes as a manifest (https://docs.aws.amazon.com/rekognition/latest/
customlabels-dg/limits.html)."""

MAX_LINE = 1_000_000
"""Bytes; AWS takes entries of up to 100,000 characters (`DatasetEntry` in botocore's model)."""

IMAGES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".avif")

Measure = Callable[[bytes], tuple[int, int] | None]
"""The width and height of an image, upright, in pixels; `None` when it cannot be read."""

Put = Callable[[str, bytes], None]
"""Takes a file: its relative path, and its content."""


class Files(Protocol):
    """Files with relative paths, separated by `/`."""

    def paths(self) -> Sequence[str]:
        """All of them."""

    def open(self, path: str) -> BinaryIO:
        """One of them; KeyError when it is not there."""

    def size(self, path: str) -> tuple[int, int] | None:
        """The width and height of an image, upright, in pixels; `None` when it cannot be read."""


def unmeasured(data: bytes) -> tuple[int, int] | None:
    """For formats that need no sizes."""
    return None


class MemoryFiles:
    """Files in memory."""

    def __init__(self, files: Mapping[str, bytes], measure: Measure = unmeasured) -> None:
        self._files, self._measure = files, measure

    def paths(self) -> Sequence[str]:
        """All of them."""
        return tuple(self._files)

    def open(self, path: str) -> BinaryIO:
        """One of them; KeyError when it is not there."""
        return io.BytesIO(self._files[path])

    def size(self, path: str) -> tuple[int, int] | None:
        """The width and height of an image, upright, in pixels; `None` when it cannot be read."""
        return self._measure(self._files[path]) if path in self._files else None


class FolderFiles:
    """The files under a folder of this machine."""

    def __init__(self, root: Path, measure: Measure = unmeasured) -> None:
        self._root, self._measure = root, measure

    def paths(self) -> Sequence[str]:
        """All of them, in alphabetical order. Links are left out: they may lead elsewhere."""
        found = (path for path in self._root.rglob("*") if path.is_file() and not path.is_symlink())
        return tuple(sorted(path.relative_to(self._root).as_posix() for path in found))

    def open(self, path: str) -> BinaryIO:
        """One of them; KeyError when it is not there."""
        return self._inside(path).open("rb")

    def size(self, path: str) -> tuple[int, int] | None:
        """The width and height of an image, upright, in pixels; `None` when it cannot be read."""
        return self._measure(self._inside(path).read_bytes())

    def _inside(self, path: str) -> Path:
        found = (self._root / path).resolve()
        if not found.is_file() or not found.is_relative_to(self._root.resolve()):
            raise KeyError(path)
        return found


class OneFile(FolderFiles):
    """A folder of which one file alone tells what is in the images."""

    def __init__(self, path: Path, measure: Measure = unmeasured) -> None:
        super().__init__(path.parent, measure)
        self._name = path.name

    def paths(self) -> Sequence[str]:
        """That file, and the images."""
        return tuple(
            path for path in super().paths() if path == self._name or path.lower().endswith(IMAGES)
        )


def listed(files: Files) -> tuple[str, ...]:
    """The paths that people mean; what systems add to folders and zips is left out."""
    return tuple(path for path in files.paths() if not _added(path))


def _added(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return "__MACOSX" in parts or parts[-1] in ("Thumbs.db", "desktop.ini") or parts[-1][0] == "."


def named(files: Files, *suffixes: str) -> tuple[str, ...]:
    """The paths that end in one of the suffixes, whatever their case."""
    return tuple(path for path in listed(files) if path.lower().endswith(suffixes))


def read_all(files: Files, path: str, limit: int) -> bytes:
    """A whole file.

    Raises:
        DatasetTooLarge: it has more than `limit` bytes.
    """
    with files.open(path) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise DatasetTooLarge(
            name=path, reason=f"I take up to {limit // 1_000_000} MB of this kind"
        )
    return data


def lines(files: Files, path: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers, one at a time; without a byte order mark.

    Raises:
        DatasetTooLarge: the file or a line of it.
    """
    count = total = 0
    with files.open(path) as stream:
        while line := stream.readline(MAX_LINE + 1):
            count, total = count + 1, total + len(line)
            if len(line) > MAX_LINE:
                raise DatasetTooLarge(name=path, reason=f"line {count} has over {MAX_LINE:,} bytes")
            if total > MAX_FILE:
                raise DatasetTooLarge(name=path, reason="I take up to 1 GB")
            yield count, line.removeprefix(b"\xef\xbb\xbf") if count == 1 else line


class Places:
    """Finds the images that references in a file mean."""

    def __init__(self, files: Files) -> None:
        self._paths = frozenset(listed(files))
        self._by_name: dict[str, list[str]] = {}
        for path in sorted(self._paths):
            self._by_name.setdefault(PurePosixPath(path).name, []).append(path)

    def find(self, reference: str, beside: str = "") -> str | None:
        """The path that a reference means; `None` when there is none, or when it is not clear.

        Args:
            reference: as the file writes it.
            beside: the path of that file.
        """
        wanted = PurePosixPath(reference.replace("\\", "/").removeprefix("./"))
        near = str(PurePosixPath(beside).parent / wanted)
        for path in (str(wanted), near):
            if path in self._paths:
                return path
        same = self._by_name.get(wanted.name, [])
        ending = [path for path in same if path.endswith(f"/{wanted}")]
        return (ending or same)[0] if len(ending or same) == 1 else None
