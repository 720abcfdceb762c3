"""What an evaluation consists of: counts, ratios, points of curves, mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from bot.core.model import PixelBox


@dataclass(frozen=True, slots=True)
class Figures:
    """Right and wrong answers.

    Attributes:
        tp: answers that are right.
        fp: answers that are wrong.
        fn: what was there and not answered.
    """

    tp: int
    fp: int
    fn: int

    @property
    def precision(self) -> float | None:
        """Of the answers, the share that is right; `None` without any answer."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        """Of what was there, the share that was answered; `None` when nothing was there."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; `None` when nothing was there and nothing was answered."""
        wrong = self.fp + self.fn
        return 2 * self.tp / (2 * self.tp + wrong) if self.tp + wrong else None

    def to_json(self) -> dict[str, Any]:
        """Counts and ratios."""
        ratios = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {**asdict(self), **ratios}

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a precision-recall curve: what holds from a confidence on."""

    confidence: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One label.

    Attributes:
        label: its name.
        images: test images that have it.
        threshold: the assumed one, in percent.
        judged_by: `box`, or `image` where the test set or the detector has no boxes of it.
        figures: at the threshold.
        boxes: the same by boxes alone, the weak point of a detector that gives none: it has a
            recall of 0. All zero where the test set has no boxes of it.
        average_precision: area under its curve; `None` when it is in no test image.
        curve: from the most confident answer to the least.
    """

    label: str
    images: int
    threshold: float
    judged_by: str
    figures: Figures
    boxes: Figures
    average_precision: float | None
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence.

    Attributes:
        low: percent, where it begins.
        count: answers in it.
        confidence: their mean, in percent.
        right: the share of them that is right.
    """

    low: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """An answer that is wrong, or a thing that was missed.

    Attributes:
        image: id of the test image.
        what: a sentence without a full stop.
        weight: how much it counts: the confidence of a wrong answer, in percent.
        box: where that answer is; `None` for what was missed, and for labels of whole images.
    """

    image: str
    what: str
    weight: float
    box: PixelBox | None = None


_Part = TypeVar("_Part", Figures, Point, Bin, Mistake)


def part(kind: type[_Part], value: Mapping[str, Any]) -> _Part:
    """One of them from its JSON; fields that are unknown here are left out."""
    known = {each.name: value[each.name] for each in fields(kind) if each.name in value}
    return kind(**known)


def parts(kind: type[_Part], values: Iterable[Mapping[str, Any]]) -> tuple[_Part, ...]:
    """Several of them."""
    return tuple(part(kind, each) for each in values)


def mistake_from(value: Mapping[str, Any]) -> Mistake:
    """A mistake from its JSON; those of before had no box."""
    box = value.get("box")
    return part(Mistake, {**value, "box": PixelBox(**box) if box else None})


def label_json(label: LabelFigures) -> dict[str, Any]:
    """A label's figures with their ratios."""
    both = {"figures": label.figures.to_json(), "boxes": label.boxes.to_json()}
    return {**asdict(label), **both}


def label_from(value: Mapping[str, Any]) -> LabelFigures:
    """What `label_json` made."""
    known = {each.name: value[each.name] for each in fields(LabelFigures)}
    known["figures"] = part(Figures, value["figures"])
    known["boxes"] = part(Figures, value["boxes"])
    known["curve"] = parts(Point, value["curve"])
    return LabelFigures(**known)
