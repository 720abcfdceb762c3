"""The pictures of which the model is most and least certain, on one sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image as Pillow

from bot.annotate.figures.contact import WIDTH, draw_contact_sheet
from bot.annotate.figures.paper import Paper
from bot.core.model import AnnotatedImage, Frame, PixelBox

SIDE = 400
"""Pixels: the longest side of what is kept of a frame."""
COLUMNS = 3
_HEADING, _MARGIN = 70, 12

Shown = tuple[Frame, str]
"""A frame and its caption."""


def small(frame: Frame) -> Frame:
    """A frame scaled down to what a sheet needs, so that many fit in memory."""
    copy = frame.pixels.copy() if max(frame.width, frame.height) <= SIDE else None
    if copy is None:
        factor = SIDE / max(frame.width, frame.height)
        size = max(1, round(frame.width * factor)), max(1, round(frame.height * factor))
        copy = frame.pixels.resize(size, Pillow.Resampling.BICUBIC, reducing_gap=3.0)
    return Frame(copy, copy.width, copy.height, frame.lossless)


def certainty_sheet(most: Sequence[Shown], least: Sequence[Shown]) -> AnnotatedImage:
    """Two contact sheets, one below the other; the second one is left out where it is empty.

    Raises:
        ValueError: there is no picture at all.
    """
    parts = [
        (heading, draw_contact_sheet([f for f, _ in shown], [c for _, c in shown], COLUMNS))
        for heading, shown in (("Most certain", most), ("Least certain", least))
        if shown
    ]
    if not parts:
        raise ValueError("there is no picture to show")
    sheet = Paper((WIDTH, sum(_HEADING + part.canvas.height for _, part in parts)))
    top = 0
    for heading, part in parts:
        place = PixelBox(_MARGIN, top, WIDTH - _MARGIN, top + _HEADING)
        sheet.write(heading, place, 36)
        sheet.canvas.paste(part.canvas, (0, top + _HEADING))
        top += _HEADING + part.canvas.height
    return sheet.image()
