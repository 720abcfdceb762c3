"""The EXIF orientation is applied, so that up is up."""

from __future__ import annotations

from PIL import ExifTags, Image

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each orientation: EXIF 2.32 (CIPA DC-008), section 4.6.4 A, tag 0x0112."""


def turn_of(image: Image.Image) -> Image.Transpose | None:
    """The turn that makes a decoded image upright, `None` when it is, or when EXIF is damaged.

    Must be asked before the image is converted, since only the decoded one knows its EXIF. The
    decoders of TIFF and HEIF have already turned theirs, and say so.
    """
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # a damaged block raises SyntaxError, struct.error, ValueError, TypeError …
        return None
