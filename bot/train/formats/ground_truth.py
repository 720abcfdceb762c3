"""SageMaker Ground Truth manifests, which Custom Labels trains from: one JSON object a line.

https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/md-create-manifest-file.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.train.formats.entries import Format, Read, Reference, Written, copies
from bot.train.formats.files import Files, lines, named
from bot.train.formats.ground_truth_lines import entry_of
from bot.train.formats.names import WORDS, cut_names, split_of
from bot.train.formats.reading import Reading

JOB = "rekog"
SUFFIXES = (".manifest", ".jsonl")


def manifest(images: Sequence[LabelledImage], reference: Reference, at: datetime) -> bytes:
    """One manifest, as AWS wants it.

    A negative is a line with no boxes, which AWS takes but does not learn from
    (`WARNING_NO_ANNOTATIONS` in its guide).

    Args:
        images: in the order of the lines.
        reference: where they are; AWS takes `s3://bucket/key` only, all in one bucket.
        at: when the labels were made, for `creation-date`.
    """
    return "".join(f"{line(image, reference(image), at)}\n" for image in images).encode()


def line(image: LabelledImage, source: str, at: datetime) -> str:
    """The line of one image, without its end."""
    moment = at.astimezone(UTC).replace(tzinfo=None)
    whole = [each.label for each in image.annotations if each.box is None]
    fields: dict[str, object] = {"source-ref": source}
    if len(whole) < len(image.annotations) or not whole:
        fields |= _boxes(image, moment.isoformat(timespec="seconds"))
    for number, label in enumerate(whole):
        fields |= _whole(f"label-{number}", label, moment.isoformat(timespec="milliseconds"))
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _boxes(image: LabelledImage, date: str) -> dict[str, object]:
    boxed = [(each.label, each.box) for each in image.annotations if each.box is not None]
    labels = sorted({label for label, _ in boxed})
    annotations = [
        {
            "class_id": labels.index(label),
            "top": box.top,
            "left": box.left,
            "width": box.right - box.left,
            "height": box.bottom - box.top,
        }
        for label, box in boxed
    ]
    size = {"width": image.width, "height": image.height, "depth": 3}
    return {
        "bounding-box": {"image_size": [size], "annotations": annotations},
        "bounding-box-metadata": {
            "objects": [{"confidence": 1} for _ in boxed],
            "class-map": {str(number): label for number, label in enumerate(labels)},
            "type": "groundtruth/object-detection",
            "human-annotated": "yes",
            "creation-date": date,
            "job-name": JOB,
        },
    }


def _whole(attribute: str, label: str, date: str) -> dict[str, object]:
    return {
        attribute: 1,
        f"{attribute}-metadata": {
            "confidence": 1,
            "job-name": JOB,
            "class-name": label,
            "human-annotated": "yes",
            "creation-date": date,
            "type": "groundtruth/image-classification",
        },
    }


def write(dataset: Dataset, reference: Reference, at: datetime | None = None) -> Written:
    """A manifest for each split that has images: `train.manifest`, `test.manifest` …"""
    when = at or datetime.now(UTC)
    files = {
        f"{word}.manifest": manifest(images, reference, when)
        for split, word in WORDS.items()
        if (images := [image for image in dataset.images if image.split is split])
    }
    return Written(files, copies(dataset, reference))


def read(files: Files) -> Read:
    """The lines of all manifests; a file's name tells the split.

    Raises:
        DatasetUnreadable: no line could be read.
        DatasetTooLarge: a file is.
    """
    reading = Reading()
    paths = named(files, *SUFFIXES)
    for path in paths:
        split = split_of(path)
        for number, data in lines(files, path):
            if data.strip():
                _take(reading, path, number, data, split)
    return reading.done(paths)


def _take(reading: Reading, path: str, number: int, data: bytes, split: Split) -> None:
    try:
        entry, flaws = entry_of(data, split)
    except ValueError as error:
        reading.bad(path, number, str(error))
        return
    for flaw in flaws:
        reading.bad(path, number, flaw)
    reading.add(entry, path, number)


def losses(dataset: Dataset) -> tuple[str, ...]:
    """What manifests do not tell."""
    return (
        *cut_names(dataset.images),
        *_unsized(image for image in dataset.images if _only_whole(image.annotations)),
    )


def _only_whole(annotations: Iterable[Annotation]) -> bool:
    boxes = [each.box for each in annotations]
    return bool(boxes) and not any(boxes)


def _unsized(images: Iterable[LabelledImage]) -> tuple[str, ...]:
    count = sum(1 for _ in images)
    told = "images have labels and no boxes; a manifest does not tell their width and height."
    return (f"{count} {told}",) if count else ()


GROUND_TRUTH = Format("ground-truth", "Ground Truth manifest", write, read, losses)
