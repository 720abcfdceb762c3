"""Evaluations to be drawn, with any number of labels, in many scripts."""

from __future__ import annotations

import itertools
import random

from bot.annotate.figures.paper import Paper
from bot.annotate.layout import overlaps_any
from bot.core.evaluation import NOTHING, Evaluation
from bot.core.figures import Bin, Figures, LabelFigures, Point

LONG = "Carol Dalhousie-Montgomery of the Eastern Warehouse, the second of that name"
NAMES = ("Alice", LONG, "山田太郎さん倉庫" * 3, "محمد علي بن عبد الله", "🚜 трактор")


def names(count: int) -> list[str]:
    return [*NAMES, *(f"Label {n}" for n in range(count))][:count]


def evaluation(count: int, judged_by: str = "box") -> Evaluation:
    """With so many labels, of which each is mistaken for the next now and then."""
    lot, called = random.Random(count), sorted(names(count))
    labels = tuple(_label(name, judged_by, lot) for name in called)
    confusion = {(each.label, each.label): each.figures.tp for each in labels}
    confusion |= {(each.label, NOTHING): each.figures.fn for each in labels}
    confusion |= dict.fromkeys(itertools.pairwise(called), 2)
    figures = sum((each.figures for each in labels), Figures(0, 0, 0))
    curve = labels[0].curve if labels else ()
    bins = tuple(Bin(10.0 * n, 5, 10.0 * n + 5, n / 10) for n in range(3, 10)) if labels else ()
    images = tuple(str(n) for n in range(240))
    return Evaluation(
        images,
        figures,
        figures.f1,
        0.1,
        labels,
        confusion,
        bins,
        0.083 if bins else None,
        (),
        curve,
    )


def _label(name: str, judged_by: str, lot: random.Random) -> LabelFigures:
    figures = Figures(lot.randint(1, 400), lot.randint(0, 9), lot.randint(0, 9))
    curve = tuple(Point(90.0 - n, 1 - n * lot.random() / 10, (n + 1) / 10) for n in range(10))
    there = figures.tp + figures.fn
    return LabelFigures(name, there, 50.0, judged_by, figures, Figures(0, 0, 0), 0.8, curve)


def assert_readable(paper: Paper) -> None:
    """No text leaves the paper, and none stands on another."""
    wide, high = paper.canvas.size
    for each in paper.texts:
        assert each.left >= 0
        assert each.top >= 0
        assert each.right <= wide
        assert each.bottom <= high
    for one, other in itertools.combinations(paper.texts, 2):
        assert not overlaps_any(one, [other])
