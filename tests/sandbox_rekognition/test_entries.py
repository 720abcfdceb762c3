"""Lines of a manifest are taken as strictly as AWS takes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.sandbox.rekognition.entries import MAX_BOXES, entries

BOX = {"class_id": 0, "left": 10, "top": 10, "width": 20, "height": 20}


def line(**changes: Any) -> dict[str, Any]:
    """A good line with one box, and changes in its metadata."""
    boxes = changes.pop("boxes", [BOX])
    about = {
        "objects": [{"confidence": 1}] * changes.pop("objects", len(boxes)),
        "class-map": {"0": "Dog"},
        "type": "groundtruth/object-detection",
        "human-annotated": "yes",
        "creation-date": "2026-11-23T01:02:03",
        **changes,
    }
    size = {"width": 40, "height": 80, "depth": 3}
    return {
        "source-ref": "s3://team/a.png",
        "bb": {"image_size": [size], "annotations": boxes},
        "bb-metadata": about,
    }


def test_boxes_become_ratios() -> None:
    """A box is kept as shares of the picture's sides."""
    (entry,) = entries(json.dumps(line()).encode())

    assert entry.found == (("Dog", (0.25, 0.125, 0.5, 0.25)),)
    assert entry.place == ("team", "a.png")
    assert not entry.error


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"source-ref": "a.png"}, "ERROR_INVALID_SOURCE_REF_FORMAT"),
        ({"source-ref": "s3://team/a.png"}, "ERROR_NO_LABEL_ATTRIBUTES"),
        (line(boxes=[BOX] * (MAX_BOXES + 1)), "ERROR_TOO_MANY_BOUNDING_BOXES"),
        (line(objects=2), "ERROR_BOUNDING_BOX_COUNT_MISMATCH"),
        (line(boxes=[{**BOX, "width": 31}]), "ERROR_INVALID_BOUNDING_BOX"),
        (line(boxes=[{**BOX, "class_id": 1}]), "ERROR_INVALID_JSON_LINE"),
        (line(type="groundtruth/other"), "ERROR_UNKNOWN_LABEL_ATTRIBUTE_TYPE"),
        (line(**{"human-annotated": "maybe"}), "ERROR_INVALID_LABEL_ATTRIBUTE_METADATA_FORMAT"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, Any], error: str) -> None:
    """A line that AWS does not take gets a name of what is wrong with it."""
    (entry,) = entries(json.dumps(wrong).encode())

    assert entry.error == error


def test_a_line_that_is_no_json_does_not_hide_the_others() -> None:
    """Lines are read one by one, and empty ones do not count."""
    found = list(entries(b"no JSON\n\n" + json.dumps(line()).encode()))

    assert [entry.error for entry in found] == ["ERROR_INVALID_JSON_LINE", ""]
