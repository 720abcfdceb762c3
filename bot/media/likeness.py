"""Perceptual hashes, by which near duplicates are found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from bot.core.model import Frame

_ROWS, _COLUMNS = 8, 9
_FIRST = (8 * _COLUMNS, 8 * _ROWS)
_MARGIN = 1.0
"""Grey levels of 255; where neighbours differ by less, noise would decide."""


def likeness(frame: Frame) -> tuple[int, int]:
    """Hash a frame and its mirror image, in 64 bits each.

    The frame is shrunk to 9 × 8 greys; each bit says whether one is darker than its neighbour to
    the right (a difference hash). Shrinking keeps fractions of grey levels, so that it does not
    matter how large the frame was, and mirrors exactly.
    """
    grey: Pillow.Image = frame.pixels.convert("L").resize(_FIRST, Pillow.Resampling.BILINEAR)
    small = grey.convert("F").resize((_COLUMNS, _ROWS), Pillow.Resampling.LANCZOS)
    levels = np.asarray(small)
    return _hash(levels), _hash(levels[:, ::-1])


def _hash(levels: NDArray[np.float32]) -> int:
    rises = levels[:, 1:] - levels[:, :-1] > _MARGIN
    return int.from_bytes(np.packbits(rises).tobytes(), "big")
