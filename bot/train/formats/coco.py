"""COCO: one JSON file for each split, with images, categories, and boxes as annotations.

COCO has no labels for whole images; they stand in a list of their own, `image_labels`, beside
`annotations`: `{"image_id": 1, "category_id": 2}`. Readers that do not know it leave it alone.
https://cocodataset.org/#format-data
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from bot.core.dataset import Dataset, LabelledImage
from bot.train.formats.coco_documents import Document
from bot.train.formats.entries import Format, Read, Reference, Written, copies
from bot.train.formats.files import Files, named, read_all
from bot.train.formats.names import WORDS, cut_names, split_of
from bot.train.formats.parse import json_of, mapping
from bot.train.formats.reading import Reading

MAX_BYTES = 128_000_000
"""A JSON document is read as a whole, which takes several times its size in memory."""


def write(dataset: Dataset, reference: Reference) -> Written:
    """`annotations/instances_train.json`, `…_test.json` …, one for each split with images."""
    numbers = {label: number for number, label in enumerate(dataset.labels, start=1)}
    files = {
        f"annotations/instances_{word}.json": _document(images, reference, numbers)
        for split, word in WORDS.items()
        if (images := [image for image in dataset.images if image.split is split])
    }
    return Written(files, copies(dataset, reference))


def _document(
    images: Sequence[LabelledImage], reference: Reference, numbers: Mapping[str, int]
) -> bytes:
    boxes: list[dict[str, object]] = []
    whole: list[dict[str, object]] = []
    for image_id, image in enumerate(images, start=1):
        for label, box in ((each.label, each.box) for each in image.annotations):
            about: dict[str, object] = {"image_id": image_id, "category_id": numbers[label]}
            if box is None:
                whole.append(about)
                continue
            width, height = box.right - box.left, box.bottom - box.top
            place = {"bbox": [box.left, box.top, width, height], "area": width * height}
            boxes.append({"id": len(boxes) + 1, **about, **place, "iscrowd": 0})
    document = {
        "info": {"description": "Written by Rekog"},
        "images": [
            {
                "id": image_id,
                "file_name": reference(each),
                "width": each.width,
                "height": each.height,
            }
            for image_id, each in enumerate(images, start=1)
        ],
        "categories": [{"id": number, "name": label} for label, number in numbers.items()],
        "annotations": boxes,
        "image_labels": whole,
    }
    return json.dumps(document, ensure_ascii=False).encode()


def read(files: Files) -> Read:
    """The images of all JSON files that are COCO; a file's path tells the split.

    Raises:
        DatasetUnreadable: no image could be read.
        DatasetTooLarge: a file is.
    """
    reading = Reading()
    paths = named(files, ".json")
    crowds = sum(_take(reading, files, path) for path in paths)
    if crowds:
        reading.notes.append(f"{crowds} annotations of crowds are left out: a box is one thing.")
    return reading.done(paths)


def _take(reading: Reading, files: Files, path: str) -> int:
    """Read one file; how many crowds were in it."""
    document = Document()
    try:
        data = read_all(files, path, MAX_BYTES).removeprefix(b"\xef\xbb\xbf")
        document.take(mapping(json_of(data), "the file"))
    except ValueError as error:
        reading.bad(path, 0, str(error))
        return 0
    for flaw in document.flaws:
        reading.bad(path, 0, flaw)
    for entry in document.entries(split_of(path)):
        reading.add(entry, path)
    return document.crowds


def losses(dataset: Dataset) -> tuple[str, ...]:
    """What COCO does not tell."""
    whole = sum(each.box is None for image in dataset.images for each in image.annotations)
    told = "labels of whole images are in `image_labels`, which other programs do not read."
    return (*cut_names(dataset.images), *((f"{whole} {told}",) if whole else ()))


COCO = Format("coco", "COCO", write, read, losses)
