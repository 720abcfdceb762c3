"""An image as it is kept in the dataset: upright, not too large, and nothing but its pixels."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from PIL import Image as Pillow
from PIL.JpegImagePlugin import JpegImageFile

from bot.core.dataset import MAX_SIDE
from bot.core.labelling import KeptImage
from bot.core.model import Frame, Image
from bot.media.geometry import within
from bot.media.likeness import likeness

MAX_BYTES = 15 * 1024 * 1024
"""What Rekognition takes for training:
https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html"""
_QUALITY = 95
_JPEG, _PNG, _END_OF_JPEG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff\xd9"
_PLAIN_SEGMENTS = {"APP0", "APP14"}
"""JFIF's density and Adobe's colour transform. EXIF, XMP, profiles and comments are in others."""
_PLAIN_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"sRGB", b"pHYs", b"sBIT"}
_GREY, _RGB, _PALETTE = 0, 2, 3
_IHDR = struct.Struct(">IIBB")


def kept_image(image: Image, frame: Frame, source: str) -> KeptImage:
    """Make an image ready to be kept; the same bytes in give the same bytes out.

    What is a plain JPEG or PNG already stays as it is. Anything else is encoded anew: what is
    turned or too large, and whatever says more than pixels, such as where it was taken.

    Args:
        image: as it came.
        frame: what was read from it.
        source: as in `KeptImage`.
    """
    size = within((frame.width, frame.height), MAX_SIDE)
    as_it_is = size == (frame.width, frame.height) and _is_plain(image.data, size)
    data = image.data if as_it_is else _encode(frame, size)
    return KeptImage(Image(data, _text(image.name)), *size, likeness(frame), _text(source))


def _is_plain(data: bytes, size: tuple[int, int]) -> bool:
    if len(data) > MAX_BYTES:
        return False
    if data.startswith(_JPEG):
        return _is_plain_jpeg(data, size)
    return data.startswith(_PNG) and _is_plain_png(data, size)


def _is_plain_jpeg(data: bytes, size: tuple[int, int]) -> bool:
    """Nothing but pixels, also behind its end, where phones put a second picture or a film."""
    decoder = JpegImageFile(io.BytesIO(data))
    segments = {name for name, _ in decoder.applist}
    ends = data.find(_END_OF_JPEG) == len(data) - len(_END_OF_JPEG)
    plain = ends and segments <= _PLAIN_SEGMENTS and decoder.mode in ("L", "RGB")
    return plain and decoder.size == size


def _is_plain_png(data: bytes, size: tuple[int, int]) -> bool:
    """Opaque, 8 bits deep, and without text, profile, animation or anything after its end."""
    width, height, depth, colours = _IHDR.unpack_from(data, 16)
    kinds = list(_chunks(data))
    plain = set(kinds) <= _PLAIN_CHUNKS and kinds[-1] == b"IEND"
    return plain and (width, height) == size and depth == 8 and colours in (_GREY, _RGB, _PALETTE)


def _chunks(data: bytes) -> Iterator[bytes]:
    """The kinds of a PNG's chunks; an empty one for what is cut off or follows the end."""
    at = len(_PNG)
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        at += length + 12
        yield kind if at <= len(data) else b""
        if kind == b"IEND" and at != len(data):
            yield b""
            return


def _encode(frame: Frame, size: tuple[int, int]) -> bytes:
    """PNG for drawings and screenshots, otherwise JPEG with all of its colour.

    2048 × 2048 pixels of three bytes are 12 MB, so that either is within bounds.
    """
    pixels: Pillow.Image = frame.pixels
    if size != pixels.size:
        pixels = pixels.resize(size, Pillow.Resampling.LANCZOS, reducing_gap=3.0)
    buffer = io.BytesIO()
    if frame.lossless:
        pixels.save(buffer, "PNG")
    else:
        pixels.save(buffer, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return buffer.getvalue()


def _text(name: str) -> str:
    """A name as every database takes it: a path of Linux can be no text, and U+0000 is none."""
    return name.encode("utf-8", "replace").decode().replace("\0", "")
