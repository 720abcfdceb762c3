"""Text in several lines."""

from __future__ import annotations

import unicodedata

from bot.annotate.figures.paper import typesetter
from bot.annotate.text import clean


def wrapped(text: str, size: int, width: int, most: int) -> list[str]:
    """Break a text between words, or between letters where a word is wider than a line.

    Args:
        text: is cleaned first.
        size: of the font in pixels.
        width: of a line in pixels.
        most: lines; the last has all that is left, which may be too wide for it.
    """
    lines: list[str] = []
    rest = clean(text)
    while rest and len(lines) < most - 1 and not _fits(rest, size, width):
        end = _break(rest, size, width)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, rest] if rest else lines


def _break(text: str, size: int, width: int) -> int:
    """How many characters stand on the first line; at least one."""
    spaces = [at for at, character in enumerate(text) if character == " "]
    letters = [at for at in range(1, len(text)) if unicodedata.category(text[at])[0] != "M"]
    if spaces and _fits(text[: spaces[0]], size, width):
        end = _last(text, spaces, size, width)
        following = text[end:].split()
        if not following or _fits(following[0], size, width):
            return end
    return _last(text, letters, size, width) if letters else len(text)


def _last(text: str, ends: list[int], size: int, width: int) -> int:
    """The last of the ends up to which the text fits, or the first of them."""
    fits, too_long = 0, len(ends)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if _fits(text[: ends[middle]], size, width):
            fits = middle
        else:
            too_long = middle
    return ends[fits]


def _fits(text: str, size: int, width: int) -> bool:
    return typesetter().line(text.rstrip(), size).width <= width
