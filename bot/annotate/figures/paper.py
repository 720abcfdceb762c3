"""White paper that figures are drawn on, which remembers where text stands."""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache

from PIL import Image as Pillow
from PIL import ImageDraw

from bot.annotate.faces import noto_faces
from bot.annotate.layout import Size
from bot.annotate.palette import BLACK, SLATE, WHITE, Colour
from bot.annotate.text import clean
from bot.annotate.typeset import Line, Typesetter
from bot.core.model import AnnotatedImage, PixelBox

GREY: Colour = (222, 226, 230)
"""Of lines that only guide the eye."""


@lru_cache(maxsize=1)
def typesetter() -> Typesetter:
    """The one that all figures share, made when the first is drawn."""
    return Typesetter(noto_faces())


def shortened(text: str, size: int, width: int) -> Line:
    """Set a text, with an ellipsis in its middle if it is wider than `width` pixels."""
    text = clean(text)
    line = typesetter().line(text, size)
    kept = len(text)
    while line.width > width and kept > 0:
        kept = min(kept - 1, max(0, kept * width // line.width))
        line = typesetter().line(_middle_out(text, kept), size)
    return line


def _fitted(text: str, size: int, room: Size) -> Line:
    """Some scripts are higher than others: those are set in smaller type, if they must be."""
    size = min(size, int(room[1] / 1.1))
    line = shortened(text, size, room[0])
    while line.above + line.below > room[1] and size > 1:
        size = min(size - 1, size * room[1] // (line.above + line.below))
        line = shortened(text, size, room[0])
    return line


def _middle_out(text: str, kept: int) -> str:
    head, tail = text[: (kept + 1) // 2], text[len(text) - kept // 2 :]
    while tail and unicodedata.category(tail[0])[0] == "M":  # no mark without its letter
        tail = tail[1:]
    return f"{head.rstrip()}…{tail.lstrip()}"


class Paper:
    """A canvas in RGB.

    Attributes:
        texts: where text stands, in pixels, in the order in which it was written.
    """

    def __init__(self, size: Size, background: Colour = WHITE) -> None:
        self.canvas = Pillow.new("RGB", size, background)
        self.pen = ImageDraw.Draw(self.canvas)
        self.texts: list[PixelBox] = []

    def write(
        self, text: str, place: PixelBox, size: int, ink: Colour = SLATE, align: float = 0.0
    ) -> None:
        """Write one line into a place, in its vertical middle, shortened where it is too long.

        Args:
            text: is cleaned first.
            place: in pixels; nothing is written beside it.
            size: of the font in pixels, at most what the place's height allows.
            ink: its colour.
            align: 0 for left, 0.5 for the middle, 1 for right.
        """
        width, height = place.right - place.left, place.bottom - place.top
        line = _fitted(text, size, (width, height))
        left = place.left + max(0, round((width - line.width) * align))
        top = place.top + (height - line.above - line.below) // 2
        Typesetter.draw(self.canvas, line, (left, top + line.above), ink)
        self.texts.append(PixelBox(left, top, left + line.width, top + line.above + line.below))

    def write_upwards(self, text: str, place: PixelBox, size: int, ink: Colour = SLATE) -> None:
        """Write from the bottom upwards, in the place's horizontal middle."""
        width, height = place.right - place.left, place.bottom - place.top
        line = _fitted(text, size, (height, width))
        mask = Pillow.new("RGB", (max(1, line.width), line.above + line.below), WHITE)
        Typesetter.draw(mask, line, (0, line.above), ink)
        turned = mask.transpose(Pillow.Transpose.ROTATE_90)
        left = place.left + (width - turned.width) // 2
        self.canvas.paste(turned, (left, place.bottom - turned.height))
        self.texts.append(
            PixelBox(left, place.bottom - turned.height, left + turned.width, place.bottom)
        )

    def fill(self, place: PixelBox, colour: Colour, outline: Colour | None = None) -> None:
        """Fill a place; one without any width or height stays as it is."""
        if place.right > place.left and place.bottom > place.top:
            corners = (place.left, place.top, place.right - 1, place.bottom - 1)
            self.pen.rectangle(corners, colour, outline)

    def outline(self, box: PixelBox, colour: Colour, width: int) -> None:
        """Draw a box, with black around its line so that it is seen on any ground."""
        corners = (box.left, box.top, max(box.left, box.right - 1), max(box.top, box.bottom - 1))
        self.pen.rectangle(corners, outline=BLACK, width=width + 2)
        inner = (corners[0] + 1, corners[1] + 1, corners[2] - 1, corners[3] - 1)
        if inner[0] < inner[2] and inner[1] < inner[3]:
            self.pen.rectangle(inner, outline=colour, width=width)

    def image(self) -> AnnotatedImage:
        """As PNG, which keeps text sharp."""
        buffer = io.BytesIO()
        self.canvas.save(buffer, "PNG")
        return AnnotatedImage(buffer.getvalue(), "image/png", *self.canvas.size)


def blend(colour: Colour, share: float) -> Colour:
    """From white (0) to the colour (1)."""
    red, green, blue = (round(255 + (channel - 255) * share) for channel in colour)
    return red, green, blue


__all__ = ["BLACK", "GREY", "Paper", "blend", "shortened", "typesetter"]
