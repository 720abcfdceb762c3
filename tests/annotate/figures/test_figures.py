"""The figures as pictures: what is dark, what stands where, and that nothing is cut off."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

import pytest
from PIL import Image as Pillow

from bot.annotate.figures import (
    calibration,
    confusion_matrix,
    contact_sheet,
    evaluation_card,
    numbered_boxes,
    precision_recall,
)
from bot.annotate.figures.boxes import draw_numbered
from bot.annotate.figures.card import draw_card
from bot.annotate.figures.contact import draw_contact_sheet
from bot.annotate.figures.matrix import draw_matrix, grid_of
from bot.annotate.figures.paper import Paper, shortened
from bot.annotate.figures.worst import ANSWERED, THERE, draw_worst, worst_tile
from bot.annotate.layout import overlaps_any
from bot.core.comparing import compare
from bot.core.dataset import Annotation, LabelledImage
from bot.core.evaluation import Evaluation
from bot.core.measuring import evaluate
from bot.core.model import AnnotatedImage, Detection, Frame, PixelBox
from tests.annotate.figures.cases import LONG, assert_readable

NAMES = ["Alice", LONG, "山田太郎さん倉庫", "محمد علي", "Жираф", *(f"Label {n}" for n in range(12))]


def measured(names: Sequence[str], right: float = 0.7, images: int = 120) -> Evaluation:
    lot = random.Random(5)
    dataset = [
        LabelledImage(f"{n:03}", f"{n}.jpg", 10, 10, (Annotation(names[n % len(names)]),))
        for n in range(images)
    ]
    found = {
        each.id: [
            Detection(name if lot.random() < right else lot.choice(names), lot.uniform(40, 99))
            for name in each.labels
        ]
        for each in dataset
    }
    return evaluate(dataset, lambda image: found[image.id], 50.0)


def frame(width: int, height: int) -> Frame:
    return Frame(Pillow.new("RGB", (width, height), (128, 128, 128)), width, height)


def pixels(image: AnnotatedImage) -> Pillow.Image:
    opened = Pillow.open(io.BytesIO(image.data))
    assert opened.size == (image.width, image.height)
    return opened.convert("RGB")


@pytest.mark.parametrize("names", [["Cat"], ["Cat", "Dog"], NAMES], ids=["one", "two", "many"])
@pytest.mark.parametrize("compared", [True, False], ids=["compared", "alone"])
def test_the_card_can_be_read(names: list[str], compared: bool) -> None:
    """Whatever is on it, the card keeps its bounds, and no text is cut off or covered."""
    result = measured(names)
    comparison = compare(result, measured(names, 0.95), ("v4", "v3")) if compared else None

    paper = draw_card(result, comparison, "v4: 120 test images " + LONG * 3)

    assert_readable(paper)
    image = evaluation_card(result, comparison, "v4")
    assert image.width <= 2000
    assert image.height <= 2000
    assert image.media_type == "image/png"


def test_figures_of_nothing() -> None:
    """A version that answered nothing has its pictures, too."""
    nothing = evaluate([LabelledImage("a", "a", 10, 10)], lambda _: (), 50.0)

    assert_readable(draw_card(nothing, None, "v1"))
    for draw in (confusion_matrix, precision_recall, calibration):
        assert len(pixels(draw(nothing)).getcolors(1 << 24) or ()) > 2


def test_a_cell_grows_darker_with_its_count() -> None:
    """Of two cells on the diagonal the one with the greater count is darker; zero is white."""
    images = [
        LabelledImage(f"{name}{n}", "", 9, 9, (Annotation(name),))
        for name, count in (("A", 2), ("B", 5), ("C", 9))
        for n in range(count)
    ]
    result = evaluate(images, lambda image: [Detection(image.id[0], 90)], 50.0)
    paper = Paper((900, 900))

    cells = draw_matrix(paper, PixelBox(10, 10, 890, 890), result)

    a, b, c, between = (
        sum(paper.canvas.getpixel((cell.left + 4, cell.top + 4)))  # type: ignore[arg-type]
        for cell in (cells[0], cells[5], cells[10], cells[1])
    )
    assert c < b < a < between == 3 * 255


def test_the_rest_stands_together() -> None:
    """Of more than twelve labels the others share a row, and no count gets lost."""
    result = measured(NAMES)

    grid = grid_of(result)

    assert len(grid.names) == 14
    assert grid.names[-2:] == ("others", "nothing")
    assert sum(grid.counts.values()) == sum(result.confusion.values())


@pytest.mark.parametrize("text", [LONG, "山田太郎さん倉庫" * 9, "محمد علي " * 9, "ท้องฟ้า" * 9])
def test_long_names_lose_their_middle(text: str) -> None:
    """A name in any script keeps its start and its end, and fits."""
    line = shortened(text, 26, 200)

    assert line.width <= 200
    assert "…" in "".join(run.text for run in line.runs)


@pytest.mark.parametrize(
    ("width", "height", "count"),
    [(600, 400, 50), (4000, 3000, 50), (2000, 20, 50), (30, 900, 50), (8, 8, 3), (600, 400, 0)],
)
def test_every_number_can_be_read(width: int, height: int, count: int) -> None:
    """Numbers stand inside the picture, none behind another, even when all boxes are the same."""
    boxes = [PixelBox(0, 0, width // 2, height // 2)] * count

    paper, spots = draw_numbered(frame(width, height), boxes, ["Mug 93 %"] * count)

    assert_readable(paper)
    assert len(spots) == count
    for at, spot in enumerate(spots):
        assert 0 <= spot.left < spot.right <= paper.canvas.width
        assert 0 <= spot.top < spot.bottom <= paper.canvas.height
        assert not overlaps_any(spot, spots[:at])
    if count:
        inks = paper.canvas.crop((spots[0].left, spots[0].top, spots[0].right, spots[0].bottom))
        assert (230, 159, 0) in [colour for _, colour in inks.getcolors(1 << 20) or ()]


@pytest.mark.parametrize("count", [0, 1, 20, 50])
@pytest.mark.parametrize("shape", [(4000, 3000), (3000, 4000), (900, 30), (30, 900), (1, 5000)])
def test_numbered_boxes_fit_a_form(shape: tuple[int, int], count: int) -> None:
    """No side is longer than 1280 pixels, with the names of all boxes below."""
    boxes = [PixelBox(0, 0, shape[0], shape[1])] * count

    paper, spots = draw_numbered(frame(*shape), boxes, [f"{n}: {LONG}" for n in range(count)])

    assert_readable(paper)
    assert max(paper.canvas.size) <= 1280
    assert len(paper.texts) == 3 * len(spots)
    assert not any(overlaps_any(spot, spots[:at]) for at, spot in enumerate(spots))


def test_boxes_need_no_captions() -> None:
    """Without captions there are only numbers, and the picture has the frame's shape."""
    image = numbered_boxes(frame(4000, 3000), [PixelBox(0, 0, 9, 9)] * 2)

    assert (image.width, image.height) == (1280, 960)


