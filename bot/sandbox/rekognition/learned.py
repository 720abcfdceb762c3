"""What a trained stand-in knows: an image is taken for the one whose colours are nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.sandbox.rekognition.entries import Box, Entry
from bot.sandbox.rekognition.objects import Objects
from bot.sandbox.rekognition.pictures import Limits, open_picture

# Of images for training, by their place in S3:
# https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html
TRAINING = Limits(15_000_000, 64, 4096, 20.0)

SIDE = 128
"""Pixels of the longer side that is looked at."""

LEVELS = 8
"""Steps of each colour in a histogram."""

Histogram = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """An image that was learned: its colours, and what is in it."""

    colours: Histogram
    found: tuple[tuple[str, Box | None], ...]


@dataclass(frozen=True)
class Learned:
    """What a model version learned; negatives teach it nothing, as with AWS."""

    known: tuple[Known, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """In alphabetical order."""
        return tuple(sorted({label for each in self.known for label, _ in each.found}))

    def detect(self, picture: Image.Image) -> tuple[float, tuple[tuple[str, Box | None], ...]]:
        """A confidence in percent (how alike the colours are), and what the nearest image has."""
        colours = histogram(picture)
        nearest = min(self.known, key=lambda each: _distance(each.colours, colours))
        # Two histograms that share nothing differ by 2.
        return 100.0 * (1.0 - _distance(nearest.colours, colours) / 2.0), nearest.found


def learn(entries: Sequence[Entry], objects: Objects) -> Learned:
    """Look at the images of a training dataset.

    Raises:
        Refused: one of them cannot be read any more.
    """
    return Learned(
        tuple(
            Known(histogram(picture(entry, objects)), entry.found)
            for entry in entries
            if entry.found
        )
    )


def picture(entry: Entry, objects: Objects) -> Image.Image:
    """The image of an entry."""
    return open_picture(objects.read(*entry.place), TRAINING)


def histogram(picture: Image.Image) -> Histogram:
    """The share of each colour; the sum is 1."""
    small = picture.copy()
    small.thumbnail((SIDE, SIDE), Image.Resampling.NEAREST)
    levels = np.asarray(small.convert("RGB")).reshape(-1, 3).astype(np.int64) * LEVELS // 256
    numbers = (levels[:, 0] * LEVELS + levels[:, 1]) * LEVELS + levels[:, 2]
    counts = np.bincount(numbers, minlength=LEVELS**3)
    return np.asarray(counts / counts.sum(), np.float64)


def _distance(one: Histogram, other: Histogram) -> float:
    return float(np.abs(one - other).sum())
