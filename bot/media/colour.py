"""Any colour mode becomes 8-bit RGB in sRGB: profiles, CMYK, transparency, deep pixels."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

_DEEP_MODES = ("I", "F")
_WHITE = (255, 255, 255)
_PROFILE_SPACE = {"RGB": "RGB ", "CMYK": "CMYK", "L": "GRAY"}
"""The colour space that an ICC profile must have to describe pixels of a mode."""


def to_srgb(image: Image.Image) -> tuple[Image.Image, bool]:
    """Turn a decoded image into RGB.

    Returns:
        the image, and whether anything in it is transparent (it now lies on white).
    """
    profile = image.info.get("icc_profile")
    if image.mode.startswith(_DEEP_MODES):
        return _apply_profile(_to_8_bit(image), profile), False
    if image.mode == "LAB":
        return _from_lab(image), False
    if image.has_transparency_data:
        flat, transparent = _on_white(image)
        return _apply_profile(flat, profile), transparent
    if image.mode not in _PROFILE_SPACE:
        image = image.convert("RGB")
    return _apply_profile(image, profile), False


def _on_white(image: Image.Image) -> tuple[Image.Image, bool]:
    """Lay an image with an alpha channel, or a transparent colour, on white."""
    if image.mode == "La":
        image = image.convert("LA")
    image = image.convert("RGBA")
    alpha = image.getchannel("A")
    if alpha.getextrema()[0] == 255:
        return image.convert("RGB"), False
    flat = Image.new("RGB", image.size, _WHITE)
    flat.paste(image, mask=alpha)
    return flat, True


def _to_8_bit(image: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit and floating-point grey to 8 bits, without clipping the bright part.

    Values that fit a usual range (0 to 1, or 8, 10, 12, 14, 16 bits) are taken to mean it, so
    that a 12-bit scan is not nearly black; others are stretched from least to greatest. PNG is
    always meant as 16 bits: https://www.w3.org/TR/png-3/#12Sample-depth-scaling
    """
    values = np.asarray(image)
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if getattr(image, "format", None) == "PNG":
        low, high = 0.0, 65535.0
    elif low >= 0:
        low, high = 0.0, _nominal(high, values.dtype.kind == "f")
    grey = np.nan_to_num(values.astype(np.float32), nan=low, posinf=high, neginf=low)
    grey -= low
    grey *= 255.0 / ((high - low) or 1.0)
    return Image.fromarray(np.rint(grey, out=grey).astype(np.uint8))


def _nominal(high: float, is_float: bool) -> float:
    """The top of the narrowest usual range that holds `high`."""
    ranges = [2.0**bits - 1 for bits in (8, 10, 12, 14, 16)]
    if is_float:
        ranges.insert(0, 1.0)
    return next((top for top in ranges if high <= top), high)


def _from_lab(image: Image.Image) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image, ImageCms.createProfile("LAB"), _srgb(), outputMode="RGB"
    )
    assert converted is not None  # it is only None when the image is changed in place
    return converted


def _apply_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert from the embedded profile to sRGB; a profile that is broken or unfit is ignored."""
    if profile:
        try:
            converted = _convert(image, profile)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB") if image.mode != "RGB" else image


def _convert(image: Image.Image, profile: bytes) -> Image.Image | None:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if source.profile.xcolor_space != _PROFILE_SPACE[image.mode]:
        return None
    if "sRGB" in ImageCms.getProfileDescription(source):
        return image if image.mode == "RGB" else None
    return ImageCms.profileToProfile(image, source, _srgb(), outputMode="RGB")


def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
