"""Many frames on one sheet, each with its caption."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image as Pillow

from bot.annotate.figures.paper import GREY, Paper
from bot.annotate.figures.wrapping import wrapped
from bot.core.model import AnnotatedImage, Frame, PixelBox

WIDTH = 1200
MOST_FRAMES = 60
MOST_COLUMNS = 12
_MOST_ROWS = 12
_LINES = 2
_GREATEST_FONT = 40
_GAP = 12
_TITLE, _TITLE_FONT = 64, 34


def contact_sheet(
    frames: Sequence[Frame], captions: Sequence[str], columns: int | None = None
) -> AnnotatedImage:
    """A grid of thumbnails, 1200 pixels wide, each with one or two lines of text below.

    Args:
        frames: 1 to 60, shown in their order.
        captions: one for each frame.
        columns: 1 to 12; as many as suit the number of frames, if it is not said. There are more
            of them where the sheet would have over twelve rows.

    Raises:
        ValueError: there is none, more than 60, not a caption for each, or no such columns.
    """
    return draw_contact_sheet(frames, captions, columns).image()


def draw_contact_sheet(
    frames: Sequence[Frame], captions: Sequence[str], columns: int | None = None, title: str = ""
) -> Paper:
    """The same, still on its paper, and under a title if there is one."""
    if not 1 <= len(frames) <= MOST_FRAMES or len(frames) != len(captions):
        raise ValueError(f"{len(frames)} frames with {len(captions)} captions")
    columns = min(6, max(2, math.ceil(math.sqrt(len(frames))))) if columns is None else columns
    if not 1 <= columns <= MOST_COLUMNS:
        raise ValueError(f"{columns} columns")
    columns = max(columns, -(-len(frames) // _MOST_ROWS))
    wide = (WIDTH - _GAP) // columns
    font = min(max(20, wide // 16), _GREATEST_FONT)
    high, line = (wide - _GAP) * 3 // 4, round(1.5 * font)
    texts = [wrapped(caption, font, wide - _GAP, _LINES) for caption in captions]
    step = high + line * max(1, *map(len, texts)) + _GAP
    head = _TITLE if title else 0
    paper = Paper((WIDTH, head + -(-len(frames) // columns) * step + _GAP))
    if title:
        paper.write(title, PixelBox(_GAP, _GAP, WIDTH - _GAP, head), _TITLE_FONT)
    for at, (frame, lines) in enumerate(zip(frames, texts, strict=True)):
        left, top = _GAP + at % columns * wide, head + _GAP + at // columns * step
        cell = PixelBox(left, top, left + wide - _GAP, top + high)
        _thumbnail(paper, frame, cell)
        for text in lines:
            top += line
            paper.write(text, PixelBox(left, top + high - line, cell.right, top + high), font)
    return paper


def _thumbnail(paper: Paper, frame: Frame, cell: PixelBox) -> None:
    """The whole frame, in the middle of its cell."""
    paper.fill(cell, GREY)
    wide, high = cell.right - cell.left, cell.bottom - cell.top
    factor = min(wide / frame.width, high / frame.height)
    size = max(1, round(frame.width * factor)), max(1, round(frame.height * factor))
    small = frame.pixels.resize(size, Pillow.Resampling.BICUBIC, reducing_gap=3.0)
    place = cell.left + (wide - size[0]) // 2, cell.top + (high - size[1]) // 2
    paper.canvas.paste(small, place)
