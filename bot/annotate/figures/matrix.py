"""The confusion matrix: what was there, row by row, and what it was answered as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.annotate.figures.paper import GREY, Paper, blend
from bot.annotate.palette import PALETTE, ink_on
from bot.core.evaluation import NOTHING, Evaluation
from bot.core.model import AnnotatedImage, PixelBox

MOST_LABELS = 12
RIGHT, WRONG = PALETTE[4], PALETTE[5]
"""Blue for what is right, vermilion for mistakes; people of any colour vision tell them apart."""
_OTHERS, _NOTHING = "others", "nothing"
_HEADING = 44
_DIGIT = 0.6
"""A digit's width is at most this share of the font's size: no number is ever shortened."""
_PICTURE = (1200, 1100)


@dataclass(frozen=True, slots=True)
class Grid:
    """What stands in the matrix: names of rows and columns alike, and the counts."""

    names: tuple[str, ...]
    counts: Mapping[tuple[int, int], int]


def confusion_matrix(evaluation: Evaluation) -> AnnotatedImage:
    """The matrix of at most twelve labels; the others stand together."""
    paper = Paper(_PICTURE)
    draw_matrix(paper, PixelBox(24, 24, _PICTURE[0] - 24, _PICTURE[1] - 24), evaluation)
    return paper.image()


def grid_of(evaluation: Evaluation) -> Grid:
    """The most frequent labels in alphabetical order, then the others, then nothing.

    A mistake between two of the others stands where the others meet themselves.
    """
    often: Counter[str] = Counter()
    for (was, said), count in evaluation.confusion.items():
        often.update(dict.fromkeys({was, said} - {NOTHING}, count))
    shown = sorted(often, key=lambda name: (-often[name], name))[:MOST_LABELS]
    rest = [_OTHERS] if len(often) > len(shown) else []
    place = {name: index for index, name in enumerate(sorted(shown))}
    place[NOTHING] = len(shown) + len(rest)
    counts: Counter[tuple[int, int]] = Counter()
    for (was, said), count in evaluation.confusion.items():
        counts[place.get(was, len(shown)), place.get(said, len(shown))] += count
    return Grid((*sorted(shown), *rest, _NOTHING), counts)


def draw_matrix(paper: Paper, area: PixelBox, evaluation: Evaluation) -> tuple[PixelBox, ...]:
    """Draw it into an area; where its cells are, row by row."""
    grid = grid_of(evaluation)
    heading = PixelBox(area.left, area.top, area.right, area.top + _HEADING)
    paper.write("Rows: what was there. Columns: what was answered.", heading, 26)
    names = (
        min(300, (area.right - area.left) // 4),
        max(130, min(200, (area.bottom - area.top) // 4)),
    )
    left, top = area.left + names[0], area.top + _HEADING + names[1]
    count = len(grid.names)
    wide, high = min((area.right - left) // count, 220), min((area.bottom - top) // count, 110)
    cells = []
    for row in range(count):
        y = top + row * high
        paper.write(grid.names[row], PixelBox(area.left, y, left - 12, y + high), 26, align=1.0)
        x = left + row * wide
        column = PixelBox(x, top - names[1], x + wide, top - 8)
        paper.write_upwards(grid.names[row], column, 26)
        for at in range(count):
            x = left + at * wide
            cells.append(PixelBox(x, y, x + wide, y + high))
            _cell(paper, cells[-1], grid, (row, at))
    return tuple(cells)


def number_size(count: int, width: int) -> int:
    """Of the font in which all of a number's digits stand in so many pixels, at most 28."""
    return max(1, min(28, int(width / _DIGIT / len(str(count)))))


def _cell(paper: Paper, place: PixelBox, grid: Grid, at: tuple[int, int]) -> None:
    """The more often, the darker; a single one can be seen already; long numbers are smaller."""
    count = grid.counts.get(at, 0)
    most = max(grid.counts.values(), default=1)
    colour = blend(RIGHT if at[0] == at[1] else WRONG, 0.15 + 0.85 * count / most if count else 0)
    paper.fill(place, colour, GREY)
    if count:
        inner = PixelBox(place.left + 3, place.top + 1, place.right - 3, place.bottom - 1)
        size = number_size(count, inner.right - inner.left)
        paper.write(str(count), inner, size, ink_on(colour), 0.5)
