"""`docs/datasets.md` shows what is really written and read."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.core.model import PixelBox
from bot.train import rules, rules_images, rules_labels
from bot.train.formats import FORMATS, MemoryFiles, archive, coco, file_name, files, reading
from bot.train.formats.ground_truth import write

TEXT = (Path(__file__).parents[3] / "docs/datasets.md").read_text(encoding="utf-8")
FOUND = re.findall(r"<!-- ([\w-]+): (.+?) -->\n```\w+\n(.*?)```", TEXT, re.DOTALL)
SHOWN = [
    (name, path.replace("…", "0" * 63), text.replace("…", "0" * 63)) for name, path, text in FOUND
]
DOG = Annotation("Dog", PixelBox(100, 50, 300, 200))
DATASET = Dataset(
    1,
    (
        LabelledImage("1".zfill(64), "garden", 640, 480, (DOG,), Split.TRAIN),
        LabelledImage("2".zfill(64), "night", 640, 480, (Annotation("Night"),), Split.TRAIN),
    ),
)


def place(name: str, image: LabelledImage) -> str:
    folder = "s3://our-bucket" if name == "ground-truth" else "images"
    return f"{folder}/{file_name(image, '.jpg')}"


@pytest.mark.parametrize(("name", "path", "text"), SHOWN, ids=[path for _, path, _ in FOUND])
def test_an_example_is_what_is_written(name: str, path: str, text: str) -> None:
    """Each example is, byte for byte, what writing gives (CSV has CRLF)."""
    moment = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
    if name == "ground-truth":
        written = write(DATASET, lambda image: place(name, image), at=moment)
    else:
        written = FORMATS[name].write(DATASET, lambda image: place(name, image))

    assert written.files[path].decode().replace("\r\n", "\n").rstrip() == text.rstrip()


@pytest.mark.parametrize("name", FORMATS)
def test_the_examples_can_be_read(name: str) -> None:
    """The examples of a format, with the images, are the dataset that they tell of."""
    written = FORMATS[name].write(DATASET, lambda image: place(name, image))
    shown = {path: text.encode() for kind, path, text in SHOWN if kind == name}
    pictures = dict.fromkeys((path for path, _ in written.copies), b"")

    found = FORMATS[name].read(MemoryFiles({**shown, **pictures}, lambda data: (640, 480)))

    assert {each.id: (each.name, each.annotations, each.split) for each in found.entries} == {
        image.id: (image.name, image.annotations, image.split) for image in DATASET.images
    }


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_shown(name: str) -> None:
    """The document names each format and has an example of it."""
    assert f"`{name}`" in TEXT
    assert name in {kind for kind, _, _ in SHOWN}


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (f"{files.MAX_FILE // 10**9} GB, read line by line", "a file"),
        (f"{coco.MAX_BYTES // 10**6} MB", "a COCO document"),
        (f"{files.MAX_LINE:,} bytes", "a line"),
        (f"{reading.MAX_ENTRIES:,}", "images"),
        (f"{archive.MAX_FILES:,}, unpacked {archive.MAX_BYTES // 10**9} GB", "files in a zip"),
        (f"up to {archive.MAX_RATIO} times its packed size", "a zip's member"),
        (f"{rules_images.MIN_SIDE} to {rules_images.MAX_SIDE} pixels a side", "images"),
        (f"{rules_images.MAX_ASPECT}:1, {rules_images.MAX_WEIGHT // 10**6} MB", "images"),
        (f"{rules_labels.MAX_LABELS};", "labels"),
        (f"1 to {rules_labels.MAX_LABEL} characters", "labels"),
        (f"{rules_images.MAX_BOXES} boxes, {rules_images.MAX_LABELS} labels", "an image"),
        (f"scaled down to {rules_images.TRAINED_SIDE} pixels", "a box"),
        (f"{rules_labels.MAX_TESTS_OF_A_LABEL}", "test images of a label"),
        (f"{rules.MAX_LINES:,} lines", "a manifest"),
        (f"a line {rules.MAX_LINE:,} characters", "a manifest"),
        (f"{rules.MAX_BAD:.0%}".replace("%", " %"), "images that break a rule"),
    ],
)
def test_the_limits_are_those_of_the_code(number: str, line: str) -> None:
    """Each limit in the document's tables is the one in the code."""
    rows = [row for row in TEXT.splitlines() if row.startswith(f"| {line} |")]

    assert any(number in row for row in rows)
