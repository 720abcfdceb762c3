"""Which format is it: decided by content, never by name, and only from the listed formats.

Each format's own decoder is called, instead of letting Pillow try its whole registry. So no odd
plug-in can run (EPS would start Ghostscript), nothing global is registered, and the size is known
for any header, since Pillow's bomb check, which raises without telling the size, sits in
`Image.open`. Ours, in `bot.media.read`, comes before any pixel is decoded.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifImageFile

Opener = Callable[[io.BytesIO], ImageFile]

_SIGNATURES: tuple[tuple[bytes, Opener], ...] = (
    # A multi-picture JPEG (MPO, as phones write) is read as the plain JPEG that it starts with.
    (b"\xff\xd8\xff", JpegImageFile),
    (b"\x89PNG\r\n\x1a\n", PngImageFile),
    (b"GIF87a", GifImageFile),
    (b"GIF89a", GifImageFile),
    (b"II*\0", TiffImageFile),
    (b"MM\0*", TiffImageFile),
    (b"II+\0", TiffImageFile),
    (b"MM\0+", TiffImageFile),
)
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"mif2"}
_DIB_HEADER_SIZES = {12, 16, 40, 52, 56, 64, 108, 124}
"""https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types, and OS/2's 16 and 64."""


def opener_of(data: bytes) -> Opener | None:
    """The decoder for these bytes, or `None` when they are not in a format that is taken."""
    for signature, opener in _SIGNATURES:
        if data.startswith(signature):
            return opener
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WebPImageFile
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _DIB_HEADER_SIZES:
        return BmpImageFile
    return _iso_media(data)


def _iso_media(data: bytes) -> Opener | None:
    """AVIF and HEIF share a container, whose first box lists the brands it is compatible with.

    A file of the neutral brand `mif1` is an AVIF when `avif` is listed after it
    (https://aomediacodec.github.io/av1-avif/#brands-overview).
    """
    if data[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(data[:4], "big"), 256, len(data))
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end - 3, 4))}
    if brands & _AVIF_BRANDS:
        return AvifImageFile
    return HeifImageFile if brands & _HEIF_BRANDS else None
