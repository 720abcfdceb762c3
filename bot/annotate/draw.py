"""Paints a sheet on a canvas: lines, backgrounds, text. Only the touched pixels cost time."""

from __future__ import annotations

from PIL import Image as Pillow

from bot.annotate.compose import Caption, Sheet
from bot.annotate.layout import Measures, Size
from bot.annotate.palette import BLACK, SLATE, WHITE, Colour, ink_on
from bot.annotate.strip import Strip, swatch
from bot.annotate.typeset import Typesetter
from bot.annotate.words import Words
from bot.core.model import PixelBox

_NOTE_INK: Colour = (190, 197, 204)


class Painter:
    """Draws one sheet.

    Args:
        canvas: what is drawn on.
        typesetter: sets the text.
        left: where the frame begins in the canvas, in pixels.
    """

    def __init__(self, canvas: Pillow.Image, typesetter: Typesetter, left: int) -> None:
        self._canvas = canvas
        self._type = typesetter
        self._left = left

    def paint(self, sheet: Sheet) -> None:
        """Large boxes first, so that small ones stay in sight; captions on top of all lines."""
        for box, colour in sheet.boxes:
            self._box(box, colour, sheet.measures, sheet.frame)
        for caption in sheet.captions:
            self._caption(caption, sheet.measures)
        if sheet.strip is not None:
            self._strip(sheet.strip, sheet.frame[1], sheet.size[0])

    def _box(self, box: PixelBox, colour: Colour, sizes: Measures, frame: Size) -> None:
        """A coloured line between a black one outside and a white one inside.

        Whatever is behind, one of black and white stands out of it by 4.5:1.
        """
        short = min(box.right - box.left, box.bottom - box.top)
        line = min(sizes.line, max(1, short // 6))
        thin = min(sizes.hairline, line)
        outside = PixelBox(
            max(box.left - thin, 0),
            max(box.top - thin, 0),
            min(box.right + thin, frame[0]),
            min(box.bottom + thin, frame[1]),
        )
        self._outline(outside, BLACK, 2 * thin)
        if short > 2 * (line + thin) + 2:
            self._outline(_inset(box, line), WHITE, thin)
        self._outline(box, colour, line)

    def _outline(self, box: PixelBox, colour: Colour, width: int) -> None:
        """Four filled bars: several times as fast as Pillow's own wide outlines."""
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        self._fill(PixelBox(left, top, right, top + width), colour)
        self._fill(PixelBox(left, bottom - width, right, bottom), colour)
        self._fill(PixelBox(left, top, left + width, bottom), colour)
        self._fill(PixelBox(right - width, top, right, bottom), colour)

    def _fill(self, box: PixelBox, colour: Colour) -> None:
        left, right = box.left + self._left, box.right + self._left
        self._canvas.paste(colour, (left, box.top, right, box.bottom))

    def _caption(self, caption: Caption, sizes: Measures) -> None:
        words, at = caption.words, caption.place
        colour = words.colour or SLATE
        self._fill(at, colour)
        self._outline(at, BLACK, sizes.hairline)
        across = (at.right - at.left - words.width) // 2
        down = (at.bottom - at.top - words.above - words.below) // 2
        baseline = at.top + down + words.above
        self._words(words, (at.left + across, baseline), ink_on(colour))

    def _words(self, words: Words, at: Size, ink: Colour, note_ink: Colour | None = None) -> None:
        x, baseline = at[0] + self._left, at[1]
        self._type.draw(self._canvas, words.label, (x, baseline), ink)
        if words.note:
            x += words.label.width + words.gap
            self._type.draw(self._canvas, words.note, (x, baseline), note_ink or ink)

    def _strip(self, strip: Strip, top: int, width: int) -> None:
        """The strip spans the canvas, which may be wider than the frame."""
        begin = -self._left
        self._fill(PixelBox(begin, top, begin + width, top + strip.height), SLATE)
        x = y = 0
        for number, row in enumerate(strip.rows.rows):
            x = begin + strip.font
            y = top + strip.font // 2 + number * strip.row_height
            for index in row:
                x = self._item(strip.items[index], x, y, strip.row_height) + strip.font
        if strip.rows.left_out:
            more = self._type.line(f"+ {strip.rows.left_out} more", strip.font)
            self._item(Words(None, more, None), x, y, strip.row_height)

    def _item(self, words: Words, x: int, y: int, height: int) -> int:
        """Draw one item of the strip; gives back where it ends."""
        baseline = y + (height - words.above - words.below) // 2 + words.above
        font = words.label.size
        if words.colour:
            sample = PixelBox(x, baseline - round(0.72 * font), x + round(0.72 * font), baseline)
            self._fill(sample, WHITE)
            self._fill(_inset(sample, 1), words.colour)
            x += swatch(font)
        self._words(words, (x, baseline), WHITE, _NOTE_INK)
        return x + words.width


def _inset(box: PixelBox, by: int) -> PixelBox:
    return PixelBox(box.left + by, box.top + by, box.right - by, box.bottom - by)
