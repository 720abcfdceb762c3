"""Small steps from a file's text to values; each says in a sentence what is wrong."""

from __future__ import annotations

import json
import math

from bot.core.model import PixelBox


def json_of(text: str | bytes) -> object:
    """The value of a JSON text.

    Raises:
        ValueError: it is none.
    """
    try:
        value: object = json.loads(text)
    except UnicodeDecodeError:
        raise ValueError("this is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise ValueError("this is not JSON") from None
    return value


def mapping(value: object, what: str) -> dict[str, object]:
    """A JSON object.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not an object in braces")
    return value


def items(value: object, what: str) -> list[object]:
    """A JSON list.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, list):
        raise ValueError(f"{what} is not a list")
    return value


def text_of(value: object, what: str) -> str:
    """A text that is not empty.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or not value:
        raise ValueError(f"{what} is missing")
    return value


def number(value: object, what: str) -> float:
    """A finite number, also one that is written as a text.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            result = float(value)
        except (ValueError, OverflowError):
            result = math.nan
        if math.isfinite(result):
            return result
    raise ValueError(f"{what} is not a number")


def size_of(width: object, height: object) -> tuple[int, int]:
    """Width and height in pixels.

    Raises:
        ValueError: they are none.
    """
    across, down = number(width, "width"), number(height, "height")
    if across < 1 or down < 1:
        raise ValueError("the image's width or height is not a number of pixels")
    return int(across), int(down)


def pixel_box(
    left: float, top: float, right: float, bottom: float, size: tuple[int, int] | None
) -> PixelBox:
    """A box in whole pixels, at least one each way, cut off at the image's edges.

    Raises:
        ValueError: nothing of it is in the image.
    """
    if not (left < right and top < bottom):
        raise ValueError("a box has no width or no height")
    width, height = size or (math.inf, math.inf)
    if right <= 0 or bottom <= 0 or left >= width or top >= height:
        raise ValueError("a box is outside of the image")
    first, last = _pixels(left, right, width)
    upper, lower = _pixels(top, bottom, height)
    return PixelBox(first, upper, last, lower)


def _pixels(start: float, end: float, length: float) -> tuple[int, int]:
    first = math.floor(min(max(start, 0.0) + 0.5, length - 1))
    return first, math.floor(max(min(end + 0.5, length), first + 1))
