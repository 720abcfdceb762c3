"""Garbage: whatever the bytes, there is a frame or a sentence, and never anything else."""

import random
import struct

import pytest

from bot.core.errors import UnusableImage
from bot.core.model import Frame, Image
from bot.media import PillowReader
from tests.media.samples import encode, quadrants

VARIANTS = 120


def damage(data: bytes, chance: random.Random) -> bytes:
    """Flip some bytes, cut some out, blow up a number, or cut the end off."""
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if len(damaged) < 2:
            break
        at = chance.randrange(len(damaged))
        match chance.randrange(5):
            case 0:
                damaged[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                damaged[at : at + 1] = bytes([damaged[at] ^ 1 << chance.randrange(8)])
            case 2:
                damaged[at : at + 4] = struct.pack(">I", chance.choice((0, 2**31 - 1, 2**32 - 1)))
            case 3:
                del damaged[at : at + chance.randrange(1, 9)]
            case _:
                damaged = damaged[: max(at, 16)]
    return bytes(damaged)


# Decoders warn of what they could still read; here that would be taken for a failure.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "form", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF", "MPO", "CMYK", "DEFLATE"]
)
def test_garbage_ends_in_a_frame_or_a_sentence(form: str) -> None:
    """No damage to a file, in any format, gets past the reader as anything but our own errors."""
    reader = PillowReader(max_pixels=100_000)
    chance = random.Random(form)
    match form:
        case "CMYK":
            data = encode(quadrants().convert("CMYK"), "JPEG")
        case "DEFLATE":
            data = encode(quadrants(), "TIFF", compression="tiff_adobe_deflate")
        case _:
            data = encode(quadrants(), form)

    outcomes: set[type] = set()
    for _ in range(VARIANTS):
        try:
            outcomes.add(type(reader.read(Image(damage(data, chance), "fuzzed"))))
        except UnusableImage as error:
            outcomes.add(type(error))

    assert any(issubclass(outcome, UnusableImage) for outcome in outcomes)
    assert all(issubclass(outcome, UnusableImage | Frame) for outcome in outcomes)
