"""What is to be drawn, and where: boxes, captions that found a place, and the strip below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.annotate import strip as strips
from bot.annotate.layout import FONT_STEPS, LEAST_FONT, Measures, Size, place
from bot.annotate.palette import Colour, colour_of
from bot.annotate.strip import Strip
from bot.annotate.typeset import Typesetter
from bot.annotate.words import Words, set_words
from bot.core.model import Detection, PixelBox

_NOTHING = "Nothing recognised"
_CAPTION_SHARE = 0.6
"""Of the frame's width: what a caption takes before its label is cut off."""
_CAPTION_FONTS = 14

Boxed = list[tuple[Detection, PixelBox]]


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on their background, at a place in the frame."""

    words: Words
    place: PixelBox


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is drawn on one frame, in pixels of the scaled frame; large boxes come first."""

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
        return self.strip.width, self.frame[1] + self.strip.height


class Composer:
    """Composes sheets."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._type = typesetter

    def compose(
        self,
        frame: Size,
        detections: Sequence[Detection],
        sizes: Measures,
        most_rows: int | None = None,
    ) -> Sheet:
        """Place everything; who is most confident chooses first."""
        ordered = sorted(detections, key=lambda detection: -detection.confidence)
        boxed = [(d, d.box.to_pixels(*frame)) for d in ordered if d.box is not None]
        captions, homeless = self._captions(boxed, frame, sizes)
        boxes = [(box, colour_of(detection.label)) for detection, box in boxed]
        boxes.sort(key=lambda pair: -_area(pair[0]))
        unboxed = [detection for detection in ordered if detection.box is None]

        def items(font: int, width: int) -> list[Words]:
            return self._items(unboxed, homeless, font, width)

        strip = None
        if unboxed or homeless or not detections:
            strip = strips.compose(items, frame, sizes.font, most_rows)
        return Sheet(frame, sizes, tuple(boxes), tuple(captions), strip)

    def _captions(
        self, boxed: Boxed, frame: Size, sizes: Measures
    ) -> tuple[list[Caption], list[Detection]]:
        """Captions with a place, and the detections whose caption found none.

        A crowded picture gets smaller captions before any of them is moved to the strip.
        """
        boxes = [box for _, box in boxed]
        for step in FONT_STEPS:
            small = replace(sizes, font=max(LEAST_FONT, round(sizes.font * step)))
            width = max(
                round(frame[0] * _CAPTION_SHARE), min(frame[0], _CAPTION_FONTS * small.font)
            )
            across = 2 * small.padding[0]
            words = [self._words(d, small.font, width - across) for d, _ in boxed]
            spots = place(boxes, [_caption_size(w, small) for w in words], frame)
            if None not in spots:
                break
        captions, homeless = [], []
        for (detection, _), word, spot in zip(boxed, words, spots, strict=True):
            if spot is None or word.is_cut:
                homeless.append(detection)
            else:
                captions.append(Caption(word, spot))
        return captions, homeless

    def _items(
        self, unboxed: list[Detection], homeless: list[Detection], font: int, width: int
    ) -> list[Words]:
        """Labels of the whole image, then those whose captions found no room, counted."""
        if not unboxed and not homeless:
            return [set_words(self._type, _NOTHING, "", font, width)]
        groups: dict[str, list[Detection]] = {}
        for detection in homeless:
            groups.setdefault(detection.label, []).append(detection)
        crowded = sorted(groups.values(), key=len, reverse=True)
        return [self._words(detection, font, width) for detection in unboxed] + [
            self._words(group[0], font, width, f"{len(group)} more" if len(group) > 1 else "")
            for group in crowded
        ]

    def _words(self, detection: Detection, font: int, width: int, note: str = "") -> Words:
        note = note or f"{detection.confidence:.1f} %"
        colour = colour_of(detection.label)
        return set_words(self._type, detection.label, note, font, width, colour)


def _caption_size(words: Words, sizes: Measures) -> Size:
    across, down = sizes.padding
    return words.width + 2 * across, words.above + words.below + 2 * down


def _area(box: PixelBox) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
