"""Where numbers and names of numbered boxes go: numbers in, numbers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.annotate.figures.paper import typesetter
from bot.annotate.layout import Size, measures, overlaps_any, place
from bot.core.model import PixelBox

MOST_SIDE = 1280
"""Pixels: the longest side of the picture, what the boxes are called included."""
_LEAST_ENLARGED = 1000
"""Pixels: smaller frames are enlarged to this, where there is room."""
_LEAST_SIDE = 480
"""Pixels: fifty numbers have room beside each other on this, whatever the frame's shape is."""
ROW = 40
"""Pixels: the height of a name."""
MOST_COLUMNS = 4
_COLUMN = 300


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes in pixels: of the frame, of all that is above the names, and of the picture.

    Attributes:
        columns: in which the names stand.
    """

    frame: Size
    room: Size
    picture: Size
    columns: int


def plan(frame: Size, named: int) -> Plan:
    """Leave the frame as large as it can be beside so many names.

    One column more costs width where the frame is narrow, one less costs height.
    """
    plans = [_plan(frame, named, columns) for columns in range(1, min(named, MOST_COLUMNS) + 1)]
    return max(plans, key=_worth) if plans else _plan(frame, 0, 1)


def legend_height(named: int, columns: int) -> int:
    """Of so many names, in pixels."""
    return -(-named // columns) * ROW + 16 if named else 0


def _plan(frame: Size, named: int, columns: int) -> Plan:
    below = legend_height(named, columns)
    size = _size(frame, MOST_SIDE - below)
    room = max(size[0], _LEAST_SIDE), max(size[1], min(_LEAST_SIDE, MOST_SIDE - below))
    return Plan(
        size, room, (max(room[0], columns * _COLUMN if named else 0), room[1] + below), columns
    )


def _worth(one: Plan) -> tuple[float, int]:
    """The frame's area, less where it fills only a part of the width that is shown."""
    return one.frame[0] * one.frame[1] * one.room[0] / one.picture[0], one.columns


def _size(frame: Size, height: int) -> Size:
    """Small frames are enlarged, large ones are made smaller, until all has its room."""
    longest = max(frame)
    wanted = min(max(longest, _LEAST_ENLARGED), MOST_SIDE) / longest
    factor = min(wanted, height / frame[1])
    return max(1, round(frame[0] * factor)), max(1, round(frame[1] * factor))


def find_spots(boxes: Sequence[PixelBox], room: Size) -> list[PixelBox]:
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
    """The nearest to the box; where none is free at all, numbers have to cover each other."""
    steps = [
        PixelBox(x, y, x + size[0], y + size[1])
        for x in range(0, room[0] - size[0] + 1, 8)
        for y in range(0, room[1] - size[1] + 1, 8)
    ]
    steps.sort(key=lambda spot: (spot.left - box.left) ** 2 + (spot.top - box.top) ** 2)
    return next((spot for spot in steps if not overlaps_any(spot, taken)), steps[0])
