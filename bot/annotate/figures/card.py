"""All figures of a model version on one picture, to be read on a phone and on a desktop."""

from __future__ import annotations

from bot.annotate.figures.curves import draw_calibration, draw_precision_recall
from bot.annotate.figures.matrix import draw_matrix, grid_of
from bot.annotate.figures.paper import GREY, Paper, typesetter
from bot.annotate.palette import PALETTE, Colour
from bot.core.evaluation import Comparison, Evaluation, Figures, LabelFigures
from bot.core.model import AnnotatedImage, PixelBox

WIDTH, MOST_HEIGHT = 1200, 2000
MOST_LABELS = 12
_MARGIN, _ROW, _CURVES = 30, 42, 450
_INKS: tuple[Colour, ...] = (PALETTE[1], PALETTE[0], PALETTE[2])
_WORSE: Colour = (166, 60, 0)
"""Vermilion, darker, so that text in it has a contrast of over 4.5:1 on white."""


def evaluation_card(
    evaluation: Evaluation, comparison: Comparison | None, title: str
) -> AnnotatedImage:
    """Bars for each label, the confusion matrix and the curves, at most 1200 × 2000 pixels."""
    return draw_card(evaluation, comparison, title).image()


def draw_card(evaluation: Evaluation, comparison: Comparison | None, title: str) -> Paper:
    """The same, still on its paper."""
    told = _wrapped(comparison.sentences[0], 28)[:3] if comparison else []
    shown = sorted(evaluation.labels, key=lambda each: (-each.images, each.label))[:MOST_LABELS]
    shown.sort(key=lambda each: each.label)
    rest = len(evaluation.labels) - len(shown)
    bars = 70 + _ROW * len(told) + _ROW * (2 + len(shown) + (rest > 0)) + 20
    matrix = min(56 * len(grid_of(evaluation).names) + 200, MOST_HEIGHT - bars - _CURVES - 90)
    paper = Paper((WIDTH, bars + matrix + _CURVES + 90))
    paper.write(title, _row(24, 56), 44)
    y = 84
    for line in told:
        paper.write(line, _row(y), 28, _WORSE if comparison and comparison.worse else (0, 90, 66))
        y += _ROW
    y = _bars(paper, y, evaluation, shown, rest)
    draw_matrix(paper, PixelBox(_MARGIN, y + 14, WIDTH - _MARGIN, y + 14 + matrix), evaluation)
    top, half = y + 30 + matrix, WIDTH // 2
    draw_precision_recall(paper, PixelBox(_MARGIN, top, half - 10, top + _CURVES), evaluation)
    right = PixelBox(half + 20, top, WIDTH - _MARGIN, top + _CURVES)
    draw_calibration(paper, right, evaluation)
    return paper


def _bars(
    paper: Paper, y: int, evaluation: Evaluation, shown: list[LabelFigures], rest: int
) -> int:
    for place, name in enumerate(("Precision", "Recall", "F1")):
        paper.write(name, PixelBox(_column(place), y, _column(place + 1) - 16, y + _ROW), 26)
    paper.fill(PixelBox(_MARGIN, y + _ROW - 2, WIDTH - _MARGIN, y + _ROW), GREY)
    images = f"All, {evaluation.images} images"
    for name, figures in [(images, evaluation.overall), *((_name(s), s.figures) for s in shown)]:
        y += _ROW
        _label(paper, y, name, figures)
    if rest:
        y += _ROW
        paper.write(f"and {rest} more labels", _row(y), 26)
    return y + _ROW


def _label(paper: Paper, y: int, name: str, figures: Figures) -> None:
    paper.write(name, PixelBox(_MARGIN, y, _column(0) - 12, y + _ROW), 26)
    ratios = figures.precision, figures.recall, figures.f1
    for place, (ratio, ink) in enumerate(zip(ratios, _INKS, strict=True)):
        left, right = _column(place), _column(place + 1) - 16
        text = "–" if ratio is None else f"{ratio:.2f}"
        paper.write(text, PixelBox(left, y, left + 64, y + _ROW), 26)
        track = PixelBox(left + 72, y + 9, right, y + _ROW - 9)
        paper.fill(track, (241, 243, 245))
        end = track.left + round((ratio or 0.0) * (track.right - track.left))
        paper.fill(PixelBox(track.left, track.top, end, track.bottom), ink)


def _name(label: LabelFigures) -> str:
    """With its test images, and a word where the detector does not say where the label is."""
    blind = label.judged_by == "image" and label.boxes.tp + label.boxes.fn > 0
    return f"{label.label} ({label.images}{', no boxes' if blind else ''})"


def _column(place: int) -> int:
    """Where the bars of a ratio begin; those of F1 end before the fourth."""
    return 330 + place * (WIDTH - _MARGIN - 330 + 16) // 3


def _row(y: int, height: int = _ROW) -> PixelBox:
    return PixelBox(_MARGIN, y, WIDTH - _MARGIN, y + height)


def _wrapped(text: str, size: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and typesetter().line(longer, size).width > WIDTH - 2 * _MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
