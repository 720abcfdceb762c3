"""Fitting: what a detector gets is within its limits, and its boxes find their way back."""

import io

import pytest
from PIL import Image as Pillow

from bot.core.model import BoundingBox, Frame, ImageLimits
from bot.media import PillowFitter
from bot.media.geometry import plan
from tests.media.samples import CORNERS, alike, corners, noise, quadrants

LIMITS = ImageLimits(max_bytes=4 * 1024 * 1024, min_side=64, max_side=4096, max_aspect=20.0)
FITTER = PillowFitter()


def frame_of(picture: Pillow.Image) -> Frame:
    return Frame(picture, picture.width, picture.height)


def decoded(data: bytes) -> Pillow.Image:
    picture = Pillow.open(io.BytesIO(data))
    picture.load()
    return picture


def test_a_frame_within_the_limits_keeps_its_size() -> None:
    """Nothing is scaled or padded without need."""
    fitted = FITTER.fit(frame_of(quadrants((640, 480))), LIMITS)
    picture = decoded(fitted.data)

    assert (fitted.width, fitted.height) == picture.size == (640, 480)
    assert fitted.content == BoundingBox(0.0, 0.0, 1.0, 1.0)
    assert (picture.format, picture.mode) == ("JPEG", "RGB")


def test_what_is_sent_holds_no_exif() -> None:
    """Nothing but pixels goes to a service."""
    fitted = FITTER.fit(frame_of(quadrants((640, 480))), LIMITS)

    assert b"Exif" not in fitted.data
    assert not decoded(fitted.data).getexif()


@pytest.mark.parametrize(
    ("size", "content", "whole"),
    [
        ((640, 480), (640, 480), (640, 480)),
        ((8192, 6144), (4096, 3072), (4096, 3072)),
        ((32, 32), (64, 64), (64, 64)),
        ((16, 20), (64, 80), (64, 80)),
        ((4096, 100), (4096, 100), (4096, 205)),
        ((100, 4096), (100, 4096), (205, 4096)),
        ((20000, 20), (4096, 4), (4096, 205)),
        ((3000, 16), (4096, 22), (4096, 205)),
        ((1280, 64), (1280, 64), (1280, 64)),
    ],
)
def test_the_size_is_planned(
    size: tuple[int, int], content: tuple[int, int], whole: tuple[int, int]
) -> None:
    """Too large is scaled down, too small up, and what is still too narrow is padded."""
    fit = plan(size, LIMITS)

    assert (fit.content, fit.whole) == (content, whole)
    assert max(fit.whole) <= LIMITS.max_side
    assert min(fit.whole) >= LIMITS.min_side
    assert max(fit.whole) / min(fit.whole) <= LIMITS.max_aspect


def test_padding_is_grey_and_around_the_middle() -> None:
    """The frame lies in the middle of what is sent, and the rest is a grey that says nothing."""
    fitted = FITTER.fit(frame_of(Pillow.new("RGB", (2000, 40), (255, 0, 0))), LIMITS)
    picture = decoded(fitted.data)

    assert picture.size == (3200, 160)
    assert alike(
        [picture.getpixel((1600, y)) for y in (5, 80, 155)],  # type: ignore[misc]
        [(128, 128, 128), (255, 0, 0), (128, 128, 128)],
    )


def test_a_box_finds_its_way_back() -> None:
    """A box that a detector found in the padded image is the same box in the frame."""
    fitted = FITTER.fit(frame_of(Pillow.new("RGB", (2000, 40))), LIMITS)
    left, top, width, height = 0.25, 0.3 + 0.4 * 0.5, 0.5, 0.4 * 0.25
    back = fitted.to_frame(BoundingBox(left, top, width, height))

    assert back.left == pytest.approx(0.25)
    assert back.top == pytest.approx(0.5)
    assert back.width == pytest.approx(0.5)
    assert back.height == pytest.approx(0.25)


@pytest.mark.parametrize("max_bytes", [400_000, 120_000, 30_000, 9_000])
def test_the_bytes_are_bounded(max_bytes: int) -> None:
    """Quality goes first, then size, until the image is light enough."""
    limits = ImageLimits(max_bytes, min_side=64, max_side=4096, max_aspect=20.0)
    fitted = FITTER.fit(frame_of(noise((800, 600))), limits)

    assert len(fitted.data) <= max_bytes
    assert fitted.width / fitted.height == pytest.approx(4 / 3, abs=0.03)


def test_quality_goes_before_size() -> None:
    """A little too heavy costs quality, but not a pixel."""
    frame = frame_of(noise((800, 600)))
    heavy = len(FITTER.fit(frame, LIMITS).data)
    fitted = FITTER.fit(frame, ImageLimits(heavy - 1, 64, 4096, 20.0))

    assert (fitted.width, fitted.height) == (800, 600)


def test_impossible_limits_are_a_mistake_in_the_program() -> None:
    """Limits that no image can meet end in an error instead of an endless loop."""
    with pytest.raises(ValueError, match="no JPEG of 64 pixels a side fits"):
        FITTER.fit(frame_of(quadrants()), ImageLimits(10, 64, 4096, 20.0))


def test_shrinking_gives_rows_of_rgb() -> None:
    """The longest side is what was asked for, and the pixels are three bytes each."""
    pixels = FITTER.shrink(frame_of(quadrants((640, 480))), 320)
    picture = Pillow.frombytes("RGB", (pixels.width, pixels.height), pixels.data)

    assert (pixels.width, pixels.height) == (320, 240)
    assert len(pixels.data) == 3 * 320 * 240
    assert alike(corners(frame_of(picture)), CORNERS, 1)


def test_shrinking_never_enlarges() -> None:
    """A small frame is handed over as it is."""
    pixels = FITTER.shrink(frame_of(quadrants()), 640)

    assert (pixels.width, pixels.height) == (64, 48)


def test_a_line_of_pixels_keeps_a_pixel() -> None:
    """No side shrinks to nothing."""
    pixels = FITTER.shrink(frame_of(Pillow.new("RGB", (4000, 16))), 100)

    assert (pixels.width, pixels.height) == (100, 1)


@pytest.mark.parametrize("size", [(600, 300), (300, 600), (40, 20)])
def test_the_square_is_the_middle(size: tuple[int, int]) -> None:
    """The centre of the frame is what a whole-image network sees, at the size it wants."""
    picture = Pillow.new("RGB", size, (0, 0, 255))
    short, (width, height) = min(size), size
    middle = ((width - short) // 2, (height - short) // 2)
    picture.paste((255, 0, 0), (*middle, middle[0] + short, middle[1] + short))
    square = FITTER.square(frame_of(picture), 32)

    assert (square.width, square.height) == (32, 32)
    # At the very edge the neighbours shine through, as antialiasing has it.
    inside = Pillow.frombytes("RGB", (32, 32), square.data).crop((2, 2, 30, 30))
    assert inside.getcolors() == [(28 * 28, (255, 0, 0))]


def test_the_frame_is_left_as_it_was() -> None:
    """Fitting draws on copies."""
    picture = quadrants((640, 480))
    before = picture.tobytes()
    FITTER.fit(frame_of(picture), ImageLimits(3000, 64, 300, 20.0))
    FITTER.shrink(frame_of(picture), 100)
    FITTER.square(frame_of(picture), 100)

    assert picture.tobytes() == before
