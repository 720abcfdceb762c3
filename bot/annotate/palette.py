"""Which colour a label has, and which ink can be read on it.

The palette is Okabe and Ito's, made so that people with any kind of colour blindness can tell its
colours apart: https://jfly.uni-koeln.de/color/ ("Color Universal Design", 2008). Their eighth
colour, black, is left out, since it frames the boxes. More than seven bright colours could not be
told apart by everybody, so labels share them; the caption says which label it is.
"""

from __future__ import annotations

import zlib

Colour = tuple[int, int, int]

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
SLATE: Colour = (33, 37, 41)
"""Behind the strip of labels: dark, so that it is not taken for a part of the photograph."""

PALETTE: tuple[Colour, ...] = (
    (230, 159, 0),  # orange
    (86, 180, 233),  # sky blue
    (0, 158, 115),  # bluish green
    (240, 228, 66),  # yellow
    (0, 114, 178),  # blue
    (213, 94, 0),  # vermilion
    (204, 121, 167),  # reddish purple
)
_SALT = 29559
"""Found by trying: with it, labels that are often seen together have different colours."""


def colour_of(label: str) -> Colour:
    """The label's colour: the same in every image, process and version, in capitals or not.

    CRC-32 is stable where Python's own hash differs from run to run.
    """
    return PALETTE[zlib.crc32(f"{_SALT}{label.casefold()}".encode()) % len(PALETTE)]


def ink_on(background: Colour) -> Colour:
    """Black or white, whichever is easier to read; at least 4.5:1 for any background."""
    return max(BLACK, WHITE, key=lambda ink: contrast(ink, background))


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
