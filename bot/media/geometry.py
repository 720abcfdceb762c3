"""How a frame fits a detector's limits: how far it is scaled, and how much is padded."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.core.model import BoundingBox, ImageLimits

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fit:
    """Sizes in pixels: the frame after scaling, and the whole image with padding around it."""

    content: Size
    whole: Size

    @property
    def offset(self) -> Size:
        """Where the content's top left corner lies: the padding is the same on both sides."""
        return (
            (self.whole[0] - self.content[0]) // 2,
            (self.whole[1] - self.content[1]) // 2,
        )

    @property
    def content_box(self) -> BoundingBox:
        """The content as ratios of the whole."""
        (left, top), (width, height) = self.offset, self.whole
        return BoundingBox(
            left / width, top / height, self.content[0] / width, self.content[1] / height
        )


def plan(size: Size, limits: ImageLimits) -> Fit:
    """Scale down to the greatest side, up to the least; pad what is then still too narrow."""
    longest, shortest = max(size), min(size)
    scale = min(1.0, limits.max_side / longest)
    if shortest * scale < limits.min_side:
        scale = min(limits.min_side / shortest, limits.max_side / longest)
    width, height = (max(1, round(side * scale)) for side in size)
    least = max(limits.min_side, math.ceil(max(width, height) / limits.max_aspect))
    return Fit((width, height), (max(width, least), max(height, least)))


def within(size: Size, longest_side: int) -> Size:
    """The size scaled down, never up, until the longest side fits."""
    scale = min(1.0, longest_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def centre_square(size: Size) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the largest square in the middle."""
    side = min(size)
    left, top = (size[0] - side) / 2, (size[1] - side) / 2
    return left, top, left + side, top + side
