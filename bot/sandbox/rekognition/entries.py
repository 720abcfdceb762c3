"""The lines of a manifest, read as strictly as Custom Labels reads them.

https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/tm-debugging-json-line-errors.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]
"""Left, top, width, height as ratios of the picture."""

METADATA = "-metadata"
DETECTION = "groundtruth/object-detection"
CLASSIFICATION = "groundtruth/image-classification"
MAX_BOXES = 50  # https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html


@dataclass(frozen=True)
class Entry:
    """A line of a dataset.

    Attributes:
        source: `s3://bucket/key`; a number for a line that says no source.
        text: the line as it came.
        found: labels, each with its box or none.
        error: AWS's name of what is wrong; empty when nothing is.
    """

    source: str
    text: str
    found: tuple[tuple[str, Box | None], ...] = ()
    error: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Bucket and key."""
        bucket, _, key = self.source.removeprefix("s3://").partition("/")
        return bucket, key

    @property
    def listed(self) -> str:
        """As ListDatasetEntries gives it."""
        try:
            fields = json.loads(self.text)
        except ValueError:
            return self.text
        about: dict[str, Any] = {"is_labeled": bool(self.found)}
        return json.dumps({**fields, "cl-metadata": about}, ensure_ascii=False)


def entries(manifest: bytes) -> Iterator[Entry]:
    """The lines of a manifest, with what is wrong with each."""
    for number, line in enumerate(manifest.splitlines()):
        if line.strip():
            yield _entry(number, line.decode("utf-8", "replace"))


def _entry(number: int, text: str) -> Entry:
    try:
        fields = json.loads(text)
        source = fields["source-ref"]
    except (ValueError, KeyError, TypeError):
        return Entry(f"line {number}", text, error="ERROR_INVALID_JSON_LINE")
    if not re.fullmatch(r"s3://[^/]+/.+", str(source)):
        return Entry(str(source), text, error="ERROR_INVALID_SOURCE_REF_FORMAT")
    try:
        return Entry(source, text, tuple(_found(fields)))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        known = str(error).strip("'")
        return Entry(
            source, text, error=known if known.startswith("ERROR_") else "ERROR_INVALID_JSON_LINE"
        )


def _found(fields: Mapping[str, Any]) -> Iterator[tuple[str, Box | None]]:
    names = [key for key in fields if key.endswith(METADATA) and key != "cl-metadata"]
    if not names:
        raise ValueError("ERROR_NO_LABEL_ATTRIBUTES")
    for name in names:
        about = fields[name]
        value = fields[name.removesuffix(METADATA)]
        if about["human-annotated"] not in ("yes", "no") or not about["creation-date"]:
            raise ValueError("ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT")
        if about["type"] == DETECTION:
            yield from _boxes(value, about)
        elif about["type"] == CLASSIFICATION:
            yield about["class-name"], None
        else:
            raise ValueError("ERROR_UNKNOWN_LABEL_ATTRIBUTE_TYPE")


def _boxes(value: Mapping[str, Any], about: Mapping[str, Any]) -> Iterator[tuple[str, Box]]:
    size, boxes = value["image_size"][0], value["annotations"]
    if len(boxes) > MAX_BOXES:
        raise ValueError("ERROR_TOO_MANY_BOUNDING_BOXES")
    if len(boxes) != len(about["objects"]):
        raise ValueError("ERROR_BOUNDING_BOX_COUNT_MISMATCH")
    for box in boxes:
        right, bottom = box["left"] + box["width"], box["top"] + box["height"]
        if min(box["left"], box["top"]) < 0 or right > size["width"] or bottom > size["height"]:
            raise ValueError("ERROR_INVALID_BOUNDING_BOX")
        yield (
            about["class-map"][str(box["class_id"])],
            (
                box["left"] / size["width"],
                box["top"] / size["height"],
                box["width"] / size["width"],
                box["height"] / size["height"],
            ),
        )
