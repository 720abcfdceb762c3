"""What is kept of an image: its pixels, upright, and nothing else."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from PIL import ExifTags, PngImagePlugin
from PIL import Image as Pillow

from bot.core.dataset import MAX_SIDE
from bot.core.labelling import KeptImage
from bot.core.model import Image
from bot.media import PillowReader, kept_image
from tests.media.samples import CORNERS, alike, corners, encode, image, noise, quadrants

READER = PillowReader(100_000_000)
SECRET = b"52.5200 N"


def keep(given: Image, source: str = "slack:F1") -> KeptImage:
    return kept_image(given, READER.read(given), source)


def located() -> Pillow.Exif:
    """EXIF as a phone writes it, turned and with a place."""
    exif = Pillow.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = SECRET.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return exif


def text() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    return info


@pytest.mark.parametrize(
    ("form", "options"),
    [("JPEG", {"quality": 90}), ("JPEG", {"progressive": True}), ("PNG", {})],
)
def test_a_plain_image_stays_as_it_is(form: str, options: dict[str, Any]) -> None:
    """Not a byte is changed, so nothing is lost."""
    given = image(noise((300, 200)), form, **options)

    kept = keep(given, "s3://bucket/a.jpg")

    assert kept.image == given
    assert (kept.width, kept.height, kept.source) == (300, 200, "s3://bucket/a.jpg")


@pytest.mark.parametrize(
    "given",
    [
        image(quadrants(), "JPEG", exif=located()),
        image(quadrants(), "JPEG", comment=SECRET),
        image(quadrants(), "JPEG", xmp=SECRET),
        Image(encode(quadrants(), "JPEG") + SECRET, "motion.jpg"),
        Image(encode(quadrants(), "JPEG") + encode(quadrants(), "JPEG", comment=SECRET), "two.jpg"),
        image(quadrants(), "PNG", exif=located()),
        image(quadrants(), "PNG", pnginfo=text()),
        Image(encode(quadrants(), "PNG") + SECRET, "more.png"),
        image(quadrants(), "WEBP", exif=located().tobytes()),
        image(quadrants(), "HEIF", exif=located().tobytes()),
        image(quadrants(), "TIFF", description=SECRET.decode()),
    ],
)
def test_nothing_but_pixels_is_kept(given: Image) -> None:
    """Where and by whom it was taken is nobody's business."""
    kept = keep(given)

    assert SECRET in given.data
    assert SECRET not in kept.image.data
    with Pillow.open(io.BytesIO(kept.image.data)) as opened:
        assert not opened.getexif()
        assert {"comment", "xmp", "Comment"}.isdisjoint(opened.info)


def test_a_turned_photograph_is_kept_upright() -> None:
    """The sides are those of the frame, and the corners are where people see them."""
    given = image(quadrants(), "JPEG", exif=located())

    kept = keep(given)

    frame = READER.read(given)
    again = READER.read(kept.image)
    assert (kept.width, kept.height) == (again.width, again.height) == (48, 64)
    assert alike(corners(again), corners(frame))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_large_image_is_scaled_down(form: str) -> None:
    """Its longer side is what a dataset takes; the shorter one follows."""
    kept = keep(image(quadrants((3000, 1500)), form))

    again = READER.read(kept.image)
    assert (kept.width, kept.height) == (again.width, again.height) == (MAX_SIDE, MAX_SIDE // 2)
    assert alike(corners(again), CORNERS)


@pytest.mark.parametrize(
    ("given", "start"),
    [
        (image(quadrants(), "WEBP", lossless=True), b"\x89PNG"),
        (image(quadrants().quantize(4), "GIF"), b"\x89PNG"),
        (image(quadrants().convert("RGBA"), "PNG"), b"\x89PNG"),
        (image(noise((90, 60)), "WEBP"), b"\xff\xd8\xff"),
        (image(noise((90, 60)), "BMP"), b"\xff\xd8\xff"),
        (image(quadrants().convert("CMYK"), "JPEG"), b"\xff\xd8\xff"),
    ],
)
def test_other_formats_become_jpeg_or_png(given: Image, start: bytes) -> None:
    """Drawings stay without loss; photographs stay small."""
    assert keep(given).image.data.startswith(start)


def test_the_most_pixels_fit() -> None:
    """Even noise in a lossless format is kept within 15 MB."""
    kept = keep(image(noise((MAX_SIDE, MAX_SIDE)), "PNG"))

    assert len(kept.image.data) <= 15 * 1024 * 1024


def test_the_same_file_is_the_same_image() -> None:
    """Also when it is encoded anew, so that its id is the same."""
    given = image(noise((90, 60)), "WEBP", exif=located().tobytes())

    ids = {hashlib.sha256(keep(given).image.data).hexdigest() for _ in range(3)}

    assert len(ids) == 1


def test_any_name_can_be_kept() -> None:
    """Paths of this machine and names of others' may hold what no database takes."""
    given = Image(encode(quadrants(), "PNG"), "caf\udce9\0.png")

    kept = keep(given, "/caf\udce9/\0.png")

    assert (kept.image.name, kept.source) == ("caf?.png", "/caf?/.png")


def test_what_is_kept_is_kept_as_it_is() -> None:
    """Keeping again what was kept changes nothing."""
    first = keep(image(noise((90, 60)), "WEBP"))

    assert keep(first.image).image == first.image
