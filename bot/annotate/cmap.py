"""Which characters a font really has, read from its `cmap` table.

Pillow draws a box for a missing glyph and does not say so. The table's formats 4 and 12 are in
https://learn.microsoft.com/typography/opentype/spec/cmap; every font that is used has one of them.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters that have a glyph, as ranges of code points in rising order."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        code = ord(character)
        at = bisect_right(self.starts, code) - 1
        return at >= 0 and code <= self.ends[at]


def read_coverage(font: Path) -> Coverage:
    """Read a TrueType or OpenType file's table, and nothing else of it.

    Raises:
        ValueError: it has no table in format 4 or 12.
    """
    with font.open("rb") as file:
        table = _table(file, b"cmap")
    count = struct.unpack_from(">H", table, 2)[0]
    offsets = {struct.unpack_from(">4xI", table, 4 + 8 * at)[0] for at in range(count)}
    formats = {struct.unpack_from(">H", table, offset)[0]: table[offset:] for offset in offsets}
    if 12 in formats:
        ranges = _format_12(formats[12])
    elif 4 in formats:
        ranges = _format_4(formats[4])
    else:
        raise ValueError(f"{font.name} maps no Unicode characters")
    ranges.sort()
    return Coverage(tuple(start for start, _ in ranges), tuple(end for _, end in ranges))


def _table(file: BinaryIO, wanted: bytes) -> bytes:
    count = struct.unpack(">4xH6x", file.read(12))[0]
    for _ in range(count):
        tag, offset, length = struct.unpack(">4s4xII", file.read(16))
        if tag == wanted:
            file.seek(offset)
            return file.read(length)
    raise ValueError(f"no {wanted.decode()} table")


def _format_12(table: bytes) -> list[tuple[int, int]]:
    count = struct.unpack_from(">12xI", table)[0]
    groups = struct.iter_unpack(">III", table[16 : 16 + 12 * count])
    return [(start, end) for start, end, glyph in groups if glyph or end > start]


def _format_4(table: bytes) -> list[tuple[int, int]]:
    """Segments of 16-bit code points; one may map single characters to glyph 0, the missing one."""
    double = struct.unpack_from(">6xH", table)[0]
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{double // 2}H", table, at)
        for at in (14, 16 + double, 16 + 2 * double, 16 + 3 * double)
    )
    ranges = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        base = 16 + 3 * double + 2 * index + offsets[index]
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph: int = code
            if offsets[index]:
                glyph = struct.unpack_from(">H", table, base + 2 * (code - start))[0]
                if not glyph:
                    continue
            if (glyph + deltas[index]) & 0xFFFF:
                ranges.append((code, code))
    return ranges
