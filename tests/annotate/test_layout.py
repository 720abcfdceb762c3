"""Layout: where captions go, checked on numbers."""

import random

import pytest

from bot.annotate.layout import drawing_size, measures, overlaps_any, place
from bot.core.model import PixelBox

FRAME = (1000, 800)
CAPTION = (120, 24)


def inside(spot: PixelBox, frame: tuple[int, int]) -> bool:
    return spot.left >= 0 and spot.top >= 0 and spot.right <= frame[0] and spot.bottom <= frame[1]


def touches(spot: PixelBox, box: PixelBox) -> bool:
    return (
        spot.left <= box.right
        and box.left <= spot.right
        and spot.top <= box.bottom
        and box.top <= spot.bottom
    )


def test_a_caption_sits_on_top_of_its_box() -> None:
    """Where there is room, the caption stands on the box's upper left corner."""
    assert place([PixelBox(300, 300, 600, 600)], [CAPTION], FRAME) == [PixelBox(300, 276, 420, 300)]


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (PixelBox(300, 0, 600, 600), PixelBox(300, 0, 420, 24)),
        (PixelBox(300, 10, 350, 40), PixelBox(300, 40, 420, 64)),
        (PixelBox(950, 300, 1000, 350), PixelBox(880, 276, 1000, 300)),
        (PixelBox(0, 0, 1000, 800), PixelBox(0, 0, 120, 24)),
        (PixelBox(0, 0, 100, 800), PixelBox(100, 0, 220, 24)),
    ],
)
def test_a_caption_stays_inside_the_frame(box: PixelBox, expected: PixelBox) -> None:
    """At the edges it goes inside, below, beside or sideways, wherever it is whole."""
    assert place([box], [CAPTION], FRAME) == [expected]


def test_captions_of_the_same_box_do_not_cover_each_other() -> None:
    """Two labels for one thing can both be read."""
    box = PixelBox(300, 300, 600, 600)
    first, second = place([box, box], [CAPTION, CAPTION], FRAME)

    assert first is not None
    assert second is not None
    assert not overlaps_any(first, [second])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("count", [10, 60, 300])
def test_crowded_captions_keep_apart(count: int, seed: int) -> None:
    """However many there are, each lies in the frame, at its box, and on no other caption."""
    chance = random.Random(seed)
    boxes = []
    for _ in range(count):
        left, top = chance.randrange(900), chance.randrange(700)
        boxes.append(
            PixelBox(left, top, left + chance.randrange(5, 100), top + chance.randrange(5, 100))
        )
    spots = place(boxes, [(chance.randrange(60, 200), 24) for _ in boxes], FRAME)

    placed = [spot for spot in spots if spot is not None]
    assert len(placed) >= min(count, 40) * 0.9
    assert all(inside(spot, FRAME) for spot in placed)
    assert all(touches(s, box) for s, box in zip(spots, boxes, strict=True) if s is not None)
    assert not any(overlaps_any(spot, placed[:at]) for at, spot in enumerate(placed))


def test_who_comes_first_is_served_first() -> None:
    """When the room is gone, the later caption gets none, and says so."""
    box = PixelBox(0, 0, 120, 24)

    assert place([box] * 2, [CAPTION] * 2, (120, 24)) == [PixelBox(0, 0, 120, 24), None]


@pytest.mark.parametrize("caption", [(1001, 10), (10, 801)])
def test_a_caption_larger_than_the_frame_has_no_place(caption: tuple[int, int]) -> None:
    """It is not drawn over the edge."""
    assert place([PixelBox(0, 0, 500, 500)], [caption], FRAME) == [None]


def test_sizes_grow_with_the_image() -> None:
    """Lines and letters are as easy to see in a large photograph as in a small one."""
    small, large = measures((640, 480)), measures((4000, 3000))

    assert small.font < large.font
    assert small.line < large.line
    assert 0.02 < large.font / 3000 < 0.04


@pytest.mark.parametrize("size", [(1, 1), (16, 16), (480, 16), (4000, 200)])
def test_nothing_becomes_too_small_to_see(size: tuple[int, int]) -> None:
    """Letters have at least 12 pixels and lines 2, in any frame."""
    sizes = measures(size)

    assert sizes.font >= 12
    assert sizes.line >= 2
    assert sizes.hairline >= 1
    assert min(sizes.padding) >= 1


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((640, 480), (640, 480)),
        ((4000, 3000), (1600, 1200)),
        ((3000, 4000), (1200, 1600)),
        ((16, 16), (480, 480)),
        ((300, 200), (600, 400)),
        ((32000, 16), (1600, 1)),
    ],
)
def test_the_drawing_has_a_size_to_look_at(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    """Large frames are bounded, and tiny ones enlarged by a whole number."""
    assert drawing_size(size, 1600) == expected


def test_enlarging_keeps_to_the_bound() -> None:
    """A small bound on the output is not broken for a tiny frame."""
    assert drawing_size((100, 50), 250) == (200, 100)
