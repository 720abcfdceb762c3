"""The patches of vivid colour in a picture: what the stand-in sees."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Rgb = tuple[int, int, int]
Mask = NDArray[np.bool_]

PALETTE: Mapping[str, Rgb] = {
    "Red": (255, 0, 0),
    "Orange": (255, 128, 0),
    "Yellow": (255, 255, 0),
    "Green": (0, 255, 0),
    "Cyan": (0, 255, 255),
    "Blue": (0, 0, 255),
    "Purple": (128, 0, 255),
    "Pink": (255, 0, 192),
}

SIDE = 512
"""Pixels of the longer side that is looked at."""

CELL = 8
"""Patches closer than this many pixels, or two of them, are one."""

LEAST_SHARE = 0.001
"""Of the picture; a smaller patch is noise."""

SCENE_SHARE = 0.6
"""Of the picture; a larger patch is the scene, not a thing in it."""

_HUE_TOLERANCE = 14  # of 256
_VIVID = 110  # of 255, saturation and value


@dataclass(frozen=True)
class Patch:
    """A connected patch of one colour, as ratios of the picture."""

    label: str
    confidence: float
    left: float
    top: float
    width: float
    height: float
    share: float


def patches(picture: Image.Image, colours: Mapping[str, Rgb]) -> list[Patch]:
    """The patches of these colours, most confident first."""
    small = picture.copy()
    small.thumbnail((SIDE, SIDE), Image.Resampling.NEAREST)
    pixels = np.asarray(small.convert("HSV")).astype(np.int16)
    found = [
        patch
        for label, mask in _masks(pixels, colours).items()
        for region in _regions(mask)
        if (patch := _patch(label, region, pixels[..., 1])).share >= LEAST_SHARE
    ]
    return sorted(found, key=lambda patch: -patch.confidence)


def _masks(pixels: NDArray[np.int16], colours: Mapping[str, Rgb]) -> dict[str, Mask]:
    """Which pixels belong to which colour: vivid ones, each to the nearest hue."""
    vivid = (pixels[..., 1] >= _VIVID) & (pixels[..., 2] >= _VIVID)
    hues = [colorsys.rgb_to_hsv(*(part / 255 for part in rgb))[0] * 256 for rgb in colours.values()]
    around = np.stack([np.abs((pixels[..., 0] - hue + 128) % 256 - 128) for hue in hues])
    nearest = np.argmin(around, axis=0)
    near = vivid & (np.min(around, axis=0) <= _HUE_TOLERANCE)
    return {label: near & (nearest == index) for index, label in enumerate(colours)}


def _regions(mask: Mask) -> Iterator[Mask]:
    """The connected parts of a mask, found on a coarse grid."""
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % CELL), (0, -width % CELL)))
    rows, columns = padded.shape[0] // CELL, padded.shape[1] // CELL
    grid = padded.reshape(rows, CELL, columns, CELL).any(axis=(1, 3))
    free = {(int(y), int(x)) for y, x in np.argwhere(grid)}
    while free:
        part = np.zeros_like(grid)
        border = [free.pop()]
        while border:
            y, x = border.pop()
            part[y, x] = True
            touching = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & free
            free -= touching
            border.extend(touching)
        yield mask & np.kron(part, np.ones((CELL, CELL), bool))[:height, :width]


def _patch(label: str, region: Mask, saturation: NDArray[np.int16]) -> Patch:
    """Its box, and a confidence: how much of the box it fills, and how vividly."""
    height, width = region.shape
    rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    count = int(region.sum())
    filled = count / ((bottom - top) * (right - left))
    vivid = float(saturation[region].mean()) / 255
    return Patch(
        label,
        round(100 * filled * vivid, 3),
        left / width,
        top / height,
        (right - left) / width,
        (bottom - top) / height,
        count / (width * height),
    )
