"""YOLO: `data.yaml` with the names, and for each image a text file with a line for each box.

YOLO has no labels of whole images; they stand in a table beside, `image-labels.csv`.
https://docs.ultralytics.com/datasets/detect/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

import yaml

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.train.formats.entries import Format, Reference, Written
from bot.train.formats.names import cut_names
from bot.train.formats.table import table
from bot.train.formats.yolo_reading import WHOLE, read

FOLDERS = {
    Split.TRAIN: "train",
    Split.TEST: "val",
    Split.APART: "apart",
    Split.UNDECIDED: "undecided",
}


def write(dataset: Dataset, reference: Reference) -> Written:
    """`data.yaml`, `labels/…` beside `images/…`, and `image-labels.csv` where it is needed."""

    def place(image: LabelledImage) -> str:
        return f"images/{FOLDERS[image.split]}/{PurePosixPath(reference(image)).name}"

    numbers = {label: number for number, label in enumerate(dataset.labels)}
    files = {"data.yaml": _names(dataset)}
    for image in dataset.images:
        path = PurePosixPath("labels") / PurePosixPath(place(image)).relative_to("images")
        files[str(path.with_suffix(".txt"))] = _boxes(image, numbers)
    if whole := [kept for image in dataset.images if (kept := _whole(image)).annotations]:
        files[WHOLE] = table(whole, place)
    return Written(files, tuple((place(image), image.id) for image in dataset.images))


def _names(dataset: Dataset) -> bytes:
    """What trainers begin with. Undecided images are for learning as long as nothing else is."""
    used = {image.split for image in dataset.images}
    learn = [f"images/{FOLDERS[each]}" for each in (Split.TRAIN, Split.UNDECIDED) if each in used]
    about: dict[str, object] = {
        "path": ".",
        "train": learn,
        "val": [f"images/{FOLDERS[Split.TEST]}"] if Split.TEST in used else [*learn],
        "names": dict(enumerate(dataset.labels)),
    }
    # PyYAML writes some line separators as they are and reads them as spaces, unless it escapes.
    plain = all(label.isprintable() for label in dataset.labels)
    return yaml.safe_dump(about, allow_unicode=plain, sort_keys=False, width=10_000).encode()


def _boxes(image: LabelledImage, numbers: Mapping[str, int]) -> bytes:
    """Class, centre and size as ratios; `repr` keeps all digits, so that pixels come back exact."""
    lines = []
    for label, box in ((each.label, each.box) for each in image.annotations):
        if box is not None:
            ratios = (
                (box.left + box.right) / 2 / image.width,
                (box.top + box.bottom) / 2 / image.height,
                (box.right - box.left) / image.width,
                (box.bottom - box.top) / image.height,
            )
            lines.append(" ".join([str(numbers[label]), *map(repr, ratios)]))
    return "".join(f"{line}\n" for line in lines).encode()


def _whole(image: LabelledImage) -> LabelledImage:
    kept: tuple[Annotation, ...] = tuple(each for each in image.annotations if each.box is None)
    return replace(image, annotations=kept)


def losses(dataset: Dataset) -> tuple[str, ...]:
    """What YOLO does not tell."""
    whole = sum(each.box is None for image in dataset.images for each in image.annotations)
    told = f"labels of whole images stand in `{WHOLE}`, which other programs do not read."
    return (*cut_names(dataset.images), *((f"{whole} {told}",) if whole else ()))


YOLO = Format("yolo", "YOLO", write, read, losses)
