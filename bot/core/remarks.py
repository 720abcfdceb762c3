"""What people say about an image, checked before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.dataset import Annotation
from bot.core.errors import TooManyBoxes
from bot.core.label_names import label_name
from bot.core.labelling import Mark
from bot.core.model import BoundingBox, PixelBox, SharedFile, Source

MOST_BOXES = 50
"""Boxes an image that Rekognition trains with:
https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html"""


@dataclass(frozen=True, slots=True)
class Remark:
    """A `Mark` by somebody who does not know the kept image's size: the box is in ratios."""

    label: str
    box: BoundingBox | None = None
    here: bool = True

    def mark(self, width: int, height: int) -> Mark:
        """The same in pixels of an image."""
        box = None if self.box is None else self.box.to_pixels(width, height)
        return Mark(self.label, box, self.here)

    def checked(self) -> Remark:
        """The same with its label as it is kept.

        Raises:
            LabelRefused: a leaf says why.
        """
        return replace(self, label=_name(self.label, self.box is not None, self.here))


def checked_mark(mark: Mark, width: int, height: int) -> Mark:
    """A mark with its label as it is kept, and its box within an image.

    Raises:
        LabelRefused: a leaf says why.
    """
    label = _name(mark.label, mark.box is not None, mark.here)
    return Mark(label, _within(mark.box, width, height), mark.here)


def check_boxes(annotations: Sequence[Annotation]) -> None:
    """Count the boxes of an image.

    Raises:
        TooManyBoxes: there are more than can be learned from.
    """
    count = sum(each.box is not None for each in annotations)
    if count > MOST_BOXES:
        raise TooManyBoxes(count=count, limit=MOST_BOXES)


def source_text(source: Source) -> str:
    """A source as the dataset knows it: `slack:F123`, `s3://…` or a path."""
    return f"slack:{source.id}" if isinstance(source, SharedFile) else str(source)


def _name(label: str, boxed: bool, here: bool) -> str:
    """No label is needed to say that nothing is in the image, or nothing at a place."""
    return "" if not label and boxed is not here else label_name(label)


def _within(box: PixelBox | None, width: int, height: int) -> PixelBox | None:
    """The part of a box that lies in the image, at least one pixel of it."""
    if box is None:
        return None
    left = min(max(min(box.left, box.right), 0), width - 1)
    top = min(max(min(box.top, box.bottom), 0), height - 1)
    right = min(max(box.left, box.right, left + 1), width)
    bottom = min(max(box.top, box.bottom, top + 1), height)
    return PixelBox(left, top, right, bottom)
