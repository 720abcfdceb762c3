"""Colour: whatever a file holds, the frame shows what a person would see."""

import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageCms

from bot.core.model import Frame, Image
from bot.media import PillowReader
from tests.media.samples import CORNERS, SIZE, alike, corners, encode, image, png_header, quadrants

READER = PillowReader(max_pixels=1_000_000)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def ramp(low: float, high: float, kind: str) -> np.ndarray[Any, Any]:
    """Grey values that rise from left to right."""
    return np.tile(np.linspace(low, high, SIZE[0]), (SIZE[1], 1)).astype(kind)


def ends(frame: Frame) -> tuple[int, int, int]:
    """The greys at the left edge, in the middle and at the right edge."""
    left, middle, right = (
        frame.pixels.getpixel((x, 20))[0] for x in (0, frame.width // 2, frame.width - 1)
    )
    return left, middle, right


@pytest.mark.parametrize("mode", ["L", "LA", "1"])
def test_grey_becomes_rgb(mode: str) -> None:
    """Grey, grey with opacity, and black and white keep their brightness."""
    picture = Pillow.new("RGB", SIZE, WHITE)
    picture.paste(BLACK, (0, 0, 32, 48))
    frame = READER.read(image(picture.convert(mode), "PNG"))

    assert frame.pixels.mode == "RGB"
    assert corners(frame) == [BLACK, WHITE, BLACK, WHITE]


def test_a_palette_becomes_its_colours() -> None:
    """Numbers in a palette are looked up."""
    frame = READER.read(image(quadrants().quantize(4), "PNG"))

    assert alike(corners(frame), CORNERS, 4)
    assert frame.lossless


def test_a_transparent_palette_lies_on_white() -> None:
    """A palette's transparent colour is seen as white."""
    picture = quadrants().quantize(4)
    hidden = picture.getpixel((0, 0))
    frame = READER.read(image(picture, "PNG", transparency=hidden))

    assert alike(corners(frame), (WHITE, *CORNERS[1:]), 4)


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_transparent_colour_lies_on_white(mode: str) -> None:
    """One colour that is declared transparent is seen as white."""
    picture = Pillow.new(mode, SIZE, 0)
    hidden: Any = (0, 0, 0) if mode == "RGB" else 0
    frame = READER.read(image(picture, "PNG", transparency=hidden))

    assert corners(frame) == [WHITE] * 4
    assert frame.lossless


def test_transparency_lies_on_white_and_is_lossless() -> None:
    """Half-transparent pixels are mixed with white."""
    picture = quadrants().convert("RGBA")
    picture.paste((0, 0, 0, 128), (0, 0, 32, 24))
    frame = READER.read(image(picture, "PNG"))

    assert alike(corners(frame), ((127, 127, 127), *CORNERS[1:]), 2)
    assert frame.lossless


def test_an_alpha_channel_that_hides_nothing_is_dropped() -> None:
    """Opacity everywhere is no transparency: a photograph stays one."""
    photo = Pillow.merge("RGB", [Pillow.effect_noise((300, 300), 90) for _ in range(3)])
    photo.putalpha(255)
    frame = READER.read(image(photo, "PNG"))

    assert not frame.lossless


@pytest.mark.parametrize("mode", ["RGBa", "La"])
def test_premultiplied_transparency_is_understood(mode: str) -> None:
    """Colours that were already mixed with their opacity are not mixed twice."""
    from bot.media.colour import to_srgb

    full = "RGBA" if mode == "RGBa" else "LA"
    colour: Any = (200, 200, 200, 128) if full == "RGBA" else (200, 128)
    pixels, transparent = to_srgb(Pillow.new(full, SIZE, colour).convert(mode))

    assert transparent
    assert alike([pixels.getpixel((5, 5))], [(227, 227, 227)], 3)  # type: ignore[list-item]


def test_cmyk_is_not_inverted() -> None:
    """A CMYK JPEG as Adobe writes it (inverted) comes out in its own colours."""
    frame = READER.read(image(quadrants().convert("CMYK"), "JPEG", quality=95))

    assert alike(corners(frame), CORNERS)


def test_ycck_is_understood() -> None:
    """A JPEG that stores CMYK as YCCK, as Photoshop does, comes out in its own colours."""
    cyan, magenta, yellow, black = quadrants().convert("CMYK").split()
    luma = Pillow.merge("RGB", (cyan, magenta, yellow)).convert("YCbCr")
    inverted = luma.point(lambda value: 255 - value)  # since Pillow inverts once more when saving
    planes = Pillow.merge("CMYK", (*inverted.split(), black))
    data = bytearray(encode(planes, "JPEG", quality=95, subsampling=0))
    marker = data.index(b"Adobe")
    data[marker + 11] = 2  # the transform flag of the Adobe marker: 2 is YCCK

    frame = READER.read(Image(bytes(data), "photoshop.jpg"))

    assert alike(corners(frame), CORNERS, 20)


def test_lab_is_understood() -> None:
    """A TIFF in CIE L*a*b* becomes RGB."""
    frame = READER.read(image(Pillow.new("LAB", SIZE, (255, 128, 128)), "TIFF"))

    assert alike(corners(frame), [WHITE] * 4, 3)


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_16_bit_grey_is_scaled_not_clipped(form: str) -> None:
    """The whole range of 16 bits is seen, from black to white."""
    frame = READER.read(image(Pillow.fromarray(ramp(0, 65535, "uint16")), form))

    assert ends(frame) == (0, 130, 255)


def test_a_12_bit_scan_is_not_nearly_black() -> None:
    """Values that fit 12 bits are taken for 12 bits, whatever they are stored in."""
    frame = READER.read(image(Pillow.fromarray(ramp(0, 4095, "uint16")), "TIFF"))

    assert ends(frame) == (0, 130, 255)


def test_a_dark_16_bit_png_stays_dark() -> None:
    """PNG says how many bits it means, so nothing is guessed."""
    frame = READER.read(image(Pillow.fromarray(ramp(0, 4095, "uint16")), "PNG"))

    assert ends(frame) == (0, 8, 16)


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [
        (0.0, 1.0, "float32"),
        (0.0, 255.0, "float32"),
        (-5.0, 5.0, "float32"),
        (0.0, 1e6, "float32"),
        (-1000, 1000, "int32"),
        (0, 1_000_000, "int32"),
    ],
)
def test_other_deep_grey_is_stretched(low: float, high: float, kind: str) -> None:
    """Floating point and 32-bit values are seen from the least to the greatest."""
    left, middle, right = ends(READER.read(image(Pillow.fromarray(ramp(low, high, kind)), "TIFF")))

    assert (left, right) == (0, 255)
    assert abs(middle - 130) <= 1


