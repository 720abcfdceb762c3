"""Orientation: up is up, whatever the camera wrote."""

import pytest
from PIL import ExifTags
from PIL import Image as Pillow

from bot.core.model import Image
from bot.media import PillowReader
from bot.media.upright import turn_of
from tests.media.samples import (
    BLUE,
    CORNERS,
    GREEN,
    RED,
    SIZE,
    YELLOW,
    alike,
    corners,
    encode,
    image,
    quadrants,
)

READER = PillowReader(max_pixels=1_000_000)
# Which corner is where once the picture stands as each orientation asks.
STANDING = {
    1: (RED, GREEN, BLUE, YELLOW),
    2: (GREEN, RED, YELLOW, BLUE),
    3: (YELLOW, BLUE, GREEN, RED),
    4: (BLUE, YELLOW, RED, GREEN),
    5: (RED, BLUE, GREEN, YELLOW),
    6: (BLUE, RED, YELLOW, GREEN),
    7: (YELLOW, GREEN, BLUE, RED),
    8: (GREEN, YELLOW, RED, BLUE),
}


def exif(orientation: object) -> Pillow.Exif:
    block = Pillow.Exif()
    block[ExifTags.Base.Orientation] = orientation
    return block


@pytest.mark.parametrize("orientation", STANDING)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_each_orientation_is_applied_once(form: str, orientation: int) -> None:
    """All eight ways to hold a camera end upright, in every format that can say so."""
    options = {} if form == "TIFF" else {"exif": exif(orientation)}
    if form == "TIFF":
        options = {"tiffinfo": {274: orientation}}  # type: ignore[dict-item]
    frame = READER.read(image(quadrants(), form, **options))

    assert (frame.width, frame.height) == (SIZE if orientation < 5 else SIZE[::-1])
    assert alike(corners(frame), STANDING[orientation], 40)


def test_an_iphone_photo_is_turned_once() -> None:
    """HEIF turns the picture by itself, and its EXIF does not turn it again."""
    frame = READER.read(image(quadrants(), "HEIF", exif=exif(6).tobytes()))

    assert alike(corners(frame), STANDING[6], 30) is (frame.width < frame.height)


# Pillow warns about such a block, too; the bot's log may have that.
@pytest.mark.filterwarnings("ignore:.*EXIF data")
@pytest.mark.parametrize(
    "block",
    [
        b"Exif\0\0",
        b"Exif\0\0rubbish",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
        b"Exif\0\0II*\0\xff\xff\xff\x7f",
        exif(99).tobytes(),
        exif(6).tobytes()[:-9],
    ],
)
def test_a_damaged_exif_block_does_not_lose_the_picture(block: bytes) -> None:
    """A picture whose EXIF cannot be read is shown as it lies."""
    frame = READER.read(Image(encode(quadrants(), "JPEG", exif=block), "damaged-exif.jpg"))

    assert alike(corners(frame), CORNERS)


class Unreadable(Pillow.Image):
    """An image whose EXIF block fails as some real files' do: with a `SyntaxError`."""

    def getexif(self) -> Pillow.Exif:
        raise SyntaxError("not a TIFF file (header b'' not valid)")


def test_exif_that_only_fails_when_asked_is_ignored_too() -> None:
    """Whatever Pillow raises while it looks for the orientation, the picture stays as it lies."""
    assert turn_of(Unreadable()) is None
