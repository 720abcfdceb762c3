"""Keeps what is slow to make in a file, and makes it again when the file is damaged."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import uuid
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

_DIGEST_BYTES = hashlib.sha256().digest_size


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Read the file, or make its content and keep that for the next time.

    The file begins with the SHA-256 of the rest, so that one that is cut off or damaged is
    noticed. A folder that cannot be written (full, read-only) costs the time to make it again
    at the next start, and nothing else.
    """
    data = _read(path)
    if data is None:
        data = make()
        _write(path, data)
    return data


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, data = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if hashlib.sha256(data).digest() == digest:
        return data
    log.warning("%s is damaged; it is made again", path)
    return None


def _write(path: Path, data: bytes) -> None:
    """Write beside, then rename: another process sees the whole file or none."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(hashlib.sha256(data).digest() + data)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        log.warning("%s could not be kept (%s); it is made at each start", path, error)
