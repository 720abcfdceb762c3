"""The strip below the frame, for what has no place in it: numbers in, numbers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rows:
    """Which items stand in which row, by number, and how many found no room."""

    rows: tuple[tuple[int, ...], ...]
    left_out: int


def wrap(widths: Sequence[int], gap: int, width: int, most_rows: int, more: int) -> Rows:
    """Fill rows from the left, as many as are allowed.

    Args:
        widths: of the items, in pixels; none is wider than `width`.
        gap: between two items.
        width: of the strip inside its margins.
        most_rows: at least 1.
        more: the width of "+ N more", which the last row makes room for when items are left out.
    """
    rows = _fill(widths, gap, width)
    if len(rows) <= most_rows:
        return Rows(tuple(map(tuple, rows)), 0)
    rows = rows[:most_rows]
    last = rows[-1]
    while last and sum(widths[i] + gap for i in last) + more > width:
        last.pop()
    return Rows(tuple(map(tuple, rows)), len(widths) - sum(map(len, rows)))


def _fill(widths: Sequence[int], gap: int, width: int) -> list[list[int]]:
    rows: list[list[int]] = []
    used = width
    for index, item in enumerate(widths):
        if not rows or used + gap + item > width:
            rows.append([index])
            used = item
        else:
            rows[-1].append(index)
            used += gap + item
    return rows
