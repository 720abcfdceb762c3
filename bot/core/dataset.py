"""The team's labelled images: what a model version learns from, and what it is measured on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from bot.core.model import PixelBox

MAX_SIDE = 2048
"""Pixels; a larger image is scaled down before it is kept, so that a dataset stays small."""


class Split(Enum):
    """What an image is for."""

    TRAIN = "train"
    TEST = "test"
    """Measured on, never learned from; it stays so for good."""
    APART = "apart"
    """Neither: it is nearly the same as an image of each side."""
    UNDECIDED = ""
    """Nobody has trained since it came; it is decided then."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One thing in an image: its label, and where it is; without a box, the whole image."""

    label: str
    box: PixelBox | None = None


@dataclass(frozen=True, slots=True)
class LabelledImage:
    """An image that people have looked at.

    Attributes:
        id: SHA-256 of the kept bytes, in hex.
        name: as a person knows the file.
        width: in pixels, upright.
        height: in pixels, upright.
        annotations: what is in it, in pixels of it. Without any it is a negative: people looked,
            and nothing that the team names is there.
        split: what it is for.
        group: the same for images that are nearly the same, or come from the same file.
        likeness: perceptual hashes of it and of its mirror image, where it is kept.
    """

    id: str
    name: str
    width: int
    height: int
    annotations: tuple[Annotation, ...] = ()
    split: Split = Split.UNDECIDED
    group: str = ""
    likeness: tuple[int, int] | None = field(default=None, compare=False)

    @property
    def labels(self) -> frozenset[str]:
        """The labels in it."""
        return frozenset(each.label for each in self.annotations)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The labelled images as they were at a moment.

    Attributes:
        version: the number of the last change that is in it; 0 before the first.
        images: in the order in which they came.
    """

    version: int
    images: tuple[LabelledImage, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label, in alphabetical order."""
        return tuple(sorted({label for image in self.images for label in image.labels}))

    @property
    def training(self) -> tuple[LabelledImage, ...]:
        """What a model version learns from."""
        return tuple(image for image in self.images if image.split is Split.TRAIN)

    @property
    def testing(self) -> tuple[LabelledImage, ...]:
        """What a model version is measured on."""
        return tuple(image for image in self.images if image.split is Split.TEST)
