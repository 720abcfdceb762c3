"""The card: everything that is measured is on it, whatever the number of labels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.annotate.figures.card import draw_card, evaluation_card, told_lines
from bot.annotate.figures.curves import draw_calibration, draw_precision_recall
from bot.annotate.figures.matrix import draw_matrix, number_size
from bot.annotate.figures.paper import Paper, typesetter
from bot.annotate.figures.table import draw_table, table_height
from bot.annotate.palette import PALETTE, WHITE, contrast
from bot.core.evaluation import Comparison
from bot.core.model import PixelBox
from tests.annotate.figures.cases import LONG, assert_readable, evaluation

AREA = PixelBox(30, 30, 1170, 1170)
COUNTS = [0, 1, 2, 11, 12, 13, 20, 21, 30, 250]
COMPARED = {
    "alone": None,
    "short": Comparison(False, ("v2 is better than v1: F1 0.80 instead of 0.70.",)),
    "silent": Comparison(False, ()),
    "long": Comparison(True, (LONG * 6, *(f"{LONG} 0.40 instead of 0.80." for _ in range(40)))),
    "chinese": Comparison(True, ("山田太郎さん倉庫" * 40, "猫 0.40 instead of 0.80.")),
}


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("compared", COMPARED)
def test_the_card_keeps_its_bounds(count: int, compared: str) -> None:
    """Nothing is cut off or covered, and 2000 pixels are never exceeded."""
    paper = draw_card(evaluation(count), COMPARED[compared], LONG * 3)

    assert_readable(paper)
    assert max(paper.canvas.size) <= 2000


@pytest.mark.parametrize("count", COUNTS)
def test_type_is_large_enough_for_a_phone(count: int) -> None:
    """A line, in a cell as well, is at least 16 pixels high on a card 1200 pixels wide."""
    paper = draw_card(evaluation(count), COMPARED["long"], "v2")

    assert min(text.bottom - text.top for text in paper.texts) >= 16


def test_a_card_is_an_image() -> None:
    """It is encoded as PNG, in the size that it says."""
    image = evaluation_card(evaluation(3), None, "v2")

    assert (image.media_type, image.width) == ("image/png", 1200)
    assert image.data.startswith(b"\x89PNG")


@pytest.mark.parametrize(("count", "rows"), [(0, 1), (1, 2), (20, 21), (21, 22), (30, 22)])
def test_twenty_labels_have_a_row(count: int, rows: int) -> None:
    """All labels together have one, each has one, and the rest is counted in another."""
    paper = Paper((1200, 1200))

    draw_table(paper, AREA, evaluation(count))

    assert len({text.top // 4 for text in paper.texts if text.left == AREA.left}) == rows
    assert max(text.bottom for text in paper.texts) <= AREA.top + table_height(evaluation(count))


@pytest.mark.parametrize("images", [1, 240, 99_999])
def test_what_is_judged_by_image_says_so(images: int) -> None:
    """The words stand after the number of test images, and neither is shortened."""
    result, paper = evaluation(1, "image"), Paper((1200, 1200))
    label = replace(result.labels[0], images=images)

    draw_table(paper, AREA, replace(result, labels=(label,)))

    whole = typesetter().line(f"{images} by image", 20).width
    assert whole in [text.right - text.left for text in paper.texts]


def test_bars_are_as_long_as_their_ratio() -> None:
    """The bar of all labels' precision ends where its ratio is."""
    result, paper = evaluation(1), Paper((1200, 1200))

    draw_table(paper, AREA, result)

    row = [paper.canvas.getpixel((x, AREA.top + 42 + 21)) for x in range(AREA.left + 640)]
    bar, track = row.count(PALETTE[1]), row.count((241, 243, 245))
    assert bar > 100
    assert result.overall.precision == pytest.approx(bar / (bar + track), abs=0.01)


def test_sentences_are_told_or_counted() -> None:
    """The first is coloured, others follow; what finds no room is counted."""
    few = told_lines(Comparison(False, ("First.", "Second.", "Third.")))
    many = told_lines(Comparison(True, ("First.", *(f"{LONG}." for _ in range(40)))))

    assert [line for line, _ in few] == ["First.", "Second. Third."]
    assert " ".join(line for line, _ in many) == f"First. {LONG}. And 39 more."
    assert few[0][1] != many[0][1]


@pytest.mark.parametrize("compared", ["short", "long"])
def test_sentences_have_contrast(compared: str) -> None:
    """At least 4.5:1 on white, worse or better."""
    comparison = COMPARED[compared]
    assert comparison

    lines = told_lines(comparison)

    assert all(contrast(ink, WHITE) >= 4.5 for _, ink in lines)


@pytest.mark.parametrize("count", COUNTS)
def test_parts_stay_in_their_area(count: int) -> None:
    """The matrix and both curves write nothing outside the area that they are given."""
    result = evaluation(count)
    for draw in (draw_matrix, draw_precision_recall, draw_calibration):
        paper = Paper((1200, 1200))

        draw(paper, AREA, result)

        assert_readable(paper)
        for text in paper.texts:
            assert text.left >= AREA.left
            assert text.top >= AREA.top
            assert text.right <= AREA.right + 16
            assert text.bottom <= AREA.bottom


@pytest.mark.parametrize("width", [45, 51, 200])
@pytest.mark.parametrize("count", [7, 99, 1234, 44_444, 123_456, 8_888_888])
def test_no_number_in_a_cell_is_shortened(count: int, width: int) -> None:
    """A number of many digits stands in smaller type, with all of them."""
    line = typesetter().line(str(count), number_size(count, width))

    assert line.width <= width
