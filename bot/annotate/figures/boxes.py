"""Big numbers on boxes, so that people can say which one they mean."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image as Pillow

from bot.annotate.figures.paper import Paper, typesetter
from bot.annotate.layout import Size, measures, overlaps_any, place
from bot.annotate.palette import BLACK, PALETTE, SLATE, WHITE, Colour, ink_on
from bot.core.model import AnnotatedImage, Frame, PixelBox

MOST_BOXES = 50
_SIDES = 1000, 1600
"""Pixels: the least and the greatest longest side that a frame is scaled to."""
_LEAST_SIDE = 480
"""Pixels: fifty numbers have room beside each other on this, whatever the frame's shape is."""
_ROW = 40


def numbered_boxes(
    frame: Frame, boxes: Sequence[PixelBox], captions: Sequence[str]
) -> AnnotatedImage:
    """Boxes with the numbers 1, 2, 3 in their order, and below what each of them is called.

    Args:
        frame: is drawn on a copy.
        boxes: in pixels of the frame, at most 50.
        captions: one for each box; empty ones are not listed.

    Raises:
        ValueError: there are more boxes than 50, or not a caption for each.
    """
    return draw_numbered(frame, boxes, captions)[0].image()


def draw_numbered(
    frame: Frame, boxes: Sequence[PixelBox], captions: Sequence[str]
) -> tuple[Paper, tuple[PixelBox, ...]]:
    """The same, still on its paper, and where the numbers are."""
    if len(boxes) > MOST_BOXES or len(boxes) != len(captions):
        raise ValueError(f"{len(boxes)} boxes with {len(captions)} captions")
    size = _size(frame)
    room = max(size[0], _LEAST_SIDE), max(size[1], _LEAST_SIDE)
    named = [(number, text) for number, text in enumerate(captions) if text.strip()]
    columns = max(1, room[0] // 300)
    rows = -(-len(named) // columns)
    paper = Paper((room[0], room[1] + rows * _ROW + (16 if rows else 0)), SLATE)
    paper.canvas.paste(frame.pixels.resize(size, Pillow.Resampling.BICUBIC), (0, 0))
    scaled = [_scaled(box, size[0] / frame.width, size[1] / frame.height) for box in boxes]
    line = measures(size).line
    for number in sorted(range(len(scaled)), key=lambda at: -_area(scaled[at])):
        _outline(paper, scaled[number], _colour(number), line)
    spots = _spots(scaled, room)
    for number, spot in enumerate(spots):
        _badge(paper, number, spot, scaled[number])
    _legend(paper, named, room, columns)
    return paper, tuple(spots)


def _legend(paper: Paper, named: Sequence[tuple[int, str]], room: Size, columns: int) -> None:
    wide = room[0] // columns
    for at, (number, text) in enumerate(named):
        left, top = at % columns * wide, room[1] + 8 + at // columns * _ROW
        _number(paper, number, PixelBox(left + 8, top + 3, left + 56, top + _ROW - 3))
        paper.write(text, PixelBox(left + 66, top, left + wide - 8, top + _ROW), 26, WHITE)


def _size(frame: Frame) -> Size:
    longest = max(frame.width, frame.height)
    factor = min(max(longest, _SIDES[0]), _SIDES[1]) / longest
    return max(1, round(frame.width * factor)), max(1, round(frame.height * factor))


def _spots(boxes: Sequence[PixelBox], room: Size) -> list[PixelBox]:
    """At its box, or else in the nearest free place; in smaller type where many are close."""
    for font in range(max(24, measures(room).font * 3 // 2), 19, -4):
        sizes = [
            (typesetter().line(str(n), font).width + font, round(1.25 * font))
            for n in range(1, len(boxes) + 1)
        ]
        spots = place(boxes, sizes, room)
        if None not in spots:
            break
    taken = [spot for spot in spots if spot]
    for at, spot in enumerate(spots):
        if spot is None:
            spots[at] = _nearest_free(boxes[at], sizes[at], room, taken)
            taken.append(spots[at] or boxes[at])
    return [spot or box for spot, box in zip(spots, boxes, strict=True)]


def _nearest_free(box: PixelBox, size: Size, room: Size, taken: Sequence[PixelBox]) -> PixelBox:
    """On a lattice of the badge's own size some place is free, since there are at most fifty."""
    steps = [
        PixelBox(x, y, x + size[0], y + size[1])
        for x in range(0, room[0] - size[0] + 1, 8)
        for y in range(0, room[1] - size[1] + 1, 8)
    ]
    steps.sort(key=lambda spot: (spot.left - box.left) ** 2 + (spot.top - box.top) ** 2)
    return next(spot for spot in steps if not overlaps_any(spot, taken))


def _badge(paper: Paper, number: int, spot: PixelBox, box: PixelBox) -> None:
    """A number that stands away from its box is tied to it by a line."""
    grown = PixelBox(spot.left - 2, spot.top - 2, spot.right + 2, spot.bottom + 2)
    if not overlaps_any(box, [grown]):
        ends = (_middle(spot), (box.left, box.top))
        paper.pen.line(ends, BLACK, 5)
        paper.pen.line(ends, _colour(number), 3)
    _number(paper, number, spot)


def _number(paper: Paper, number: int, spot: PixelBox) -> None:
    colour = _colour(number)
    paper.fill(spot, colour, BLACK)
    paper.write(str(number + 1), spot, round((spot.bottom - spot.top) / 1.25), ink_on(colour), 0.5)


def _outline(paper: Paper, box: PixelBox, colour: Colour, width: int) -> None:
    corners = (box.left, box.top, max(box.left, box.right - 1), max(box.top, box.bottom - 1))
    paper.pen.rectangle(corners, outline=BLACK, width=width + 2)
    inner = (corners[0] + 1, corners[1] + 1, corners[2] - 1, corners[3] - 1)
    if inner[0] < inner[2] and inner[1] < inner[3]:
        paper.pen.rectangle(inner, outline=colour, width=width)


def _scaled(box: PixelBox, across: float, down: float) -> PixelBox:
    return PixelBox(
        round(box.left * across),
        round(box.top * down),
        round(box.right * across),
        round(box.bottom * down),
    )


def _colour(number: int) -> Colour:
    return PALETTE[number % len(PALETTE)]


def _middle(box: PixelBox) -> tuple[int, int]:
    return (box.left + box.right) // 2, (box.top + box.bottom) // 2


def _area(box: PixelBox) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
