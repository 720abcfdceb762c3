"""A folder for each label, with the images in it; `_negatives` for what shows none of them.

Folders hold labels of whole images. Where there are boxes, they stand in a table beside,
`_boxes.csv`, which other programs do not read. An image with several labels lies in each folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.train.formats.entries import Entry, Format, Read, Reference, Written
from bot.train.formats.files import IMAGES, Files, named
from bot.train.formats.names import (
    MEANT,
    NEGATIVES,
    WORDS,
    cut_names,
    origin,
    quoted,
    split_of_folders,
    unquoted,
)
from bot.train.formats.reading import Reading
from bot.train.formats.table import table, take

BOXES = "_boxes.csv"


def write(dataset: Dataset, reference: Reference) -> Written:
    """The places of the images, and `_boxes.csv` where there are boxes."""

    def name(image: LabelledImage) -> str:
        return PurePosixPath(reference(image)).name

    boxed = [image for image in dataset.images if any(each.box for each in image.annotations)]
    places = tuple(
        (f"{folder}/{name(image)}", image.id)
        for image in dataset.images
        for folder in _folders(image)
    )
    return Written({BOXES: table(boxed, name)} if boxed else {}, places)


def _folders(image: LabelledImage) -> list[str]:
    above = "" if image.split is Split.UNDECIDED else f"{WORDS[image.split]}/"
    names = [quoted(label) for label in sorted(image.labels)] or [NEGATIVES]
    return [f"{above}{name}" for name in names]


def read(files: Files) -> Read:
    """The images in the folders; the folder above a label's may tell the split.

    Raises:
        DatasetUnreadable: there is no image in a folder.
        DatasetTooLarge: there are too many.
    """
    reading = Reading()
    paths = named(files, *IMAGES)
    boxes = _boxes(reading, files)
    for path, folders in _together(reading, paths).items():
        reading.add(_entry(path, folders, boxes.get(PurePosixPath(path).name)), path)
    return reading.done(sorted({str(PurePosixPath(path).parent) for path in paths})[:3])


def _together(reading: Reading, paths: Sequence[str]) -> Mapping[str, list[str]]:
    """Each image's first path, and the names of its folders.

    The same name in two folders is one image only where it carries our id.
    """
    first: dict[tuple[Split, str], str] = {}
    found: dict[str, list[str]] = {}
    for path in paths:
        parent = PurePosixPath(path).parent
        if not parent.name or _means_split(parent):
            reading.bad(path, 0, "the image does not lie in a label's folder")
            continue
        key = PurePosixPath(path).name if origin(path)[0] else path
        same = first.setdefault((split_of_folders(path), key), path)
        found.setdefault(same, []).append(parent.name)
    return found


def _means_split(folder: PurePosixPath) -> bool:
    return folder.name.lower() in MEANT


def _entry(path: str, folders: Sequence[str], boxed: Entry | None) -> Entry:
    labels = [unquoted(name) for name in folders if name != NEGATIVES]
    split = split_of_folders(path)
    if boxed is None:
        return Entry(path, tuple(Annotation(label) for label in labels), split)
    # People move images between folders by hand, so the folders have the last word on labels.
    kept = [each for each in boxed.annotations if each.label in labels]
    known = {each.label for each in kept}
    kept += [Annotation(label) for label in labels if label not in known]
    return replace(boxed, reference=path, annotations=tuple(kept), split=split)


def _boxes(reading: Reading, files: Files) -> Mapping[str, Entry]:
    """What the table beside the folders says, by the images' names."""
    beside = Reading()
    for path in named(files, BOXES):
        take(beside, files, path)
    found = beside.found()
    for each in found.bad:
        reading.bad(each.file, each.line, each.sentence)
    return {entry.reference: entry for entry in found.entries}


def losses(dataset: Dataset) -> tuple[str, ...]:
    """What folders do not tell."""
    boxes = sum(each.box is not None for image in dataset.images for each in image.annotations)
    told = f"boxes stand in `{BOXES}`, which other programs do not read."
    return (
        *cut_names(dataset.images),
        *((f"{boxes} {told}",) if boxes else ()),
        "Folders do not tell the images' width and height; the images do.",
    )


FOLDERS = Format("folders", "a folder for each label", write, read, losses)
