"""Text is set: for each character a font that has it, in the direction that it is read."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image as Pillow
from PIL import features

from bot.annotate.fonts import Fonts, Shape
from bot.annotate.palette import Colour
from bot.annotate.text import (
    clean,
    cut,
    in_visual_order,
    is_neutral,
    mirrored,
    reads_leftwards,
)

_log = logging.getLogger(__name__)

_FIGURES = frozenset("0123456789.% ")
_MISSING = "\ufffd"


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters in one font: the face's number, and x from the line's left."""

    text: str
    face: int
    x: int
    shape: Shape


@dataclass(frozen=True, slots=True)
class Line:
    """A line of set text, in pixels: how wide, and how far above and below its baseline."""

    runs: tuple[Run, ...]
    size: int
    width: int
    above: int
    below: int


class Typesetter:
    """Sets and draws lines of text. Threads may share one.

    Args:
        faces: font files; for each character the first that has it is taken.
        shaping: whether letters are joined and put in order by Raqm. It needs the system's
            library FriBiDi; without it Arabic and Indic letters stand unjoined.
    """

    def __init__(self, faces: Sequence[Path], shaping: bool | None = None) -> None:
        self._shaping = bool(features.check("raqm")) if shaping is None else shaping
        self._fonts = Fonts(faces, self._shaping)
        self._lock = threading.Lock()  # FreeType's faces must not be used by two threads at once
        if not self._shaping:
            _log.warning("Labels in Arabic and Indic scripts are not joined: install libfribidi0")

    def line(self, text: str, size: int) -> Line:
        """Set a text in a font size in pixels."""
        with self._lock:
            return self._line(clean(text), size)

    def fitted(self, text: str, size: int, width: int) -> Line:
        """Set a text, with its end cut off and an ellipsis instead if it is wider than `width`."""
        text = clean(text)
        with self._lock:
            whole = self._line(text, size)
            if whole.width <= width:
                return whole
            fits, too_long = 0, len(text)
            while too_long - fits > 1:
                middle = (fits + too_long) // 2
                if self._line(cut(text, middle), size).width <= width:
                    fits = middle
                else:
                    too_long = middle
            return self._line(cut(text, fits), size)

    @staticmethod
    def draw(canvas: Pillow.Image, line: Line, at: tuple[int, int], ink: Colour) -> None:
        """Draw a line whose baseline starts at `at`."""
        for run in line.runs:
            shape = run.shape
            canvas.paste(ink, (at[0] + run.x + shape.left, at[1] + shape.top), shape.mask)

    def _line(self, text: str, size: int) -> Line:
        # The height is the usual one, so that captions are alike, or more where the script asks.
        above, below, x = round(0.78 * size), round(0.24 * size), 0.0
        end = 0.0
        runs: list[Run] = []
        for part, face in self._split(text):
            shape = self._fonts.shape(part, face, size)
            width, height = shape.mask.size
            above, below = max(above, -shape.top), max(below, shape.top + height)
            start = x - min(shape.left, 0) if not runs else x
            runs.append(Run(part, face, round(start), shape))
            end = max(end, start + shape.left + width)
            x = start + shape.advance
        return Line(tuple(runs), size, math.ceil(end), above, below)

    def _split(self, text: str) -> list[tuple[str, int]]:
        """Runs of one face each, in the order in which they are seen, from the left."""
        runs: list[tuple[str, int]] = []
        leftwards = reads_leftwards(text)
        for character in text:
            face = self._fonts.face_of(character, runs[-1][1] if runs else None)
            if face is None:
                character, face = _MISSING, 0
            before, last = runs[-1] if runs else ("", None)
            if last != face or (leftwards and is_neutral(before[-1]) != is_neutral(character)):
                runs.append((character, face))
            else:
                runs[-1] = (before + character, face)
        if leftwards:
            runs = [(mirrored(part), face) for part, face in reversed(runs)]
        if not self._shaping:
            runs = [(in_visual_order(part), face) for part, face in runs]
        return [(piece, face) for part, face in runs for piece in _pieces(part)]


def _pieces(part: str) -> Iterable[str]:
    """A number digit by digit, so that its shapes are known already; anything else as a whole.

    Figures in all these fonts are of one width and stand alone, so nothing is lost by it.
    """
    return part if _FIGURES.issuperset(part) else (part,)
