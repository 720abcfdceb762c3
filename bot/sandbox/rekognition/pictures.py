"""Pictures as the service takes them."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from bot.sandbox.rekognition.refused import Refused


@dataclass(frozen=True)
class Limits:
    """What an operation takes."""

    max_bytes: int
    min_side: int
    max_side: int
    max_aspect: float


def open_picture(data: bytes, limits: Limits) -> Image.Image:
    """Decode a picture upright, or refuse it as AWS does."""
    if len(data) > limits.max_bytes:
        message = f"Image is larger than {limits.max_bytes} bytes."
        raise Refused("ImageTooLargeException", message)
    if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise Refused("InvalidImageFormatException", "Request has invalid image format.")
    try:
        picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        _check_size(picture.size, limits)
        picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        message = "Request has invalid image format."
        raise Refused("InvalidImageFormatException", message) from error
    return ImageOps.exif_transpose(picture).convert("RGB")


def _check_size(size: tuple[int, int], limits: Limits) -> None:
    short, long = sorted(size)
    if long > limits.max_side:
        raise Refused("ImageTooLargeException", f"A side is longer than {limits.max_side} pixels.")
    if short < limits.min_side:
        message = f"A side is shorter than {limits.min_side} pixels."
        raise Refused("InvalidParameterException", message)
    if long / short > limits.max_aspect:
        message = f"One side is over {limits.max_aspect:g} times the other."
        raise Refused("InvalidParameterException", message)
