"""Which colour a label has, and which ink can be read on it.

The palette is Petroff's sequence of ten, found by a search for colours that people with any kind
of colour blindness can tell apart and that also look well: https://arxiv.org/abs/2107.02270
(Matplotlib has it as `petroff10`). More labels than colours share them, since a larger palette
could not be told apart by everybody; the caption says which label it is.
"""

from __future__ import annotations

import zlib

Colour = tuple[int, int, int]

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
SLATE: Colour = (33, 37, 41)
"""Behind the strip of labels: dark, so that it is not taken for a part of the photograph."""

PALETTE: tuple[Colour, ...] = (
    (63, 144, 218),  # blue
    (255, 169, 14),  # orange
    (189, 31, 1),  # red
    (148, 164, 162),  # grey
    (131, 45, 182),  # violet
    (169, 107, 89),  # brown
    (231, 99, 0),  # dark orange
    (185, 172, 112),  # tan
    (113, 117, 129),  # dark grey
    (146, 218, 221),  # cyan
)


def colour_of(label: str) -> Colour:
    """The label's colour: the same in every image, process and version, however it is spelt.

    CRC-32 is stable where Python's own hash differs from run to run.
    """
    return PALETTE[zlib.crc32(label.casefold().encode()) % len(PALETTE)]


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
