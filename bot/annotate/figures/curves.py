"""Curves in a square from 0 to 1: precision over recall, and calibration."""

from __future__ import annotations

from collections.abc import Sequence

from bot.annotate.figures.paper import GREY, Paper
from bot.annotate.palette import PALETTE, SLATE, Colour
from bot.core.evaluation import Bin, Evaluation, Point
from bot.core.model import AnnotatedImage, PixelBox

MOST_CURVES = 5
_FONT = 24
_TEXT = 34
"""Pixels: the height of a line of text."""
_PICTURE = (1000, 1000)
_INKS: tuple[Colour, ...] = (PALETTE[4], PALETTE[5], PALETTE[2], PALETTE[0], PALETTE[6])
"""Without yellow, which is hard to see on white."""


def precision_recall(evaluation: Evaluation) -> AnnotatedImage:
    """Precision over recall: all labels together, and those of most test images."""
    paper = Paper(_PICTURE)
    draw_precision_recall(paper, _inside(), evaluation)
    return paper.image()


def calibration(evaluation: Evaluation) -> AnnotatedImage:
    """For each bin of confidence the share of answers that is right."""
    paper = Paper(_PICTURE)
    draw_calibration(paper, _inside(), evaluation)
    return paper.image()


def draw_precision_recall(paper: Paper, area: PixelBox, evaluation: Evaluation) -> None:
    """Draw it into an area, with its legend on top."""
    drawn = sorted(
        (each for each in evaluation.labels if each.curve), key=lambda each: -each.images
    )[:MOST_CURVES]
    names = [("all labels", SLATE), *((d.label, ink) for d, ink in zip(drawn, _INKS, strict=False))]
    plot = _axes(paper, area, "Precision over recall", "recall", -(-len(names) // 3))
    for place, (name, ink) in enumerate(names):
        _legend(paper, area, place, name, ink)
    _curve(paper, plot, evaluation.curve, SLATE, 7)  # seen beside one that is the same
    for each, ink in zip(drawn, _INKS, strict=False):
        _curve(paper, plot, each.curve, ink, 3)
    if not evaluation.curve:
        _no_answers(paper, plot)


def draw_calibration(paper: Paper, area: PixelBox, evaluation: Evaluation) -> None:
    """Draw it into an area: bars beside the line on which confidence tells the truth."""
    told = "–" if evaluation.ece is None else f"{evaluation.ece:.2f}"
    plot = _axes(paper, area, "Share right by confidence", "confidence", 1)
    under = PixelBox(area.left, area.top + 48, area.right, area.top + 48 + _TEXT)
    paper.write(f"Expected calibration error: {told}", under, _FONT)
    for each in evaluation.bins:
        _bar(paper, plot, each)
    start, end = (plot.left, plot.bottom), (plot.right, plot.top)
    paper.pen.line((start, end), SLATE, 3)
    if not evaluation.bins:
        _no_answers(paper, plot)


def _no_answers(paper: Paper, plot: PixelBox) -> None:
    """Where neither the grid nor the diagonal crosses it."""
    right = plot.right - (plot.right - plot.left) // 4
    bottom = plot.top + (plot.bottom - plot.top) // 4
    paper.write("no answers", PixelBox(plot.left, plot.top, right, bottom), _FONT, align=0.5)


def _bar(paper: Paper, plot: PixelBox, each: Bin) -> None:
    wide = (plot.right - plot.left) / 10
    left = round(plot.left + each.low / 10 * wide)
    top = round(plot.bottom - each.right * (plot.bottom - plot.top))
    right = round(left + wide) - 2
    paper.fill(PixelBox(left + 2, min(top, plot.bottom - 3), right, plot.bottom), PALETTE[1])


def _axes(paper: Paper, area: PixelBox, title: str, below: str, legend: int) -> PixelBox:
    """The title, a grid and its numbers; where the square is."""
    paper.write(title, PixelBox(area.left, area.top, area.right, area.top + 44), 28)
    top = area.top + 68 + legend * _TEXT
    plot = PixelBox(area.left + 64, top, area.right - 24, area.bottom - 2 * _TEXT - 12)
    for step in range(5):
        share = step / 4
        x = round(plot.left + share * (plot.right - plot.left))
        y = round(plot.bottom - share * (plot.bottom - plot.top))
        paper.pen.line((x, plot.top, x, plot.bottom), GREY, 2)
        paper.pen.line((plot.left, y, plot.right, y), GREY, 2)
        beside = PixelBox(area.left, y - _TEXT // 2, plot.left - 8, y + _TEXT // 2)
        paper.write(f"{step * 25}", beside, 22, align=1.0)
        under = PixelBox(x - 28, plot.bottom + 10, x + 28, plot.bottom + 10 + _TEXT)
        paper.write(f"{step * 25}", under, 22, align=0.5)
    foot = PixelBox(plot.left, area.bottom - _TEXT, plot.right, area.bottom)
    paper.write(f"{below}, %", foot, _FONT, align=0.5)
    return plot


def _legend(paper: Paper, area: PixelBox, place: int, name: str, ink: Colour) -> None:
    """Three beside each other."""
    wide = (area.right - area.left) // 3
    left, top = area.left + place % 3 * wide, area.top + 48 + place // 3 * _TEXT
    paper.fill(PixelBox(left, top + 12, left + 24, top + 22), ink)
    paper.write(name, PixelBox(left + 32, top, left + wide - 12, top + _TEXT), _FONT)


def _curve(paper: Paper, plot: PixelBox, points: Sequence[Point], ink: Colour, width: int) -> None:
    wide, high = plot.right - plot.left, plot.bottom - plot.top
    places = [(plot.left + p.recall * wide, plot.bottom - p.precision * high) for p in points]
    if places:
        paper.pen.line([(plot.left, places[0][1]), *places], ink, width)
        for x, y in places if len(places) <= 12 else ():
            paper.pen.ellipse((x - width, y - width, x + width, y + width), ink)


def _inside() -> PixelBox:
    return PixelBox(24, 24, _PICTURE[0] - 24, _PICTURE[1] - 24)
