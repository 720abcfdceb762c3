"""The pictures of an evaluation that people should look at first."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image as Pillow

from bot.annotate.figures.contact import draw_contact_sheet
from bot.annotate.figures.paper import Paper
from bot.annotate.palette import Colour
from bot.core.model import AnnotatedImage, Frame, PixelBox

TILE = 576
"""Pixels of a tile's longer side: two stand beside each other at the least."""
_LINE = 6
"""Pixels of a tile, which is shown at about two thirds of its size."""
THERE: Colour = (0, 158, 115)
ANSWERED: Colour = (213, 94, 0)
"""Green and vermilion of the palette, which people with any kind of colour blindness tell apart."""


def worst_tile(frame: Frame, there: Sequence[PixelBox], answered: Sequence[PixelBox]) -> Frame:
    """A small copy of a frame, with the boxes that are there and those that are wrong.

    Args:
        frame: is left alone.
        there: in pixels of it; green.
        answered: likewise; vermilion, above the others.
    """
    factor = min(1.0, TILE / max(frame.width, frame.height))
    size = max(1, round(frame.width * factor)), max(1, round(frame.height * factor))
    paper = Paper(size)
    small = frame.pixels.resize(size, Pillow.Resampling.BICUBIC, reducing_gap=3.0)
    paper.canvas.paste(small, (0, 0))
    for boxes, colour in ((there, THERE), (answered, ANSWERED)):
        for box in boxes:
            paper.outline(box.scaled(factor, factor), colour, _LINE)
    return Frame(paper.canvas, *size)


def worst_pictures(tiles: Sequence[Frame], captions: Sequence[str], title: str) -> AnnotatedImage:
    """Tiles, each with its caption below, under a title.

    Raises:
        ValueError: see `contact_sheet`.
    """
    return draw_worst(tiles, captions, title).image()


def draw_worst(tiles: Sequence[Frame], captions: Sequence[str], title: str) -> Paper:
    """The same, still on its paper."""
    columns = 3 if len(tiles) > 2 else 2
    return draw_contact_sheet(tiles, captions, columns, title)
