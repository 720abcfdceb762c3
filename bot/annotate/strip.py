"""The strip below the frame, for what has no place in it: rows of words, bounded in height."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.annotate.layout import FONT_STEPS, LEAST_FONT, Size
from bot.annotate.words import Words

MOST_ROWS = 12
_FEWEST_ROWS = 3
_SHARE = 0.28
"""Of the frame's height; beyond that the photograph would no longer be what one sees first."""
_FONTS_WIDE = 18

SetItems = Callable[[int, int], list[Words]]
"""Sets the strip's words in a font size, each at most so wide."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Which items stand in which row, by number, and how many found no room."""

    rows: tuple[tuple[int, ...], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands below the frame, row by row; sizes in pixels."""

    items: tuple[Words, ...]
    rows: Rows
    font: int
    width: int

    @property
    def row_height(self) -> int:
        """Of one row, as high as the highest script in it wants."""
        return max(item.above + item.below for item in self.items) + self.font // 2

    @property
    def height(self) -> int:
        """Of all rows, with a margin above and below."""
        return len(self.rows.rows) * self.row_height + 2 * (self.font // 2)


def compose(set_items: SetItems, frame: Size, font: int, most_rows: int | None) -> Strip:
    """Fill the strip, in smaller type when there is much to say.

    Args:
        set_items: gives the words in a size.
        frame: the size of what stands above.
        font: the size to begin with, in pixels.
        most_rows: `None` for as many as suit the frame.
    """
    width = max(frame[0], _FONTS_WIDE * font)
    for step in FONT_STEPS:
        size = max(LEAST_FONT, round(font * step))
        strip = _fill(set_items, frame, width, size, most_rows)
        if not strip.rows.left_out:
            break
    return strip


def _fill(set_items: SetItems, frame: Size, width: int, font: int, most_rows: int | None) -> Strip:
    inside = width - 2 * font
    items = tuple(set_items(font, inside - swatch(font)))
    empty = Strip(items, Rows((), 0), font, width)
    if most_rows is None:
        fitting = int(frame[1] * _SHARE) // empty.row_height
        most_rows = min(max(_FEWEST_ROWS, fitting), MOST_ROWS)
    widths = [item.width + (swatch(font) if item.colour else 0) for item in items]
    return Strip(items, wrap(widths, font, inside, most_rows, 6 * font), font, width)


def swatch(font: int) -> int:
    """The width of a label's colour sample, with the space after it."""
    return round(1.1 * font)


def wrap(widths: Sequence[int], gap: int, width: int, most_rows: int, more: int) -> Rows:
    """Fill rows from the left, as many as are allowed.

    Args:
        widths: of the items, in pixels; none is wider than `width`.
        gap: between two items.
        width: of the strip inside its margins.
        most_rows: at least 1.
        more: the width of "+ N more", which the last row makes room for when items are left out.
    """
    rows: list[list[int]] = []
    used = 0
    for index, item in enumerate(widths):
        if not rows or used + gap + item > width:
            rows.append([])
            used = -gap
        rows[-1].append(index)
        used += gap + item
    kept = rows[:most_rows]
    while len(kept) < len(rows) and kept[-1] and _width(kept[-1], widths, gap) + more > width:
        kept[-1].pop()
    return Rows(tuple(map(tuple, kept)), len(widths) - sum(map(len, kept)))


def _width(row: list[int], widths: Sequence[int], gap: int) -> int:
    return sum(widths[index] + gap for index in row)
