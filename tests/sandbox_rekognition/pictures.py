"""Pictures with squares whose place is known."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from PIL import Image, ImageDraw

from bot.core.model import BoundingBox, Frame

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
DULL_RED = (190, 60, 60)
"""Found with some 68 % confidence: the stand-in's confidence is how vivid a patch is."""

Rgb = tuple[int, int, int]
Square = tuple[Rgb, tuple[int, int, int, int]]
"""A colour, and left, top, right, bottom in pixels."""


def draw(
    size: tuple[int, int], squares: Iterable[Square], background: Rgb = (255, 255, 255)
) -> Image.Image:
    """A picture with squares on one background."""
    picture = Image.new("RGB", size, background)
    pen = ImageDraw.Draw(picture)
    for colour, (left, top, right, bottom) in squares:
        pen.rectangle((left, top, right - 1, bottom - 1), fill=colour)
    return picture


def encode(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The picture's bytes."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def image(size: tuple[int, int], *squares: Square) -> bytes:
    """A PNG with squares on white."""
    return encode(draw(size, squares))


def frame(size: tuple[int, int], *squares: Square) -> Frame:
    """A frame with squares on white."""
    return Frame(draw(size, squares), *size)


def ratios(size: tuple[int, int], box: tuple[int, int, int, int]) -> BoundingBox:
    """Left, top, right, bottom in pixels as a `BoundingBox`."""
    (width, height), (left, top, right, bottom) = size, box
    return BoundingBox(left / width, top / height, (right - left) / width, (bottom - top) / height)


def close(found: BoundingBox | None, wanted: BoundingBox, within: float = 0.01) -> bool:
    """Whether two boxes are the same, but for the loss of JPEG and of scaling."""
    if found is None:
        return False
    sides = ("left", "top", "width", "height")
    return all(abs(getattr(found, side) - getattr(wanted, side)) <= within for side in sides)
