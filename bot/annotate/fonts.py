"""Fonts in use: which one has a character, and what text looks like in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from bot.annotate.cmap import Coverage, read_coverage
from bot.annotate.faces import VARIABLE, WEIGHT


@dataclass(frozen=True, slots=True)
class Shape:
    """Text drawn in one font: its mask, where that lies from the start of the baseline, and how
    far on the next text begins.
    """

    mask: Pillow.Image
    left: int
    top: int
    advance: float


class Fonts:
    """Faces by their number, opened when they are first needed. One thread at a time, please.

    Args:
        faces: font files; for each character the first that has it is taken.
        shaping: whether Raqm joins letters and puts them in order.
    """

    def __init__(self, faces: Sequence[Path], shaping: bool) -> None:
        self._faces = tuple(faces)
        self._engine = ImageFont.Layout.RAQM if shaping else ImageFont.Layout.BASIC
        self.shape = lru_cache(maxsize=256)(self._draw)  # the same labels come again
        self._font = lru_cache(maxsize=128)(self._open)
        self._coverage = lru_cache(maxsize=None)(self._read_coverage)

    def face_of(self, character: str, before: int | None) -> int | None:
        """The face to use: signs, digits and spaces stay in the face of the letters before."""
        if before is not None and not character.isalpha() and character in self._coverage(before):
            return before
        return next((i for i in range(len(self._faces)) if character in self._coverage(i)), None)

    def _draw(self, text: str, face: int, size: int) -> Shape:
        """Draw text in a face's number and a size in pixels."""
        font = self._font(face, size)
        left, top, right, bottom = map(int, font.getbbox(text, anchor="ls"))
        mask = Pillow.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).text((-left, -top), text, 255, font, anchor="ls")
        return Shape(mask, left, top, font.getlength(text))

    def _open(self, face: int, size: int) -> ImageFont.FreeTypeFont:
        font = ImageFont.truetype(str(self._faces[face]), size, layout_engine=self._engine)
        if self._faces[face].name.endswith(VARIABLE):
            font.set_variation_by_axes([WEIGHT])
        return font

    def _read_coverage(self, face: int) -> Coverage:
        return read_coverage(self._faces[face])
