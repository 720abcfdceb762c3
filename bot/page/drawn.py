"""What the page's script sends, read strictly; and what it is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.core.dataset import Annotation
from bot.core.differences import alike
from bot.core.errors import (
    BoxesAlike,
    BoxOutside,
    NothingAndSomething,
    NothingDrawn,
    SavingRefused,
)
from bot.core.label_names import label_name
from bot.core.model import PixelBox
from bot.core.remarks import check_boxes

MOST_ANNOTATIONS = 500
"""Of an image, in one request; far more than anybody draws."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What somebody leaves behind.

    Attributes:
        base: what the page had loaded.
        now: what stands there now.
        nothing: whether “Nothing here” is ticked.
    """

    base: tuple[Annotation, ...]
    now: tuple[Annotation, ...]
    nothing: bool

    @classmethod
    def read(cls, body: bytes, width: int, height: int) -> Drawn:
        """Read the JSON that the page sent about an image of this size in pixels.

        Raises:
            SavingRefused: a leaf says what is wrong.
            LabelRefused: a leaf says which label is.
        """
        try:
            content = json.loads(body)
            base, now = _annotations(content["base"]), _annotations(content["now"])
            nothing = content["nothing"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise SavingRefused from error
        if not isinstance(nothing, bool):
            raise SavingRefused
        shown = tuple(_checked(each, width, height) for each in base)
        left = dict.fromkeys(_checked(each, width, height) for each in now)
        return cls(shown, tuple(left), nothing)._whole()

    def _whole(self) -> Drawn:
        if self.nothing and self.now:
            raise NothingAndSomething
        if not self.nothing and not self.now:
            raise NothingDrawn
        check_boxes(self.now)
        twins = alike(self.now)
        if twins is not None:
            raise BoxesAlike(one=twins[0].label, other=twins[1].label)
        return self


def written(annotation: Annotation) -> dict[str, object]:
    """An annotation as the page's script takes it: left, top, right, bottom in pixels."""
    box = annotation.box
    sides = None if box is None else [box.left, box.top, box.right, box.bottom]
    return {"label": annotation.label, "box": sides}


def _annotations(content: object) -> tuple[Annotation, ...]:
    if not isinstance(content, list) or len(content) > MOST_ANNOTATIONS:
        raise SavingRefused
    return tuple(_annotation(each) for each in content)


def _annotation(content: object) -> Annotation:
    match content:
        case {"label": str(label), "box": None}:
            return Annotation(label)
        case {"label": str(label), "box": [int(), int(), int(), int()] as sides} if not any(
            isinstance(side, bool) for side in sides
        ):
            return Annotation(label, PixelBox(*sides))
    raise SavingRefused


def _checked(annotation: Annotation, width: int, height: int) -> Annotation:
    label, box = label_name(annotation.label), annotation.box
    if box is not None and not (
        0 <= box.left < box.right <= width and 0 <= box.top < box.bottom <= height
    ):
        raise BoxOutside(label=label)
    return Annotation(label, box)
