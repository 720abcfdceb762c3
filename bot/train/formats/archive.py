"""Datasets as one zip: written, and read without ever unpacking it to a disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO

from bot.core.errors import ArchiveUnsafe
from bot.train.formats.files import Measure, Put, unmeasured

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_FILES = 100_000
MAX_BYTES = 4_000_000_000
"""Unpacked, all files together. Slack takes files of up to 1 GB, and images pack hardly at all."""

MAX_RATIO = 200
"""Unpacked to packed, from `SMALL` bytes on. Manifests pack some 20 to 1, a bomb 1000 to 1."""

SMALL = 1_000_000
MAX_IMAGE = 32 * 1024 * 1024
"""Bytes of one image, as `MAX_FILE_MB` has it elsewhere."""

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)

# Members get the same time, so that the same dataset gives the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


@contextmanager
def zip_writer(stream: BinaryIO) -> Iterator[Put]:
    """Write files one after the other into a zip, so that they need not be in memory together.

    Args:
        stream: where to.
    """
    with zipfile.ZipFile(stream, "w") as archive:

        def put(path: str, data: bytes) -> None:
            info = zipfile.ZipInfo(path, _TIME)
            packed = PurePosixPath(path).suffix.lower() in (".jpg", ".jpeg", ".png")
            info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)

        yield put


class _Member(io.RawIOBase):
    """A file in a zip, whose damage is told in our words."""

    def __init__(self, inner: IO[bytes], name: str) -> None:
        self._inner, self._name = inner, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._inner.read(len(view))
        except _DAMAGE as error:
            raise ArchiveUnsafe(name=self._name, reason="it is damaged") from error
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


class ZipFiles:
    """The files in a zip, as far as it is safe (`zip_reader`)."""

    def __init__(self, archive: zipfile.ZipFile, name: str, measure: Measure) -> None:
        self._archive, self._name, self._measure = archive, name, measure
        members = [info for info in archive.infolist() if not info.is_dir()]
        self._members = {info.filename: info for info in members}

    def paths(self) -> Sequence[str]:
        """All of them."""
        return tuple(self._members)

    def open(self, path: str) -> BinaryIO:
        """One of them; KeyError when it is not there.

        Raises:
            ArchiveUnsafe: it is damaged; this may turn out as late as when it is read.
        """
        member = self._members[path]
        try:
            return io.BufferedReader(_Member(self._archive.open(member), self._name))
        except _DAMAGE as error:
            raise ArchiveUnsafe(name=self._name, reason="it is damaged") from error

    def size(self, path: str) -> tuple[int, int] | None:
        """The width and height of an image, upright, in pixels; `None` when it cannot be read."""
        info = self._members.get(path)
        if info is None or info.file_size > MAX_IMAGE:
            return None
        with self.open(path) as stream:
            return self._measure(stream.read())


def zip_reader(stream: BinaryIO, name: str, measure: Measure = unmeasured) -> ZipFiles:
    """Open a zip that came from outside.

    Args:
        stream: its bytes; it stays open as long as the files are read.
        name: as people know it.
        measure: tells an image's size.

    Raises:
        ArchiveUnsafe: it is no zip, it is encrypted, its paths lead out of it, or it is too large
            when it is unpacked.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except _DAMAGE as error:
        raise ArchiveUnsafe(name=name, reason="it is not a zip, or it is damaged") from error
    reason = _bounds(archive.infolist()) or _members(archive.infolist())
    if reason:
        raise ArchiveUnsafe(name=name, reason=reason)
    return ZipFiles(archive, name, measure)


def _bounds(members: Sequence[zipfile.ZipInfo]) -> str:
    """What is too much. A member never gives more bytes than it declares (`zipfile` sees to it)."""
    if len(members) > MAX_FILES:
        return f"it holds more than {MAX_FILES:,} files"
    if sum(each.file_size for each in members) > MAX_BYTES:
        return f"unpacked it is larger than {MAX_BYTES // 1_000_000_000} GB"
    for each in members:
        if each.file_size > SMALL and each.file_size > each.compress_size * MAX_RATIO:
            return "it holds a file that grows far too much when it is unpacked"
    return ""


def _members(members: Sequence[zipfile.ZipInfo]) -> str:
    if any(each.flag_bits & 1 for each in members):
        return "it is encrypted"
    # Others may ask for gigabytes of memory before they give the first byte.
    if any(
        each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for each in members
    ):
        return "it is packed in a way that is not usual"
    if any(_leads_out(each.orig_filename) for each in members):
        return "it holds a path that leads out of it"
    if len({each.filename for each in members}) < len(members):
        return "it holds two files of the same path"
    return ""


def _leads_out(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return not path or "\0" in path or ".." in parts or parts[0] == "" or parts[0].endswith(":")
