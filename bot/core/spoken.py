"""What people have said about an image so far, and which place of it they spoke of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.labelling import LabelEvent, Mark
from bot.core.model import BoundingBox, PixelBox

SAME_THING = 0.5
"""Boxes that share at least this part of what they cover together show the same thing: a detector
never hits the box that a person drew."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The marks of an image that count, the latest last."""

    marks: tuple[Mark, ...] = ()

    @classmethod
    def of(cls, events: Iterable[LabelEvent]) -> Spoken:
        """Leave out what was undone, by an event that was not undone itself."""
        told = sorted(events, key=lambda event: event.number)
        undone: set[int] = set()
        for event in reversed(told):
            if event.undoes is not None and event.number not in undone:
                undone.add(event.undoes)
        return cls(tuple(each.mark for each in told if each.mark and each.number not in undone))

    def about(self, box: PixelBox) -> Mark | None:
        """The last word on a place."""
        return next(
            (
                each
                for each in reversed(self.marks)
                if each.box is not None and overlap(each.box, box) >= SAME_THING
            ),
            None,
        )

    def about_label(self, label: str) -> Mark | None:
        """The last word on a label of the whole image."""
        wanted = label.casefold()
        return next(
            (m for m in reversed(self.marks) if m.box is None and m.label.casefold() == wanted),
            None,
        )


def overlap(one: PixelBox, other: PixelBox) -> float:
    """What two boxes share, as a part (0 to 1) of what they cover together."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(width, 0) * max(height, 0)
    return shared / (_area(one) + _area(other) - shared)


def ratios(box: PixelBox, width: int, height: int) -> BoundingBox:
    """A box in pixels of a `width` × `height` image as ratios of it."""
    return BoundingBox(
        box.left / width,
        box.top / height,
        (box.right - box.left) / width,
        (box.bottom - box.top) / height,
    )


def _area(box: PixelBox) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
