"""Many frames on one sheet, each with its caption."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image as Pillow

from bot.annotate.figures.paper import GREY, Paper
from bot.core.model import AnnotatedImage, Frame, PixelBox

WIDTH = 1200
MOST_FRAMES = 60
_GAP = 12


def contact_sheet(frames: Sequence[Frame], captions: Sequence[str]) -> AnnotatedImage:
    """A grid of thumbnails, each with one line of text below.

    Args:
        frames: 1 to 60, shown in their order.
        captions: one for each frame.

    Raises:
        ValueError: there is none, more than 60, or not a caption for each.
    """
    return draw_contact_sheet(frames, captions).image()


def draw_contact_sheet(frames: Sequence[Frame], captions: Sequence[str]) -> Paper:
    """The same, still on its paper."""
    if not 1 <= len(frames) <= MOST_FRAMES or len(frames) != len(captions):
        raise ValueError(f"{len(frames)} frames with {len(captions)} captions")
    columns = min(6, max(2, math.ceil(math.sqrt(len(frames)))))
    wide = (WIDTH - _GAP) // columns
    font = max(20, wide // 16)
    high, text = (wide - _GAP) * 3 // 4, round(1.5 * font)
    rows = -(-len(frames) // columns)
    paper = Paper((WIDTH, rows * (high + text + _GAP) + _GAP))
    for at, (frame, caption) in enumerate(zip(frames, captions, strict=True)):
        left = _GAP + at % columns * wide
        top = _GAP + at // columns * (high + text + _GAP)
        cell = PixelBox(left, top, left + wide - _GAP, top + high)
        _thumbnail(paper, frame, cell)
        paper.write(caption, PixelBox(left, cell.bottom, cell.right, cell.bottom + text), font)
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
