"""What people have said about an image so far, and which place of it they spoke of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.folding import overlap, standing
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
        """Leave out what was undone."""
        return cls(tuple(each.mark for each in standing(events) if each.mark))

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


def ratios(box: PixelBox, width: int, height: int) -> BoundingBox:
    """A box in pixels of a `width` × `height` image as ratios of it."""
    return BoundingBox(
        box.left / width,
        box.top / height,
        (box.right - box.left) / width,
        (box.bottom - box.top) / height,
    )
