"""Reads the rows of a table, also with other programs' columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.core.dataset import Annotation, Split
from bot.train.formats.entries import Entry
from bot.train.formats.names import MEANT
from bot.train.formats.parse import number, pixel_box, size_of

NAMES = {
    "image": ("image", "filename", "file_name", "file", "image_path", "path", "image_name"),
    "label": ("label", "class", "class_name", "category"),
    "width": ("width", "image_width", "img_width"),
    "height": ("height", "image_height", "img_height"),
    "left": ("left", "xmin", "x_min", "x1", "bbox_left"),
    "top": ("top", "ymin", "y_min", "y1", "bbox_top"),
    "right": ("right", "xmax", "x_max", "x2", "bbox_right"),
    "bottom": ("bottom", "ymax", "y_max", "y2", "bbox_bottom"),
    "split": ("split", "set", "subset", "usage"),
}
"""Our columns, and what others call them; capital letters do not count."""

EDGES = ("left", "top", "right", "bottom")


def columns_of(header: Sequence[str]) -> Mapping[str, int]:
    """Where each of our columns is.

    Raises:
        ValueError: the image's or the label's is missing.
    """
    given = [name.strip().lower().replace(" ", "_") for name in header]
    found = {
        ours: next(given.index(each) for each in theirs if each in given)
        for ours, theirs in NAMES.items()
        if any(each in given for each in theirs)
    }
    for wanted in ("image", "label"):
        if wanted not in found:
            raise ValueError(f"the first line names no column `{wanted}`")
    return found


class Table:
    """What the rows add up to; an image may have several."""

    def __init__(self, columns: Mapping[str, int], split: Split) -> None:
        self._columns, self._split = columns, split
        self._images: dict[str, tuple[Split, tuple[int, int] | None]] = {}
        self._annotations: dict[str, list[Annotation]] = {}

    def take(self, row: Sequence[str]) -> None:
        """Read one row.

        Raises:
            ValueError: it is not right.
        """
        cells = {name: row[place] for name, place in self._columns.items() if place < len(row)}
        image, label = cells.get("image", ""), cells.get("label")
        if not image or label is None:
            raise ValueError("the image or the label is missing")
        size = _size(cells)
        split = _split(cells.get("split", ""), self._split)
        known = self._images.get(image, (split, size))
        if known != (split, size):
            raise ValueError("the width, height or split is not the one that the image had before")
        annotation = _annotation(label, cells, size)
        self._images[image] = known
        if annotation is not None:
            self._annotations.setdefault(image, []).append(annotation)

    def entries(self) -> Iterator[Entry]:
        """The images in the order of their first rows."""
        for reference, (split, size) in self._images.items():
            found = dict.fromkeys(self._annotations.get(reference, ()))
            yield Entry(reference, tuple(found), split, size)


def _size(cells: Mapping[str, str]) -> tuple[int, int] | None:
    width, height = cells.get("width", ""), cells.get("height", "")
    return size_of(width, height) if width or height else None


def _split(word: str, otherwise: Split) -> Split:
    if not word.strip():
        return otherwise
    if word.strip().lower() not in MEANT:
        raise ValueError(f"“{word}” is no split; I know train, test and apart")
    return MEANT[word.strip().lower()]


def _annotation(
    label: str, cells: Mapping[str, str], size: tuple[int, int] | None
) -> Annotation | None:
    given = [cells.get(edge, "").strip() for edge in EDGES]
    if not any(given):
        return Annotation(label) if label else None
    if not label:
        raise ValueError("there is a box without a label")
    left, top, right, bottom = (
        number(value, edge) for edge, value in zip(EDGES, given, strict=True)
    )
    return Annotation(label, pixel_box(left, top, right, bottom, size))
