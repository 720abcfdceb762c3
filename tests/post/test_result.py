"""The JSON result is what its schema says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.core.model import BoundingBox, Detection, LocalFile, Outcome, S3Object
from bot.post import result
from bot.post.result import SCHEMA as NUMBER
from tests.post.made import FACE, SHUTTLE, answered, failed, waiting

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "result-schema.json").read_text(encoding="utf-8"))


def valid(value: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(json.loads(json.dumps(value))))


def test_the_schema_is_one() -> None:
    """The schema is a schema, and its number is the code's."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["properties"]["schema"]["const"] == SCHEMA["$id"] == NUMBER


@pytest.mark.parametrize(
    "outcome",
    [
        answered(),
        answered(FACE, SHUTTLE, min_confidence=80),
        answered(Detection("Dog", 50, BoundingBox(-0.1, -0.2, 1.4, 1.5))),
        answered(Detection("Cat", 0, None, {"Parents": [{"Name": "Pet"}], "Urls": ("a",)})),
        answered(Detection("Odd", 100, None, {"When": object(), "Deep": {"n": 1, "x": None}})),
        answered(FACE, source=S3Object("b", "k é")),
        answered(FACE, source=S3Object("b", "k", "v1")),
        answered(FACE, source=LocalFile("a/b.png")),
        failed(),
        waiting(),
    ],
)
def test_every_outcome_fits_the_schema(outcome: Outcome) -> None:
    """Answered or not, from wherever: the result is valid."""
    assert valid(result([outcome, outcome]))


def test_the_outer_shape_is_always_the_same() -> None:
    """One image, many and none at all have the same outer shape."""
    assert result([]) == {"schema": "rekog/result/1", "results": []}
    assert [len(result([failed()] * count)["results"]) for count in (1, 3)] == [1, 3]


def test_rekognitions_fields_and_pixels() -> None:
    """A detection has Rekognition's fields and the same box in pixels of the upright picture."""
    [one] = result([answered(FACE)])["results"]

    assert one["image"] == {"width": 512, "height": 400}
    assert one["detections"] == [
        {
            "Name": "Face",
            "Confidence": 97.26,
            "Geometry": {"BoundingBox": {"Left": 0.1, "Top": 0.2, "Width": 0.3, "Height": 0.4}},
            "PixelBox": {"Left": 51, "Top": 80, "Right": 205, "Bottom": 240},
            "Details": {},
        }
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: value.update(schema="rekog/result/2"),
        lambda value: value.update(more=1),
        lambda value: value["results"][0].pop("detections"),
        lambda value: value["results"][0].update(error={"message": "", "model_stopped": False}),
        lambda value: value["results"][0]["detections"][0].update(Confidence=101),
        lambda value: value["results"][0]["detections"][0]["PixelBox"].update(Left=0.5),
        lambda value: value["results"][0]["source"].update(type="ftp"),
    ],
)
def test_the_schema_refuses_what_is_wrong(spoil: Any) -> None:
    """The schema is strict enough to notice a missing, a wrong and an unknown field."""
    value = result([answered(FACE)])
    spoil(value)

    assert not valid(value)


def test_the_example_in_the_guide() -> None:
    """The example that the guide shows is valid."""
    guide = (DOCS / "result.md").read_text(encoding="utf-8")
    example = re.search(r"```json\n(.*?)```", guide, re.DOTALL)

    assert example is not None
    assert valid(json.loads(example.group(1)))
