"""What is to be drawn, and where: boxes, captions that found a place, and the strip below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.annotate.layout import Measures, Size, place
from bot.annotate.palette import Colour, colour_of
from bot.annotate.strip import Rows, wrap
from bot.annotate.typeset import Line, Typesetter
from bot.core.model import Detection, PixelBox

_NOTHING = "Nothing recognised"
_FONT_STEPS = (1.0, 0.85, 0.7)
"""A crowded picture gets smaller captions before any is moved to the strip."""
_LEAST_FONT = 12
_CAPTION_SHARE = 0.6
_STRIP_SHARE = 0.35
_FEWEST_ROWS, _MOST_ROWS = 3, 12
_STRIP_FONTS_WIDE = 18


@dataclass(frozen=True, slots=True)
class Words:
    """A label and what follows it (its confidence, or how many), set in type."""

    colour: Colour | None
    label: Line
    note: Line | None

    @property
    def gap(self) -> int:
        """Between the label and the note."""
        return round(0.32 * self.label.size)

    @property
    def width(self) -> int:
        """Of both together."""
        return self.label.width + (self.gap + self.note.width if self.note else 0)

    @property
    def above(self) -> int:
        """Pixels above the baseline."""
        return max(self.label.above, self.note.above if self.note else 0)

    @property
    def below(self) -> int:
        """Pixels below the baseline."""
        return max(self.label.below, self.note.below if self.note else 0)


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on their background, at a place in the frame."""

    words: Words
    place: PixelBox


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands below the frame, row by row; sizes in pixels."""

    items: tuple[Words, ...]
    rows: Rows
    more: Words | None
    width: int
    row_height: int
    margin: int

    @property
    def height(self) -> int:
        """Of all rows with a margin above and below."""
        return len(self.rows.rows) * self.row_height + 2 * self.margin


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is drawn on one frame, in pixels of the scaled frame."""

    frame: Size
    measures: Measures
    boxes: tuple[tuple[PixelBox, Colour], ...]
    captions: tuple[Caption, ...]
    strip: Strip | None

    @property
    def size(self) -> Size:
        """Of the frame and the strip together."""
        if self.strip is None:
            return self.frame
        return max(self.frame[0], self.strip.width), self.frame[1] + self.strip.height


class Composer:
    """Composes sheets."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._type = typesetter

    def compose(
        self,
        frame: Size,
        detections: Sequence[Detection],
        sizes: Measures,
        most_rows: int = _MOST_ROWS,
    ) -> Sheet:
        """Place everything; who is most confident chooses first."""
        ordered = sorted(detections, key=lambda detection: -detection.confidence)
        boxed = [(d, d.box.to_pixels(*frame)) for d in ordered if d.box is not None]
        captions, homeless = self._captions(boxed, frame, sizes)
        outlines = sorted(
            ((box, colour_of(d.label)) for d, box in boxed), key=lambda pair: -_area(pair[0])
        )
        items = self._items([d for d in ordered if d.box is None], homeless, frame, sizes)
        if not detections:
            items = [self._words(_NOTHING, None, sizes.font, _strip_inside(frame, sizes))]
        strip = self._strip(items, frame, sizes, most_rows) if items else None
        return Sheet(frame, sizes, tuple(outlines), tuple(captions), strip)

    def _captions(
        self, boxed: list[tuple[Detection, PixelBox]], frame: Size, sizes: Measures
    ) -> tuple[list[Caption], list[Detection]]:
        """Captions with a place, and the detections whose caption found none."""
        boxes = [box for _, box in boxed]
        for step in _FONT_STEPS:
            small = replace(sizes, font=max(_LEAST_FONT, round(sizes.font * step)))
            words = [self._detected(d, small, round(frame[0] * _CAPTION_SHARE)) for d, _ in boxed]
            spots = place(boxes, [_caption_size(w, small) for w in words], frame)
            if None not in spots or small.font == _LEAST_FONT:
                break
        captions = [Caption(w, spot) for w, spot in zip(words, spots, strict=True) if spot]
        homeless = [d for (d, _), spot in zip(boxed, spots, strict=True) if spot is None]
        return captions, homeless

    def _items(
        self,
        unboxed: list[Detection],
        homeless: list[Detection],
        frame: Size,
        sizes: Measures,
    ) -> list[Words]:
        """Labels of the whole image, then those whose captions found no room, counted."""
        width = _strip_inside(frame, sizes)
        counts = Counter(detection.label for detection in homeless)
        return [self._detected(detection, sizes, width) for detection in unboxed] + [
            self._words(label, f"× {count}", sizes.font, width, colour_of(label))
            for label, count in counts.most_common()
        ]

    def _detected(self, detection: Detection, sizes: Measures, width: int) -> Words:
        colour = colour_of(detection.label)
        note = f"{detection.confidence:.1f} %"
        return self._words(detection.label, note, sizes.font, width, colour)

    def _words(
        self, label: str, note: str | None, font: int, width: int, colour: Colour | None = None
    ) -> Words:
        """Set in type, at most `width` wide: the label is cut, its confidence never."""
        tail = self._type.line(note, font) if note else None
        words = Words(colour, self._type.line(label, font), tail)
        if words.width <= width:
            return words
        room = width - (words.width - words.label.width)
        return Words(colour, self._type.fitted(label, font, room), tail)

    def _strip(self, items: list[Words], frame: Size, sizes: Measures, most_rows: int) -> Strip:
        width = _strip_width(frame, sizes)
        inside = _strip_inside(frame, sizes) + swatch(sizes.font)
        row = max(item.above + item.below for item in items) + sizes.font // 2
        allowed = max(_FEWEST_ROWS, int(frame[1] * _STRIP_SHARE) // row)
        more = self._words(f"+ {len(items)} more", None, sizes.font, inside)
        widths = [item.width + (swatch(sizes.font) if item.colour else 0) for item in items]
        rows = wrap(widths, sizes.font, inside, min(allowed, most_rows), more.width)
        if rows.left_out:
            more = self._words(f"+ {rows.left_out} more", None, sizes.font, inside)
        margin = sizes.font // 2
        return Strip(tuple(items), rows, more if rows.left_out else None, width, row, margin)


def swatch(font: int) -> int:
    """The width of a label's colour sample in the strip, with the space after it."""
    return round(1.1 * font)


def _strip_width(frame: Size, sizes: Measures) -> int:
    """As wide as the frame, but wide enough for words: a narrow frame stands in its middle."""
    return max(frame[0], _STRIP_FONTS_WIDE * sizes.font)


def _strip_inside(frame: Size, sizes: Measures) -> int:
    """What a strip's words may take: margins and the colour sample taken off."""
    return _strip_width(frame, sizes) - 2 * sizes.font - swatch(sizes.font)


def _caption_size(words: Words, sizes: Measures) -> Size:
    across, down = sizes.padding
    return words.width + 2 * across, words.above + words.below + 2 * down


def _area(box: PixelBox) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
