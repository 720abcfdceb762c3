"""Reading: every format, upright, and a clear sentence for what cannot be used."""

import struct
import zlib

import pytest
from PIL import Image as Pillow

from bot.core.errors import (
    DamagedImage,
    EmptyFile,
    ImageTooLarge,
    ImageTooSmall,
    NotAnImage,
    VectorImage,
)
from bot.core.model import Image
from bot.media import PillowReader
from tests.media.samples import (
    CORNERS,
    SIZE,
    alike,
    corners,
    encode,
    image,
    noise,
    png_header,
    quadrants,
)

READER = PillowReader(max_pixels=1_000_000)
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF", "MPO"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_listed_format_becomes_an_rgb_frame(form: str) -> None:
    """Each format that the README lists is read, with its colours in their places."""
    frame = READER.read(image(quadrants(), form))

    assert (frame.pixels.mode, frame.width, frame.height) == ("RGB", *SIZE)
    assert alike(corners(frame), CORNERS, tolerance=30)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_the_name_does_not_decide_the_format(form: str) -> None:
    """A picture with the wrong ending is read all the same."""
    frame = READER.read(Image(encode(quadrants(), form), "notes.txt"))

    assert alike(corners(frame), CORNERS)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TIFF", "PNG", "AVIF"])
def test_the_first_of_many_pictures_is_taken(form: str) -> None:
    """Of an animation, or of a file with many pages, the first picture is the frame."""
    black = Pillow.new("RGB", SIZE)
    frame = READER.read(image(quadrants(), form, save_all=True, append_images=[black, black]))

    assert alike(corners(frame), CORNERS, tolerance=40)


@pytest.mark.parametrize(
    ("form", "lossless"),
    [("JPEG", False), ("PNG", True), ("GIF", True), ("WEBP", False), ("HEIF", False)],
)
def test_drawings_are_told_from_photographs(form: str, lossless: bool) -> None:
    """A picture of four flat colours is lossless, unless its format has already lost something."""
    if form in ("WEBP", "HEIF"):
        frame = READER.read(image(noise(SIZE), form))
    else:
        frame = READER.read(image(quadrants(), form))

    assert frame.lossless is lossless


def test_a_photograph_in_png_is_not_lossless() -> None:
    """Many colours speak for a photograph, whose answer is posted as JPEG."""
    frame = READER.read(image(noise((300, 300)), "PNG"))

    assert not frame.lossless


def test_a_grey_photograph_in_png_is_not_lossless() -> None:
    """A grey photograph has at most 256 colours, and still is one."""
    frame = READER.read(image(noise((300, 300)).convert("L"), "PNG"))

    assert not frame.lossless


def test_what_the_camera_wrote_about_itself_is_forgotten() -> None:
    """Comments, EXIF and everything else beside the pixels stay behind."""
    exif = Pillow.Exif()
    exif[0x010F] = "Camera"
    frame = READER.read(image(quadrants(), "JPEG", exif=exif, comment=b"at home", dpi=(72, 72)))

    assert frame.pixels.info == {}
    assert b"at home" not in encode(frame.pixels, "JPEG")
    assert b"Camera" not in encode(frame.pixels, "JPEG")


def test_an_empty_file_is_named_as_such() -> None:
    """Zero bytes are told from a damaged picture."""
    with pytest.raises(EmptyFile, match=r"empty\.png is empty"):
        READER.read(Image(b"", "empty.png"))


@pytest.mark.parametrize(
    "data",
    [
        b"Dear all, this is a text.",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\n",
        b"8BPS\0\x01" + bytes(40),
        b"BMW cars are not bitmaps, in spite of how they start",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(40),
        b"<html><body><p>Sign in</p></body></html>",
        b"\0",
    ],
)
def test_other_files_are_refused_by_content(data: bytes) -> None:
    """Text, PDF, PostScript, Photoshop, sound, video and web pages are not pictures."""
    with pytest.raises(NotAnImage):
        READER.read(Image(data, "renamed.png"))


@pytest.mark.parametrize(
    "text",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "\ufeff<?xml version='1.0'?>\n<svg/>",
        "<?xml version='1.0'?><!-- a > b --><!-- again -->\n<svg:svg xmlns:svg='x'>",
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">\n<svg>',
        "  \n<svg\nwidth='1'>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_vector_drawing_is_told_what_to_do(text: str, encoding: str) -> None:
    """An SVG is known by its content, and the person hears to export it as PNG."""
    with pytest.raises(VectorImage, match="Export it as PNG"):
        READER.read(Image(text.encode(encoding), "logo.png"))


@pytest.mark.parametrize("text", ["<!-- svg -->", "<?xml version='1.0'?><note>svg</note>", "<?xml"])
def test_other_xml_is_not_a_vector_drawing(text: str) -> None:
    """XML that only speaks of SVG is no picture of any kind."""
    with pytest.raises(NotAnImage):
        READER.read(Image(text.encode(), "note.svg"))


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "MPO"])
def test_a_file_that_was_cut_off_is_damaged(form: str) -> None:
    """Half a picture is not shown as a whole one with a grey rest."""
    data = encode(noise(SIZE), form)

    with pytest.raises(DamagedImage):
        READER.read(Image(data[: len(data) // 2], "half"))


def test_the_technical_cause_is_kept() -> None:
    """The decoder's own exception stays behind the friendly one, for the log."""
    with pytest.raises(DamagedImage) as caught:
        READER.read(Image(b"\x89PNG\r\n\x1a\n", "header.png"))

    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("side", [1, 15])
def test_a_picture_of_a_few_pixels_is_too_small(side: int) -> None:
    """Where there is nothing to recognise, the person hears how large a picture must be."""
    with pytest.raises(ImageTooSmall, match="at least 16 pixels a side"):
        READER.read(image(Pillow.new("RGB", (side, 100)), "PNG"))


def test_the_smallest_picture_is_read() -> None:
    """The bound itself is inside."""
    frame = READER.read(image(Pillow.new("RGB", (16, 16)), "PNG"))

    assert (frame.width, frame.height) == (16, 16)


@pytest.mark.parametrize("size", [(20_000, 20_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_decompression_bomb_is_refused_from_its_header(size: tuple[int, int]) -> None:
    """A file of a hundred bytes that promises gigapixels costs nothing, and is named too large."""
    with pytest.raises(ImageTooLarge, match=rf"has {size[0]} × {size[1]} pixels; I take up to 1 m"):
        READER.read(Image(png_header(*size), "bomb.png"))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF"])
def test_too_many_pixels_are_refused_in_every_format(form: str) -> None:
    """The bound holds for each format, and is told in megapixels."""
    reader = PillowReader(max_pixels=3000)

    with pytest.raises(ImageTooLarge, match=r"64 × 48 pixels; I take up to 0\.003 megapixels"):
        reader.read(image(quadrants(), form))


def test_the_largest_picture_is_read() -> None:
    """As many pixels as are allowed are allowed."""
    frame = PillowReader(max_pixels=64 * 48).read(image(quadrants(), "PNG"))

    assert frame.width * frame.height == 64 * 48


def test_text_that_unpacks_without_end_is_bounded() -> None:
    """A PNG whose compressed text would unpack to far more than it is, is refused as damaged."""
    body = b"Comment\0\0" + zlib.compress(b"x" * 80_000_000, 9)
    chunk = (
        struct.pack(">I", len(body))
        + b"zTXt"
        + body
        + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    )
    png = encode(quadrants(), "PNG")

    with pytest.raises(DamagedImage):
        READER.read(Image(png[:33] + chunk + png[33:], "text.png"))
