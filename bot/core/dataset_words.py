"""The dataset told: how many images there are of what, and what they are for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.core.dataset import Dataset, LabelledImage, Split

NOTHING_YET = "There are no labelled images yet."
_HEADER = ("label", "images", "boxes", "training", "test", "undecided", "apart")
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Count:
    """Some images: how many there are, how many boxes are in them, and what they are for."""

    images: int
    boxes: int
    training: int
    test: int
    undecided: int
    apart: int

    @classmethod
    def of(cls, images: Iterable[LabelledImage], label: str | None = None) -> Count:
        """Count images, and the boxes of one label or of all."""
        images = list(images)
        splits = [image.split for image in images]
        boxes = (
            each.box is not None and label in (None, each.label)
            for image in images
            for each in image.annotations
        )
        return cls(
            len(images),
            sum(boxes),
            splits.count(Split.TRAIN),
            splits.count(Split.TEST),
            splits.count(Split.UNDECIDED),
            splits.count(Split.APART),
        )

    def to_json(self) -> dict[str, int]:
        """By the names of the counts."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Summary:
    """A dataset in numbers.

    Attributes:
        version: the dataset's.
        labels: in alphabetical order; an image with two labels counts in both.
        negatives: images that show nothing that the team names.
        all: every image once.
    """

    version: int
    labels: dict[str, Count]
    negatives: Count
    all: Count

    @classmethod
    def of(cls, dataset: Dataset) -> Summary:
        """Count a dataset."""
        showing = {
            label: [image for image in dataset.images if label in image.labels]
            for label in dataset.labels
        }
        return cls(
            dataset.version,
            {label: Count.of(images, label) for label, images in showing.items()},
            Count.of(image for image in dataset.images if not image.annotations),
            Count.of(dataset.images),
        )

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "version": self.version,
            "labels": {label: count.to_json() for label, count in self.labels.items()},
            "negatives": self.negatives.to_json(),
            "all": self.all.to_json(),
        }

    def lines(self) -> tuple[str, ...]:
        """A table for people, for a font whose letters are equally wide."""
        if not self.all.images:
            return (NOTHING_YET,)
        named = [*self.labels.items(), ("(nothing)", self.negatives), ("(all)", self.all)]
        rows = [_HEADER] + [
            (_short(name), *map(str, count.to_json().values())) for name, count in named
        ]
        widths = [max(_columns(row[column]) for row in rows) for column in range(len(_HEADER))]
        return tuple(_line(row, widths) for row in rows)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    numbers = (f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join([row[0] + " " * (widths[0] - _columns(row[0])), *numbers])


def _columns(text: str) -> int:
    """How wide a text is on a screen: ideographs and emoji take two columns, marks take none.

    https://www.unicode.org/reports/tr11/
    """
    kinds = ((unicodedata.category(each), unicodedata.east_asian_width(each)) for each in text)
    return sum(0 if kind in ("Mn", "Me", "Cf") else 1 + (wide in "WF") for kind, wide in kinds)


def _short(name: str) -> str:
    return name if len(name) <= _SHOWN else f"{name[: _SHOWN - 1]}…"
