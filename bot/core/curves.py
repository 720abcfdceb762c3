"""Curves over the confidence: precision and recall, average precision, calibration."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.evaluation import Bin, Point
from bot.core.matching import Answer

BINS = 10
"""Of equal width, 10 points of confidence each."""
POINTS = 100
"""Of a curve that are kept at most."""


def curve(answers: Sequence[Answer], there: int) -> tuple[Point, ...]:
    """A point for each confidence that occurs, from the highest down; none if nothing is there."""
    points: list[Point] = []
    right = 0
    for count, each in enumerate(sorted(answers, key=lambda one: -one.confidence), 1):
        right += each.right
        point = Point(each.confidence, right / count, right / max(there, 1))
        if points and points[-1].confidence == each.confidence:
            points.pop()
        points.append(point)
    return tuple(points) if there else ()


def thinned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """At most `POINTS` of them, evenly spread, the first and the last among them."""
    if len(points) <= POINTS:
        return points
    last = len(points) - 1
    return tuple(points[round(place * last / (POINTS - 1))] for place in range(POINTS))


def average_precision(points: Sequence[Point]) -> float:
    """The area under the curve, after each precision is raised to the best at no less recall.

    All points count, as in PASCAL VOC since 2010:
    http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html
    """
    area, best = 0.0, 0.0
    before = [0.0, *(point.recall for point in points)]
    for point, recall in zip(reversed(points), reversed(before[:-1]), strict=True):
        best = max(best, point.precision)
        area += (point.recall - recall) * best
    return area


def bins(answers: Sequence[Answer]) -> tuple[Bin, ...]:
    """All answers by their confidence, also those below a threshold; empty bins are left out."""
    width = 100.0 / BINS
    found = []
    for place in range(BINS):
        inside = [each for each in answers if place == min(int(each.confidence / width), BINS - 1)]
        if inside:
            mean = sum(each.confidence for each in inside) / len(inside)
            right = sum(each.right for each in inside) / len(inside)
            found.append(Bin(place * width, len(inside), mean, right))
    return tuple(found)


def calibration_error(calibration: Sequence[Bin]) -> float | None:
    """Expected calibration error: how far confidence and share right are apart, weighted by count.

    Guo et al., "On Calibration of Modern Neural Networks": https://arxiv.org/abs/1706.04599
    """
    count = sum(each.count for each in calibration)
    off = sum(each.count * abs(each.right - each.confidence / 100) for each in calibration)
    return off / count if count else None
