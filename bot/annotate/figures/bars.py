"""In how many pictures each label was found, as bars."""

from __future__ import annotations

from collections.abc import Sequence

from bot.annotate.figures.paper import Paper
from bot.annotate.palette import PALETTE, Colour
from bot.core.model import AnnotatedImage, PixelBox

WIDTH = 1200
MOST_BARS = 25
_ROW, _MARGIN, _TITLE, _FONT = 44, 30, 84, 26
_NAMES, _NUMBERS = 400, 150
_INK, _TRACK = PALETTE[4], (241, 243, 245)


def label_bars(counts: Sequence[tuple[str, int]], title: str) -> AnnotatedImage:
    """A bar for each label, at most 25; the rest is counted below.

    Args:
        counts: labels and their counts, in the order in which they are shown.
        title: above.
    """
    return draw_label_bars(counts, title).image()


def draw_label_bars(counts: Sequence[tuple[str, int]], title: str) -> Paper:
    """The same, still on its paper."""
    shown, rest = counts[:MOST_BARS], counts[MOST_BARS:]
    rows = max(1, len(shown)) + bool(rest)
    paper = Paper((WIDTH, _TITLE + rows * _ROW + _MARGIN))
    paper.write(title, PixelBox(_MARGIN, 20, WIDTH - _MARGIN, _TITLE - 10), 36)
    most = max((count for _, count in shown), default=1)
    for at, (label, count) in enumerate(shown):
        _bar(paper, _TITLE + at * _ROW, label, count, count / most)
    below = PixelBox(_MARGIN, _TITLE + len(shown) * _ROW, WIDTH - _MARGIN, _TITLE + rows * _ROW)
    if rest:
        paper.write(f"and {len(rest)} more labels", below, _FONT)
    elif not shown:
        paper.write("No label was found.", below, _FONT)
    return paper


def _bar(paper: Paper, top: int, label: str, count: int, share: float) -> None:
    bottom, left = top + _ROW, _MARGIN + _NAMES
    right = WIDTH - _MARGIN - _NUMBERS
    paper.write(label, PixelBox(_MARGIN, top, left - 12, bottom), _FONT, align=1.0)
    track: Colour = _TRACK
    paper.fill(PixelBox(left, top + 8, right, bottom - 8), track)
    end = left + max(2, round(share * (right - left)))
    paper.fill(PixelBox(left, top + 8, end, bottom - 8), _INK)
    paper.write(f"{count:,}", PixelBox(right + 12, top, WIDTH - _MARGIN, bottom), _FONT)
