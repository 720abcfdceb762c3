"""Big numbers on boxes, so that people can say which one they mean."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image as Pillow

from bot.annotate.figures.paper import Paper
from bot.annotate.figures.places import ROW, Plan, find_spots, plan
from bot.annotate.layout import measures, overlaps_any
from bot.annotate.palette import BLACK, PALETTE, SLATE, WHITE, Colour, ink_on
from bot.core.model import AnnotatedImage, Frame, PixelBox
from bot.core.remarks import MOST_BOXES


def numbered_boxes(
    frame: Frame, boxes: Sequence[PixelBox], captions: Sequence[str] = ()
) -> AnnotatedImage:
    """Boxes with the numbers 1, 2, 3 in their order, and below what each of them is called.

    Neither side of the picture is longer than 1280 pixels.

    Args:
        frame: is drawn on a copy.
        boxes: in pixels of the frame, at most 50.
        captions: none at all, or one for each box; empty ones are not listed.

    Raises:
        ValueError: there are more boxes than 50, or captions, but not one for each.
    """
    return draw_numbered(frame, boxes, captions)[0].image()


def draw_numbered(
    frame: Frame, boxes: Sequence[PixelBox], captions: Sequence[str] = ()
) -> tuple[Paper, tuple[PixelBox, ...]]:
    """The same, still on its paper, and where the numbers are."""
    if len(boxes) > MOST_BOXES or len(captions) not in (0, len(boxes)):
        raise ValueError(f"{len(boxes)} boxes with {len(captions)} captions")
    named = [(number, text) for number, text in enumerate(captions) if text.strip()]
    planned = plan((frame.width, frame.height), len(named))
    paper, size = Paper(planned.picture, SLATE), planned.frame
    paper.canvas.paste(frame.pixels.resize(size, Pillow.Resampling.BICUBIC), (0, 0))
    scaled = [box.scaled(size[0] / frame.width, size[1] / frame.height) for box in boxes]
    for number in sorted(range(len(scaled)), key=lambda at: -_area(scaled[at])):
        paper.outline(scaled[number], _colour(number), measures(size).line)
    spots = find_spots(scaled, planned.room)
    for number, spot in enumerate(spots):
        _badge(paper, number, spot, scaled[number])
    _legend(paper, named, planned)
    return paper, tuple(spots)


def _legend(paper: Paper, named: Sequence[tuple[int, str]], planned: Plan) -> None:
    below, columns = planned.room[1], planned.columns
    wide = planned.picture[0] // columns
    for at, (number, text) in enumerate(named):
        left, top = at % columns * wide, below + 8 + at // columns * ROW
        _number(paper, number, PixelBox(left + 8, top + 3, left + 56, top + ROW - 3))
        paper.write(text, PixelBox(left + 66, top, left + wide - 8, top + ROW), 26, WHITE)


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


def _colour(number: int) -> Colour:
    return PALETTE[number % len(PALETTE)]


def _middle(box: PixelBox) -> tuple[int, int]:
    return (box.left + box.right) // 2, (box.top + box.bottom) // 2


def _area(box: PixelBox) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
