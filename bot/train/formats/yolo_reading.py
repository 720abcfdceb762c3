"""Reads YOLO, also without names, with outlines, or with labels beside the images."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

import yaml

from bot.core.dataset import Annotation
from bot.train.formats.entries import Entry, Read
from bot.train.formats.files import IMAGES, Files, lines, listed, named, read_all
from bot.train.formats.names import split_of_folders
from bot.train.formats.parse import number, pixel_box
from bot.train.formats.reading import Reading
from bot.train.formats.table import take

WHOLE = "image-labels.csv"
MAX_NAMES = 1_000_000
"""Bytes of `data.yaml`."""

MAX_DIGITS = 9
"""Of a class's number."""


def read(files: Files) -> Read:
    """The images with their boxes; the folders tell the split.

    An image without a text file is a negative, as the format has it.

    Raises:
        DatasetUnreadable: there is no image.
        DatasetTooLarge: a file is.
    """
    reading = Reading()
    names = _names(reading, files)
    whole = _whole(reading, files)
    present = frozenset(listed(files))
    missing = 0
    for path in named(files, *IMAGES):
        beside = next((each for each in _beside(path) if each in present), None)
        missing += beside is None
        _take(reading, files, path, beside, names, whole.get(path, ()))
    if missing:
        reading.notes.append(f"{missing} images have no file of labels; I take them as negatives.")
    return reading.done(["these files"])


def _beside(path: str) -> tuple[str, str]:
    """Where the labels of an image may be: in `labels/` for `images/`, or beside it."""
    parts = list(PurePosixPath(path).with_suffix(".txt").parts)
    here = "/".join(parts)
    if "images" in parts:
        parts[len(parts) - 1 - parts[::-1].index("images")] = "labels"
    return "/".join(parts), here


def _take(
    reading: Reading,
    files: Files,
    path: str,
    beside: str | None,
    names: Mapping[str, str],
    whole: tuple[Annotation, ...],
) -> None:
    size = files.size(path)
    if size is None:
        reading.bad(path, 0, "this is not an image that I can read")
        return
    found, wrong = list(whole), 0
    for line, data in lines(files, beside) if beside else ():
        if data.strip():
            try:
                found.append(_annotation(data, names, size))
            except ValueError as error:
                wrong += 1
                reading.bad(beside or path, line, str(error))
    if found or not wrong:
        reading.add(Entry(path, tuple(dict.fromkeys(found)), split_of_folders(path), size), path)


def _annotation(data: bytes, names: Mapping[str, str], size: tuple[int, int]) -> Annotation:
    kind, *rest = data.decode(errors="replace").split() or [""]
    if not kind.isdecimal() or len(kind) > MAX_DIGITS:
        raise ValueError("the line does not begin with the number of a class")
    label = names.get(str(int(kind)), "" if names else f"class {int(kind)}")
    if not label:
        raise ValueError(f"the names have no class {int(kind)}")
    left, top, right, bottom = _edges([number(each, "a place") for each in rest])
    width, height = size
    return Annotation(
        label, pixel_box(left * width, top * height, right * width, bottom * height, size)
    )


def _edges(values: list[float]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom as ratios, from a centre and a size, or from an outline.

    A fifth number after the class is the confidence that a detector writes.
    """
    if len(values) in (4, 5):
        x, y, width, height = values[:4]
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2
    if len(values) < 6 or len(values) % 2:
        raise ValueError("after the class there are not four numbers, nor the points of an outline")
    return min(values[::2]), min(values[1::2]), max(values[::2]), max(values[1::2])


def _names(reading: Reading, files: Files) -> Mapping[str, str]:
    """What the classes are called, by their numbers."""
    for path in named(files, ".yaml", ".yml"):
        try:
            # All values as texts, so that a label “yes” or “1.0” stays what it is.
            about = yaml.load(read_all(files, path, MAX_NAMES), Loader=yaml.BaseLoader)
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
            reading.bad(path, 0, "this is not YAML")
            continue
        names = about.get("names") if isinstance(about, dict) else None
        if isinstance(names, list):
            return {str(place): str(name) for place, name in enumerate(names)}
        if isinstance(names, dict):
            return {str(place): str(name) for place, name in names.items()}
    for path in named(files, "classes.txt", "obj.names"):
        return {str(n - 1): name.decode(errors="replace").strip() for n, name in lines(files, path)}
    reading.notes.append("No file names the classes (`data.yaml`), so they are called by number.")
    return {}


def _whole(reading: Reading, files: Files) -> Mapping[str, tuple[Annotation, ...]]:
    """The labels of whole images, by the images' paths."""
    beside = Reading()
    for path in named(files, WHOLE):
        take(beside, files, path)
    found = beside.found()
    for each in found.bad:
        reading.bad(each.file, each.line, each.sentence)
    return {entry.reference: entry.annotations for entry in found.entries}
