"""The pictures that come with the results of a scan."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Pillow

from bot.annotate.figures import certainty_sheet, label_bars, small
from bot.annotate.figures.bars import MOST_BARS, draw_label_bars
from bot.core.model import Frame
from tests.annotate.figures.cases import NAMES, assert_readable


def frame(width: int, height: int, colour: tuple[int, int, int]) -> Frame:
    return Frame(Pillow.new("RGB", (width, height), colour), width, height)


@pytest.mark.parametrize("count", [0, 1, 5, MOST_BARS, MOST_BARS + 9])
def test_bars_of_any_number_of_labels(count: int) -> None:
    """Whatever labels there are, all text is on the paper and none covers another."""
    labels = [(f"{NAMES[n % 5]} {n}", 3_000_000 - n) for n in range(count)]

    assert_readable(draw_label_bars(labels, f"1,000 pictures of s3://{'lake/' * 40}"))
    assert label_bars(labels, "All").media_type == "image/png"


def test_the_longer_bar_is_the_greater_count() -> None:
    """A label with half as many objects has a bar half as long."""
    canvas = draw_label_bars([("Cat", 100), ("Dog", 50)], "t").canvas

    blue = [
        sum(canvas.getpixel((x, y)) == (0, 114, 178) for x in range(canvas.width))
        for y in (84 + 22, 84 + 44 + 22)
    ]
    assert blue[0] == pytest.approx(2 * blue[1], abs=2)


def test_the_sheet_shows_both_ends() -> None:
    """The surest pictures stand above the least sure ones, each with its own colours."""
    sure = [(frame(64, 48, (255, 0, 0)), f"Cat {n} %") for n in range(6)]
    unsure = [(frame(48, 64, (0, 0, 255)), f"Dog {n} %") for n in range(2)]

    image = certainty_sheet(sure, unsure)

    shown = Pillow.open(io.BytesIO(image.data)).convert("RGB")
    reds = [y for y in range(shown.height) if shown.getpixel((200, y)) == (255, 0, 0)]
    blues = [y for y in range(shown.height) if shown.getpixel((200, y)) == (0, 0, 255)]
    assert reds
    assert blues
    assert max(reds) < min(blues)


def test_one_end_alone() -> None:
    """Where there are few pictures one sheet is enough; where there is none there is no sheet."""
    alone = certainty_sheet([(frame(64, 48, (255, 0, 0)), "Cat")], [])

    assert alone.height < 700
    with pytest.raises(ValueError, match="no picture"):
        certainty_sheet([], [])


def test_large_frames_are_kept_small() -> None:
    """What waits for the sheet takes little memory, and a small frame stays as it is."""
    assert (small(frame(4000, 1000, (9, 9, 9))).width, small(frame(90, 60, (9, 9, 9))).width) == (
        400,
        90,
    )
