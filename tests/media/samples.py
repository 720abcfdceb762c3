"""Small pictures with known corners, encoded in every way that a test needs."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image as Pillow

from bot.core.model import Frame, Image

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 200, 30), (30, 30, 220), (230, 220, 30)
CORNERS = (RED, GREEN, BLUE, YELLOW)
SIZE = (64, 48)


def quadrants(size: tuple[int, int] = SIZE) -> Pillow.Image:
    """Red, green, blue and yellow: top left, top right, bottom left, bottom right."""
    width, height = size
    picture = Pillow.new("RGB", size, YELLOW)
    picture.paste(RED, (0, 0, width // 2, height // 2))
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    return picture


def noise(size: tuple[int, int]) -> Pillow.Image:
    """More colours than a drawing has, and the most that JPEG can be given to do."""
    red, green, blue = (Pillow.effect_noise(size, 120) for _ in range(3))
    return Pillow.merge("RGB", (red, green, blue))


def encode(picture: Pillow.Image, form: str, **options: Any) -> bytes:
    """The picture's bytes; HEIF goes through pillow-heif."""
    buffer = io.BytesIO()
    if form == "HEIF":
        from pillow_heif import from_pillow

        from_pillow(picture).save(buffer, quality=95, **options)
    else:
        picture.save(buffer, form, **options)
    return buffer.getvalue()


def image(picture: Pillow.Image, form: str, **options: Any) -> Image:
    """An image of the domain, named after its format."""
    return Image(encode(picture, form, **options), f"photo.{form.lower()}")


def corners(frame: Frame) -> list[tuple[int, int, int]]:
    """The colours at the middle of each quarter, row by row."""
    across, down = (
        (frame.width // 4, 3 * frame.width // 4),
        (frame.height // 4, 3 * frame.height // 4),
    )
    return [frame.pixels.getpixel((x, y)) for y in down for x in across]


def alike(seen: list[tuple[int, int, int]], wanted: Any, tolerance: int = 14) -> bool:
    """Whether the colours are the same but for what lossy encoding changes."""
    return len(seen) == len(wanted) and all(
        abs(a - b) <= tolerance
        for one, other in zip(seen, wanted, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def png_header(width: int, height: int, idat: bytes = b"") -> bytes:
    """A valid PNG header that promises a size, with whatever pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", idat) + chunk(b"IEND", b"")
    )
