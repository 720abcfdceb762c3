"""Frames are scaled, padded and encoded for detectors."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image as Pillow

from bot.core.model import FittedImage, Frame, ImageLimits, RgbPixels
from bot.media.geometry import Fit, centre_square, plan, within

_QUALITIES = (92, 85, 75)
_SHRINK = 0.8
_GREY = (128, 128, 128)
_REDUCING_GAP = 3.0
"""Pillow shrinks by whole numbers first; from 3.0 on that cannot be told from the slow way:
https://pillow.readthedocs.io/en/stable/reference/Image.html#PIL.Image.Image.resize"""


class PillowFitter:
    """Fits frames to detectors; keeps nothing between calls, so threads may share it."""

    def fit(self, frame: Frame, limits: ImageLimits) -> FittedImage:
        """Encode the frame as JPEG within the limits.

        The quality is lowered first, then the size. 4:2:0 chroma is what cameras write, and
        brings most 12-megapixel photographs under 4 MB at the first try.

        Raises:
            ValueError: not even the least size that the limits allow has few enough bytes.
        """
        while True:
            fit = plan((frame.width, frame.height), limits)
            pixels = _render(frame.pixels, fit)
            for quality in _QUALITIES:
                data = _encode(pixels, quality)
                if len(data) <= limits.max_bytes:
                    return FittedImage(data, *fit.whole, fit.content_box)
            smaller = int(max(fit.whole) * _SHRINK)
            if smaller < limits.min_side:
                raise ValueError(f"no JPEG of {limits.min_side} pixels a side fits {limits}")
            limits = replace(limits, max_side=smaller)

    def shrink(self, frame: Frame, longest_side: int) -> RgbPixels:
        """Raw pixels, scaled down (never up) until the longest side fits."""
        width, height = within((frame.width, frame.height), longest_side)
        return RgbPixels(_resize(frame.pixels, (width, height)).tobytes(), width, height)

    def square(self, frame: Frame, side: int) -> RgbPixels:
        """The centre square of the frame, scaled to `side` × `side`."""
        box = centre_square((frame.width, frame.height))
        pixels = _resize(frame.pixels, (side, side), box)
        return RgbPixels(pixels.tobytes(), side, side)


def _resize(
    pixels: Pillow.Image,
    size: tuple[int, int],
    box: tuple[float, float, float, float] | None = None,
) -> Pillow.Image:
    """Bilinear with antialiasing, which is what networks are trained with; no copy if it fits."""
    if box is None and size == pixels.size:
        return pixels
    return pixels.resize(size, Pillow.Resampling.BILINEAR, box, _REDUCING_GAP)


def _render(pixels: Pillow.Image, fit: Fit) -> Pillow.Image:
    content = _resize(pixels, fit.content)
    if fit.content == fit.whole:
        return content
    whole = Pillow.new("RGB", fit.whole, _GREY)
    whole.paste(content, fit.offset)
    return whole


def _encode(pixels: Pillow.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    pixels.save(buffer, "JPEG", quality=quality, subsampling="4:2:0")
    return buffer.getvalue()
