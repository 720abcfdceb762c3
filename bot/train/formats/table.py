"""CSV: one line for each annotation, which any spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain

from bot.core.dataset import Dataset, LabelledImage, Split
from bot.train.formats.entries import Format, Read, Reference, Written, copies
from bot.train.formats.files import Files, lines, named
from bot.train.formats.names import WORDS, cut_names, split_of
from bot.train.formats.reading import Reading
from bot.train.formats.table_rows import Table, columns_of

HEADER = ("image", "width", "height", "label", "left", "top", "right", "bottom", "split")


def write(dataset: Dataset, reference: Reference) -> Written:
    """`annotations.csv`: an empty label is a negative, an empty box means the whole image."""
    return Written(
        {"annotations.csv": table(dataset.images, reference)}, copies(dataset, reference)
    )


def table(images: Iterable[LabelledImage], reference: Reference) -> bytes:
    """The file's content, as RFC 4180 has it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for image in images:
        about = (reference(image), image.width, image.height)
        split = "" if image.split is Split.UNDECIDED else WORDS[image.split]
        for label, box in [(each.label, each.box) for each in image.annotations] or [("", None)]:
            edges = (box.left, box.top, box.right, box.bottom) if box else ("",) * 4
            writer.writerow((*about, label, *edges, split))
    return text.getvalue().encode()


def read(files: Files) -> Read:
    """The images of all tables.

    Raises:
        DatasetUnreadable: no line could be read.
        DatasetTooLarge: a file is.
    """
    reading = Reading()
    paths = named(files, ".csv", ".tsv")
    for path in paths:
        take(reading, files, path)
    return reading.done(paths)


def take(reading: Reading, files: Files, path: str) -> None:
    """Read one table."""
    wrong: set[int] = set()
    text = _decoded(files, path, wrong)
    first = next(text, "")
    separator = max(",;\t|", key=first.count)
    rows = _rows(chain([first], text), separator)
    try:
        _, header = next(rows, (1, [""]))
        rest = Table(columns_of(_right(header, 1 in wrong)), split_of(path))
    except ValueError as error:
        reading.bad(path, 1, str(error))
        return
    for line, row in rows:
        try:
            rest.take(_right(row, line in wrong))
        except ValueError as error:
            reading.bad(path, line, str(error))
    for entry in rest.entries():
        reading.add(entry, path)


def _right(row: list[str] | None, wrong: bool) -> list[str]:
    if wrong:
        raise ValueError("this is not UTF-8 text")
    if row is None:
        raise ValueError("the quotes of this line do not fit")
    return row


def _rows(text: Iterator[str], separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """The rows that are not empty, each with the number of its last line; `None` for a bad one."""
    rows = csv.reader(text, delimiter=separator)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield rows.line_num, None
            continue
        if any(row):
            yield rows.line_num, row


def _decoded(files: Files, path: str, wrong: set[int]) -> Iterator[str]:
    """The lines as text; the numbers of those that are not UTF-8 are added to `wrong`."""
    for number, data in lines(files, path):
        try:
            yield data.decode()
        except UnicodeDecodeError:
            wrong.add(number)
            yield data.decode(errors="replace")


def losses(dataset: Dataset) -> tuple[str, ...]:
    """What a table does not tell."""
    return cut_names(dataset.images)


CSV = Format("csv", "CSV", write, read, losses)
