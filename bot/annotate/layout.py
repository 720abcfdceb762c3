"""Where boxes' lines and captions go: numbers in, numbers out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.model import PixelBox

Size = tuple[int, int]

_SEEN_SIDE = 480
"""Pixels: smaller frames are enlarged, since no caption could be read in them."""
_USUAL_LEAST_FONT = 14
LEAST_FONT = 12
"""Pixels: what a crowded picture may come down to."""
FONT_STEPS = (1.0, 0.85, 0.7)
"""Sizes that are tried, one after the other, where there is much to say."""
_SLIDES = 6


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes in pixels that grow with the image."""

    font: int
    line: int
    hairline: int

    @property
    def padding(self) -> Size:
        """Between a caption's text and its edge: sideways, and above and below."""
        return max(3, round(0.32 * self.font)), max(1, round(0.14 * self.font))


def measures(size: Size) -> Measures:
    """Sizes for a frame, by the square root of its area, so that panoramas are not drowned."""
    side = math.sqrt(size[0] * size[1])
    line = max(2, round(side / 300))
    return Measures(max(_USUAL_LEAST_FONT, round(side / 36)), line, max(1, round(line / 3)))


def drawing_size(size: Size, max_side: int) -> Size:
    """The frame's size in the output: bounded, and enlarged by a whole number when it is tiny."""
    longest = max(size)
    if longest > max_side:
        return tuple(max(1, round(side * max_side / longest)) for side in size)  # type: ignore[return-value]
    factor = max(1, min(math.ceil(_SEEN_SIDE / longest), max_side // longest))
    return size[0] * factor, size[1] * factor


def place(
    boxes: Sequence[PixelBox], captions: Sequence[Size], frame: Size
) -> list[PixelBox | None]:
    """Find each caption a place at its box, inside the frame, where it covers no other caption.

    Whoever comes first chooses first.

    Returns:
        for each caption where it goes; `None` when there is no room left at its box.
    """
    placed: list[PixelBox] = []
    found: list[PixelBox | None] = []
    for box, size in zip(boxes, captions, strict=True):
        spot = next((s for s in _spots(box, size, frame) if not overlaps_any(s, placed)), None)
        found.append(spot)
        if spot is not None:
            placed.append(spot)
    return found


def overlaps_any(one: PixelBox, others: Sequence[PixelBox]) -> bool:
    """Whether it shares a pixel with any of them."""
    return any(
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
        for other in others
    )


def _spots(box: PixelBox, caption: Size, frame: Size) -> Iterator[PixelBox]:
    """All places at the box that lie in the frame, the best first."""
    width, height = caption
    if width > frame[0] or height > frame[1]:
        return
    for left, top in _corners(box, caption):
        left = min(max(left, 0), frame[0] - width)
        if 0 <= top <= frame[1] - height:
            yield PixelBox(left, top, left + width, top + height)


def _corners(box: PixelBox, caption: Size) -> Iterator[Size]:
    """Top left corners: on top, below, inside, beside, and then all along the edges."""
    width, height = caption
    lefts = (box.left, box.right - width)
    above, below = box.top - height, box.bottom
    inside = (box.top, box.bottom - height)
    roomy = box.right - box.left >= width and box.bottom - box.top >= 3 * height
    rows = (above, *inside, below) if roomy else (above, below)
    yield from ((left, top) for top in rows for left in lefts)
    yield from ((left, top) for left in (box.right, box.left - width) for top in inside)
    rows = (above, below, *inside)
    yield from ((left, top) for top in rows for left in _between(lefts[0], lefts[1]))
    columns = (box.right, box.left - width)
    yield from ((left, top) for left in columns for top in _between(above, below))
    yield from ((left, top) for top in inside for left in lefts)


def _between(first: int, last: int) -> Iterator[int]:
    """Evenly spaced steps from one to the other, both included."""
    return (round(first + (last - first) * step / _SLIDES) for step in range(_SLIDES + 1))
