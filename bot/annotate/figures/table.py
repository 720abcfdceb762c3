"""The table of an evaluation: labels, their test images, and bars for their ratios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.annotate.figures.paper import GREY, Paper
from bot.annotate.palette import PALETTE, Colour
from bot.core.evaluation import Evaluation, Figures, LabelFigures
from bot.core.model import PixelBox

MOST_LABELS = 20
_LOOSE, _TIGHT = 42, 31
"""Pixels: the height of a row, and of each of many."""
_MANY = 12
_INKS: tuple[Colour, ...] = (PALETTE[1], PALETTE[0], PALETTE[2])
_TRACK: Colour = (241, 243, 245)
_IMAGES, _RATIOS, _NUMBER = 242, 408, 72
"""Pixels from the left: where test images stand, where ratios do, and where their bars begin."""
_SMALL = 20
"""Pixels: of the font in which five digits and "by image" have room."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says: a label or all of them, its test images, and its figures."""

    name: str
    images: str
    figures: Figures


def table_height(evaluation: Evaluation) -> int:
    """In pixels."""
    rest = len(evaluation.labels) > MOST_LABELS
    return _row_height(evaluation) * (1 + len(list(_rows(evaluation))) + rest)


def draw_table(paper: Paper, area: PixelBox, evaluation: Evaluation) -> None:
    """Draw it at an area's top: all labels together, then each; the rest is counted."""
    high, y = _row_height(evaluation), area.top
    paper.write("Images", PixelBox(area.left + _IMAGES, y, area.left + _RATIOS, y + high), 26)
    for place, name in enumerate(("Precision", "Recall", "F1")):
        left, right = _column(area, place)
        paper.write(name, PixelBox(left, y, right, y + high), 26)
    paper.fill(PixelBox(area.left, y + high - 2, area.right, y + high), GREY)
    for row in _rows(evaluation):
        y += high
        _draw_row(paper, PixelBox(area.left, y, area.right, y + high), row)
    rest = len(evaluation.labels) - MOST_LABELS
    if rest > 0:
        words = f"and {rest} more label{'s' if rest > 1 else ''}"
        paper.write(words, PixelBox(area.left, y + high, area.right, y + 2 * high), 26)


def _rows(evaluation: Evaluation) -> Iterator[Row]:
    """The labels of most test images, in alphabetical order."""
    yield Row("All labels", str(evaluation.images), evaluation.overall)
    often = sorted(evaluation.labels, key=lambda each: (-each.images, each.label))[:MOST_LABELS]
    for each in sorted(often, key=lambda each: each.label):
        yield Row(each.label, _images(each), each.figures)


def _images(label: LabelFigures) -> str:
    return f"{label.images} by image" if label.judged_by == "image" else str(label.images)


def _row_height(evaluation: Evaluation) -> int:
    return _TIGHT if len(evaluation.labels) > _MANY else _LOOSE


def _draw_row(paper: Paper, area: PixelBox, row: Row) -> None:
    left, top, bottom = area.left, area.top, area.bottom
    paper.write(row.name, PixelBox(left, top, left + _IMAGES - 12, bottom), 26)
    paper.write(row.images, PixelBox(left + _IMAGES, top, left + _RATIOS - 8, bottom), _SMALL)
    ratios = row.figures.precision, row.figures.recall, row.figures.f1
    for place, (ratio, ink) in enumerate(zip(ratios, _INKS, strict=True)):
        start, end = _column(area, place)
        text = "–" if ratio is None else f"{ratio:.2f}"
        paper.write(text, PixelBox(start, top, start + _NUMBER - 8, bottom), 26)
        bar = start + _NUMBER, start + _NUMBER + round((ratio or 0.0) * (end - start - _NUMBER))
        margin = (bottom - top) // 5
        paper.fill(PixelBox(bar[0], top + margin, end, bottom - margin), _TRACK)
        paper.fill(PixelBox(bar[0], top + margin, bar[1], bottom - margin), ink)


def _column(area: PixelBox, place: int) -> tuple[int, int]:
    """Where a ratio begins and ends; the last ends with the area."""
    wide = (area.right - area.left - _RATIOS + 16) // 3
    left = area.left + _RATIOS + place * wide
    return left, left + wide - 16