def test_values_that_are_no_numbers_do_no_harm() -> None:
    """NaN is black and infinity white, and neither spoils the range of the others."""
    values = ramp(0.0, 1.0, "float32")
    values[0, :3] = (np.nan, np.inf, -np.inf)
    frame = READER.read(image(Pillow.fromarray(values), "TIFF"))

    assert ends(frame) == (0, 130, 255)
    assert [frame.pixels.getpixel((x, 0))[0] for x in range(3)] == [0, 255, 0]


@pytest.mark.parametrize("value", [np.nan, 0.0])
def test_one_value_everywhere_is_black(value: float) -> None:
    """A picture without any range is drawn, not divided by zero."""
    frame = READER.read(image(Pillow.fromarray(np.full((48, 64), value, "float32")), "TIFF"))

    assert corners(frame) == [BLACK] * 4


def swapped_profile() -> bytes:
    """A made-up RGB profile in which the primaries of red and green have changed places."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", data[128:132])[0]
    for entry in range(132, 132 + 12 * count, 12):
        tag = bytes(data[entry : entry + 4])
        if tag in (b"rXYZ", b"gXYZ"):
            data[entry : entry + 4] = b"gXYZ" if tag == b"rXYZ" else b"rXYZ"
    return bytes(data).replace("sRGB".encode("utf-16-be"), "odd!".encode("utf-16-be"))


def test_the_colour_profile_is_applied() -> None:
    """Pixels are turned into sRGB from what the embedded profile says that they are."""
    picture = Pillow.new("RGB", SIZE, (255, 0, 0))
    frame = READER.read(image(picture, "PNG", icc_profile=swapped_profile()))

    assert alike(corners(frame), [(0, 255, 0)] * 4, 3)


def test_an_srgb_profile_changes_nothing() -> None:
    """What is sRGB already is left alone, bit for bit."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    frame = READER.read(image(quadrants(), "PNG", icc_profile=profile))

    assert corners(frame) == list(CORNERS)


@pytest.mark.parametrize("mode", ["L", "CMYK", "P", "RGBA"])
def test_a_profile_of_another_colour_space_is_ignored(mode: str) -> None:
    """An RGB profile on pixels that are not RGB does not stop the picture from being read."""
    form = "TIFF" if mode == "CMYK" else "PNG"
    picture = quadrants().convert(mode)
    frame = READER.read(
        image(
            picture,
            form,
            icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        )
    )

    assert alike(
        corners(frame),
        [picture.convert("RGB").getpixel(at) for at in ((16, 12), (48, 12), (16, 36), (48, 36))],
        3,
    )


@pytest.mark.parametrize("profile", [b"rubbish", b"\0" * 200, swapped_profile()[:300]])
def test_a_broken_profile_is_ignored(profile: bytes) -> None:
    """A profile that cannot be read costs the profile, not the picture."""
    frame = READER.read(image(quadrants(), "PNG", icc_profile=profile))

    assert corners(frame) == list(CORNERS)


def test_many_bits_of_colour_become_eight() -> None:
    """A PNG with 16 bits for each of red, green and blue is read, too."""
    row = b"\0" + struct.pack(">HHH", 65535, 32896, 0) * 16
    data = png_header(16, 16, zlib.compress(row * 16))
    deep = bytearray(data)
    deep[24] = 16
    deep[29:33] = struct.pack(">I", zlib.crc32(bytes(deep[12:29])))

    frame = READER.read(Image(bytes(deep), "deep.png"))

    assert alike(corners(frame), [(255, 128, 0)] * 4, 1)
