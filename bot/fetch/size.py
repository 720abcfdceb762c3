"""Bounds on size, checked before the first byte and with each one."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.errors import ImageTooHeavy
from bot.core.model import MEGABYTE


def human(size: int) -> str:
    """`512 bytes`, `40 kB`, `2.5 MB`, `200 MB`."""
    if size < 1024:
        return f"{size} byte{'' if size == 1 else 's'}"
    if size < MEGABYTE:
        return f"{round(size / 1024)} kB"
    return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"


def check(name: str, size: int, limit: int) -> None:
    """Refuse what is known to be too heavy.

    Raises:
        ImageTooHeavy: `size` bytes are more than `limit`.
    """
    if size > limit:
        raise ImageTooHeavy(name=name, size=human(size), limit=human(limit))


def gather(name: str, chunks: Iterable[bytes], limit: int) -> bytes:
    """Put chunks together, and stop as soon as there are too many bytes.

    Raises:
        ImageTooHeavy: more than `limit` bytes came.
    """
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > limit:
            raise ImageTooHeavy(name=name, size=f"over {human(limit)}", limit=human(limit))
    return bytes(data)