def test_the_frame_is_left_alone() -> None:
    """Numbers are drawn on a copy."""
    one = frame(600, 400)

    image = numbered_boxes(one, [PixelBox(5, 5, 100, 100)], [""])

    assert one.pixels.getcolors() == [(240000, (128, 128, 128))]
    assert len(pixels(image).getcolors(1 << 20) or ()) > 2


@pytest.mark.parametrize(("boxes", "captions"), [(51, 51), (2, 1)])
def test_too_many_boxes(boxes: int, captions: int) -> None:
    """More than fifty boxes, or boxes without captions, are a mistake of the caller."""
    with pytest.raises(ValueError, match="boxes with"):
        numbered_boxes(frame(9, 9), [PixelBox(0, 0, 5, 5)] * boxes, [""] * captions)


@pytest.mark.parametrize("count", [1, 2, 7, 12, 60])
def test_a_contact_sheet_shows_every_frame(count: int) -> None:
    """Every frame is on the sheet with its caption, whatever its shape is."""
    shapes = [(40, 30), (30, 400), (400, 3), (1, 1)]
    frames = [frame(*shapes[n % 4]) for n in range(count)]

    paper = draw_contact_sheet(frames, [f"{n}: {LONG}" for n in range(count)])

    assert_readable(paper)
    assert len(paper.texts) == 2 * count
    assert pixels(contact_sheet(frames, ["x"] * count)).width == 1200


@pytest.mark.parametrize("count", [0, 61])
def test_a_contact_sheet_has_bounds(count: int) -> None:
    """No frame at all, or more than sixty, is a mistake of the caller."""
    with pytest.raises(ValueError, match="frames with"):
        contact_sheet([frame(9, 9)] * count, [""] * count)


@pytest.mark.parametrize("columns", [2, 3, 12])
def test_columns_can_be_chosen(columns: int) -> None:
    """As many frames stand beside each other as are asked for."""
    paper = draw_contact_sheet([frame(40, 30)] * 14, ["🐈 猫"] * 14, columns)

    assert_readable(paper)
    assert len({text.left for text in paper.texts}) == columns


def test_a_sheet_is_not_endless() -> None:
    """Sixty frames stand in more than the one column that was asked for."""
    paper = draw_contact_sheet([frame(40, 30)] * 60, ["x"] * 60, 1)

    assert len({text.left for text in paper.texts}) == 5


@pytest.mark.parametrize("columns", [0, 13])
def test_columns_have_bounds(columns: int) -> None:
    """No column, or more than twelve, is a mistake of the caller."""
    with pytest.raises(ValueError, match="columns"):
        contact_sheet([frame(9, 9)], [""], columns)


def test_the_worst_pictures_show_what_is_there_and_what_was_answered() -> None:
    """On a small copy, in two colours; the frame itself is left alone."""
    one = frame(1152, 800)

    tile = worst_tile(one, [PixelBox(100, 100, 500, 700)], [PixelBox(600, 100, 1100, 700)])

    found = {tuple(colour) for _, colour in tile.pixels.getcolors(1 << 16)}
    assert (tile.width, tile.height) == (576, 400)
    assert {THERE, ANSWERED} <= found
    assert tile.pixels.getpixel((52, 200)) == THERE
    assert tile.pixels.getpixel((302, 200)) == ANSWERED
    assert one.pixels.getcolors() == [(1152 * 800, (128, 128, 128))]


@pytest.mark.parametrize("count", [1, 2, 12])
def test_the_worst_pictures_are_named(count: int) -> None:
    """Under the title each has its caption, and none stands on another."""
    tiles = [worst_tile(frame(40 + n, 300), [], []) for n in range(count)]

    paper = draw_worst(tiles, [f"took Alice for {LONG} at 93 %"] * count, f"The worst of {LONG}")

    assert_readable(paper)
    assert len(paper.texts) == 1 + 2 * count
    assert paper.texts[0].top < min(text.top for text in paper.texts[1:])
