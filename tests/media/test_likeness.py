"""Near duplicates are known as such, and other pictures are not."""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.resources import files
from itertools import combinations

import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from bot.core.model import Frame, Image
from bot.core.splits import near
from bot.media import PillowReader, likeness

PHOTOGRAPHS = [
    "astronaut.png",
    "brick.png",
    "camera.png",
    "cell.png",
    "chelsea.png",
    "clock_motion.png",
    "coffee.png",
    "coins.png",
    "grass.png",
    "gravel.png",
    "hubble_deep_field.jpg",
    "ihc.png",
    "microaneurysms.png",
    "moon.png",
    "motorcycle_left.png",
    "page.png",
    "retina.jpg",
    "rocket.jpg",
    "text.png",
]
WAYS: dict[str, Callable[[Pillow.Image], Pillow.Image]] = {
    "half": lambda photo: photo.resize((photo.width // 2, photo.height // 2)),
    "a third": lambda photo: photo.resize((photo.width // 3 + 1, photo.height // 3)),
    "twice": lambda photo: photo.resize((photo.width * 2, photo.height * 2)),
    "poor": lambda photo: recompressed(photo, 40),
    "small and poor": lambda photo: recompressed(photo.resize((300, 200)), 60),
    "mirrored": lambda photo: photo.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT),
    "mirrored, poor": lambda photo: recompressed(photo.transpose(Pillow.Transpose(0)), 60),
    "brighter": lambda photo: photo.point(lambda level: min(255, int(level * 1.1))),
    "darker": lambda photo: photo.point(lambda level: int(level * 0.85)),
}


def photograph(name: str) -> Pillow.Image:
    data = files("skimage").joinpath(f"data/{name}").read_bytes()
    found: Pillow.Image = PillowReader(100_000_000).read(Image(data, name)).pixels
    return found


def recompressed(photo: Pillow.Image, quality: int) -> Pillow.Image:
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=quality)
    return Pillow.open(buffer).convert("RGB")


def hashes(photo: Pillow.Image) -> tuple[int, int]:
    return likeness(Frame(photo, photo.width, photo.height))


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_changed_copy_is_near(name: str) -> None:
    """Scaled, recompressed, mirrored, brightened or darkened: it is the same picture."""
    photo = photograph(name)
    original = hashes(photo)

    far = [way for way, change in WAYS.items() if not near(original, hashes(change(photo)))]

    assert far == []


def test_other_photographs_are_not_near() -> None:
    """Not even two of the same kind."""
    known = {name: hashes(photograph(name)) for name in PHOTOGRAPHS}

    alike = [pair for pair in combinations(known, 2) if near(known[pair[0]], known[pair[1]])]

    assert alike == []


def test_the_hash_of_the_mirror_image() -> None:
    """It is what the mirror image itself would have."""
    photo = photograph("astronaut.png")
    mirrored = photo.transpose(Pillow.Transpose.FLIP_LEFT_RIGHT)

    assert hashes(mirrored) == hashes(photo)[::-1]


def test_drawings_at_other_places_are_not_near() -> None:
    """A plain ground alone makes no near duplicates."""
    places = [(20, 20), (200, 20), (20, 140), (200, 140), (110, 80)]
    known = [hashes(_disc(left, top, side)) for left, top in places for side in (60, 90)]
    mirrored_too = {(0, 2), (0, 3), (1, 2), (1, 3), (4, 6), (4, 7), (5, 6), (5, 7)}
    sizes = {(each, each + 1) for each in range(0, 10, 2)}

    alike = {
        (one, other)
        for one, other in combinations(range(len(known)), 2)
        if near(known[one], known[other])
    }

    assert alike <= mirrored_too | sizes


def _disc(left: int, top: int, side: int) -> Pillow.Image:
    picture = Pillow.new("RGB", (320, 240), "white")
    ImageDraw.Draw(picture).ellipse((left, top, left + side, top + side), fill="navy")
    return picture


@pytest.mark.parametrize("size", [(1, 1), (16, 16), (5000, 20), (20, 5000)])
def test_any_size_has_a_hash(size: tuple[int, int]) -> None:
    """Within 64 bits."""
    assert all(0 <= bits < 1 << 64 for bits in hashes(Pillow.new("RGB", size, "red")))
