"""Files that people really post, good and bad."""

from __future__ import annotations

import io

import PIL.Image as Pillow
from PIL import ImageCms

from bot.sandbox.samples import SAMPLES
from tests.media.samples import encode, noise, png_header

_BY_NAME = {each.name: each for each in SAMPLES}
ASTRONAUT = _BY_NAME["astronaut.png"].read()
CAT = _BY_NAME["chelsea.png"].read()


def photograph() -> Pillow.Image:
    """A real photograph, in RGB."""
    return Pillow.open(io.BytesIO(ASTRONAUT)).convert("RGB")


def good() -> dict[str, bytes]:
    """A photograph in every form that has to be answered; each holds one face."""
    rgb = photograph()
    turned = rgb.rotate(90, expand=True)
    exif = Pillow.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    second = Pillow.new("RGB", rgb.size, "white")
    return {
        "astronaut.jpg": encode(rgb, "JPEG"),
        "turned by a phone.jpg": encode(turned, "JPEG", exif=exif),
        "cmyk.jpg": encode(rgb.convert("CMYK"), "JPEG"),
        "sixteen bits.png": encode(_sixteen_bits(rgb), "PNG"),
        "animated.gif": encode(rgb, "GIF", save_all=True, append_images=[second]),
        "iphone.heic": encode(rgb, "HEIF"),
        "modern.avif": encode(rgb, "AVIF"),
        "web.webp": encode(rgb, "WEBP"),
        "scan.tiff": encode(rgb, "TIFF"),
        "old.bmp": encode(rgb, "BMP"),
        "profile.jpg": encode(rgb, "JPEG", icc_profile=_profile()),
    }


def bad() -> dict[str, tuple[bytes, str]]:
    """Files that cannot be recognised, each with words of the sentence that a person reads."""
    whole = encode(noise((400, 300)), "JPEG")
    return {
        "text.png": (b"this is not a picture, whatever its name says", "not a picture"),
        "truncated.jpg": (whole[: len(whole) // 2], "damaged or cut off"),
        "bomb.png": (png_header(60000, 60000), "60000 × 60000 pixels"),
        "wall.png": (encode(Pillow.new("1", (20000, 20000)), "PNG"), "20000 × 20000 pixels"),
        "dot.png": (encode(Pillow.new("RGB", (1, 1)), "PNG"), "1 × 1 pixels, too few"),
        "drawing.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "vector drawing"),
    }


def _sixteen_bits(rgb: Pillow.Image) -> Pillow.Image:
    return rgb.convert("L").point(lambda value: value * 257, "I").convert("I;16")


def _profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
