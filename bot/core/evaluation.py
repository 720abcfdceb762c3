"""How good a model version is, by definitions that hold for every detector.

`docs/metrics.md` explains them with an example. Figures are ratios from 0 to 1; confidences and
thresholds are percent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.core.figures import (
    Bin,
    Figures,
    LabelFigures,
    Mistake,
    Point,
    label_from,
    label_json,
    mistake_from,
    part,
    parts,
)

__all__ = [
    "NOTHING",
    "Bin",
    "Comparison",
    "Evaluation",
    "Figures",
    "LabelFigures",
    "Mistake",
    "Point",
]

VERSION = 1
"""Of the JSON. Fields may be added to a version; whoever reads it leaves out what it knows not."""
NOTHING = ""
"""Stands for no label in a confusion."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of a model version on a set of test images.

    Attributes:
        image_ids: of the test images, sorted.
        overall: all labels together, each answer counted once (micro average).
        macro_f1: the mean of the labels' F1.
        strangers: wrong names given, for each image.
        labels: each of them, in alphabetical order.
        confusion: how often what was there (first) was answered as what (second); `NOTHING` for
            nothing.
        bins: calibration, from the least confident answers on.
        ece: expected calibration error: mean distance of confidence and share right over the
            bins, weighted by their counts; `None` without answers.
        worst: the mistakes that weigh most.
        curve: precision and recall of all labels together, from the most confident answer on.
    """

    image_ids: tuple[str, ...]
    overall: Figures
    macro_f1: float | None
    strangers: float
    labels: tuple[LabelFigures, ...]
    confusion: Mapping[tuple[str, str], int]
    bins: tuple[Bin, ...]
    ece: float | None
    worst: tuple[Mistake, ...]
    curve: tuple[Point, ...] = ()

    @property
    def images(self) -> int:
        """How many test images there are."""
        return len(self.image_ids)

    def label(self, name: str) -> LabelFigures | None:
        """One label's figures."""
        return next((each for each in self.labels if each.label == name), None)

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the model version."""
        return {
            **asdict(self),
            "version": VERSION,
            "images": self.images,
            "overall": self.overall.to_json(),
            "labels": [label_json(each) for each in self.labels],
            "confusion": [[*pair, count] for pair, count in self.confusion.items()],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Evaluation:
        """What `to_json` made; fields that are unknown here are left out.

        Raises:
            ValueError: it is of another version, or something else.
        """
        if value.get("version") != VERSION:
            raise ValueError(f"no evaluation of version {VERSION}")
        try:
            return _evaluation(value)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("no evaluation") from error


@dataclass(frozen=True, slots=True)
class Comparison:
    """A model version beside another, on the same test images.

    Attributes:
        worse: it should not be used without a second thought.
        sentences: in what it is better and worse; the first says it all.
        difference: of the overall F1, positive where the new one is better; `None` where one of
            them has no F1.
        labels: the same for each label, where an F1 that is not defined counts as 0.
    """

    worse: bool
    sentences: tuple[str, ...]
    difference: float | None = None
    labels: Mapping[str, float] = field(default_factory=dict)


def _evaluation(value: Mapping[str, Any]) -> Evaluation:
    return Evaluation(
        image_ids=tuple(value["image_ids"]),
        overall=part(Figures, value["overall"]),
        macro_f1=value["macro_f1"],
        strangers=value["strangers"],
        labels=tuple(label_from(each) for each in value["labels"]),
        confusion={(was, said): count for was, said, count in value["confusion"]},
        bins=parts(Bin, value["bins"]),
        ece=value["ece"],
        worst=tuple(mistake_from(each) for each in value["worst"]),
        curve=parts(Point, value.get("curve", ())),
    )
