"""Faces, cut out of a frame and turned upright, as the recognition network wants them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.core.model import Detection, RgbPixels
from bot.detect.local.dlib_resnet import SIDE

# Where eyes, nose and the corners of the mouth lie in a chip, in pixels: the mean places of
# libfacedetection's landmarks in dlib's own chips, measured on faces of nobody who is recognised.
TEMPLATE = np.array(
    [[45.52, 45.12], [101.23, 44.37], [73.89, 76.87], [49.65, 100.47], [98.85, 99.86]]
)

Chip = NDArray[np.float32]


def chip(pixels: RgbPixels, face: Detection) -> Chip:
    """One face, `SIDE` × `SIDE` × 3, 0 to 255; what lies outside of the frame is black.

    Args:
        pixels: the scaled frame in which it was found.
        face: with its landmarks, as `FaceFinder` gives them.
    """
    points = [(each["X"], each["Y"]) for each in face.details["Landmarks"]]
    places = np.array(points) * (pixels.width, pixels.height)
    turn, shift = _similarity(TEMPLATE, places)
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    there = np.stack([columns.ravel(), rows.ravel()], 1) @ turn.T + shift
    rgb = np.frombuffer(pixels.data, np.uint8).reshape(pixels.height, pixels.width, 3)
    return _sampled(rgb, there).reshape(SIDE, SIDE, 3)


def _similarity(
    source: NDArray[np.float64], target: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn, scale and shift that bring points as near as can be to others (Umeyama 1991)."""
    middle, centre = source.mean(0), target.mean(0)
    a, b = source - middle, target - centre
    u, sizes, v = np.linalg.svd(b.T @ a)
    flip = np.diag([1.0, np.sign(np.linalg.det(u @ v)) or 1.0])
    scale = (sizes @ np.diag(flip)) / max((a**2).sum(), 1e-9)
    turn = scale * (u @ flip @ v)
    return turn, centre - middle @ turn.T


def _sampled(rgb: NDArray[np.uint8], there: NDArray[np.float64]) -> Chip:
    """The colours at some places, between pixels by their distance."""
    height, width, _ = rgb.shape
    low = np.floor(there).astype(int)
    part = (there - low)[:, :, None]
    out = np.zeros((len(there), 3))
    for across in (0, 1):
        for down in (0, 1):
            x, y = low[:, 0] + across, low[:, 1] + down
            inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
            share = (part[:, 0] if across else 1 - part[:, 0]) * (
                part[:, 1] if down else 1 - part[:, 1]
            )
            out[inside] += share[inside] * rgb[y[inside], x[inside]]
    return out.astype(np.float32)


def with_mirrored(chips: Sequence[Chip]) -> NDArray[np.float32]:
    """Each chip, and after all of them each once more as in a mirror."""
    stacked = np.stack(chips)
    return np.concatenate([stacked, stacked[:, :, ::-1]])
