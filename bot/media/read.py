"""Bytes become an upright RGB frame, decoded once, with its bounds checked before that."""

from __future__ import annotations

import io

from PIL import Image as Pillow
from PIL.ImageFile import ImageFile

from bot.core.errors import (
    DamagedImage,
    EmptyFile,
    ImageTooLarge,
    ImageTooSmall,
    NotAnImage,
    VectorImage,
)
from bot.core.model import Frame, Image
from bot.media.colour import to_srgb
from bot.media.formats import Opener, opener_of
from bot.media.svg import is_svg
from bot.media.upright import turn_of

_SAMPLE_SIDE = 256
_FEW_COLOURS = 256
_FEW_GREYS = 64
"""Any grey photograph has at most 256 greys, so fewer than that must speak for a drawing."""
_PALETTE_MODES = ("1", "P", "PA")


class PillowReader:
    """Reads JPEG, PNG, WebP, GIF (first frame), BMP, TIFF, HEIC/HEIF and AVIF.

    Args:
        max_pixels: width × height at most; more are refused from the header alone.
        min_side: pixels a side at least. Below 16 a detector has nothing to look at.
    """

    def __init__(self, max_pixels: int, min_side: int = 16) -> None:
        self._max_pixels = max_pixels
        self._min_side = min_side

    def read(self, image: Image) -> Frame:
        """Decode once, upright, in sRGB.

        Raises:
            UnusableImage: a leaf says why.
        """
        decoder = self._open(image)
        self._check_bounds(decoder.size, image.name)
        try:
            frame = _decode(decoder)
        except Exception as error:  # what decoders raise on garbage is an open list
            raise DamagedImage(name=image.name) from error
        self._check_bounds((frame.width, frame.height), image.name)
        return frame

    def _open(self, image: Image) -> ImageFile:
        """Read the header only."""
        opener = _recognise(image)
        try:
            return opener(io.BytesIO(image.data))
        except Exception as error:  # as above
            raise DamagedImage(name=image.name) from error

    def _check_bounds(self, size: tuple[int, int], name: str) -> None:
        width, height = size
        if width * height > self._max_pixels:
            limit = f"{self._max_pixels / 1_000_000:g}"
            raise ImageTooLarge(name=name, width=width, height=height, limit=limit)
        if min(size) < self._min_side:
            raise ImageTooSmall(name=name, width=width, height=height, minimum=self._min_side)


def _recognise(image: Image) -> Opener:
    if not image.data:
        raise EmptyFile(name=image.name)
    opener = opener_of(image.data)
    if opener is not None:
        return opener
    raise VectorImage(name=image.name) if is_svg(image.data) else NotAnImage(name=image.name)


def _decode(decoder: ImageFile) -> Frame:
    decoder.load()
    turn = turn_of(decoder)
    pixels, transparent = to_srgb(decoder)
    if turn is not None:
        pixels = pixels.transpose(turn)
    pixels.info.clear()  # comments and EXIF, which may say where a photograph was taken
    lossless = decoder.format != "JPEG" and (
        transparent or decoder.mode in _PALETTE_MODES or _has_few_colours(pixels)
    )
    return Frame(pixels, pixels.width, pixels.height, lossless)


def _has_few_colours(pixels: Pillow.Image) -> bool:
    """Whether a sample of the pixels looks like a drawing or a screenshot."""
    sample = pixels.resize(
        (min(pixels.width, _SAMPLE_SIDE), min(pixels.height, _SAMPLE_SIDE)),
        Pillow.Resampling.NEAREST,
    )
    colours = sample.getcolors(_FEW_COLOURS)
    if colours is None:
        return False
    red, green, blue = sample.split()
    is_grey = red.tobytes() == green.tobytes() == blue.tobytes()
    return not is_grey or len(colours) <= _FEW_GREYS
