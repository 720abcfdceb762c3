"""All figures of a model version on one picture, to be read on a phone and on a desktop."""

from __future__ import annotations

from bot.annotate.figures.curves import draw_calibration, draw_precision_recall
from bot.annotate.figures.matrix import draw_matrix, grid_of
from bot.annotate.figures.paper import Paper
from bot.annotate.figures.table import draw_table, table_height
from bot.annotate.figures.wrapping import wrapped
from bot.annotate.palette import SLATE, Colour
from bot.core.evaluation import Comparison, Evaluation
from bot.core.model import AnnotatedImage, PixelBox

WIDTH, MOST_HEIGHT = 1200, 2000
_MARGIN, _TITLE, _GAP, _CURVES, _LEAST_CURVES = 30, 84, 24, 450, 390
_TOLD, _TOLD_FONT = 36, 27
_FIRST_LINES, _MORE_LINES = 3, 2
_CELL, _NAMES = 56, 200
"""Pixels: of a confusion matrix with room, the height of a cell and of all above the cells."""
_LEAST_CELL, _LEAST_NAMES = 32, 174
_WORSE: Colour = (166, 60, 0)
"""Vermilion, darker, so that text in it has a contrast of over 4.5:1 on white."""
_BETTER: Colour = (0, 90, 66)


def evaluation_card(
    evaluation: Evaluation, comparison: Comparison | None, title: str
) -> AnnotatedImage:
    """A table of labels, the confusion matrix and the curves, at most 1200 × 2000 pixels."""
    return draw_card(evaluation, comparison, title).image()


def draw_card(evaluation: Evaluation, comparison: Comparison | None, title: str) -> Paper:
    """The same, still on its paper."""
    told = told_lines(comparison) if comparison else []
    table = _TITLE + _TOLD * len(told) + (10 if told else 0)
    matrix = table + table_height(evaluation) + _GAP
    names = len(grid_of(evaluation).names)
    room = MOST_HEIGHT - matrix - 2 * _GAP
    curves = _CURVES if room - _CURVES > _LEAST_CELL * names + _LEAST_NAMES else _LEAST_CURVES
    below = matrix + min(_CELL * names + _NAMES, room - curves) + _GAP
    paper = Paper((WIDTH, below + curves + _GAP))
    paper.write(title, _across(24, 80), 44)
    for at, (line, ink) in enumerate(told):
        top = _TITLE + at * _TOLD
        paper.write(line, _across(top, top + _TOLD), _TOLD_FONT, ink)
    draw_table(paper, _across(table, matrix), evaluation)
    draw_matrix(paper, _across(matrix, below - _GAP), evaluation)
    half = WIDTH // 2
    left = PixelBox(_MARGIN, below, half - 10, below + curves)
    draw_precision_recall(paper, left, evaluation)
    right = PixelBox(half + 20, below, WIDTH - _MARGIN, below + curves)
    draw_calibration(paper, right, evaluation)
    return paper


def told_lines(comparison: Comparison) -> list[tuple[str, Colour]]:
    """The first sentence, coloured; then as many of the others as fit, and how many do not."""
    first, others = comparison.sentences[:1], comparison.sentences[1:]
    lines = wrapped(" ".join(first), _TOLD_FONT, WIDTH - 2 * _MARGIN, _FIRST_LINES)
    more: list[str] = []
    for shown in range(len(others), -1, -1):
        left_out = [f"And {len(others) - shown} more."] if shown < len(others) else []
        text = " ".join((*others[:shown], *left_out))
        more = wrapped(text, _TOLD_FONT, WIDTH - 2 * _MARGIN, _MORE_LINES + 1)
        if len(more) <= _MORE_LINES:
            break
    ink = _WORSE if comparison.worse else _BETTER
    return [*((line, ink) for line in lines), *((line, SLATE) for line in more)]


def _across(top: int, bottom: int) -> PixelBox:
    return PixelBox(_MARGIN, top, WIDTH - _MARGIN, bottom)
