"""Labels without training: things with boxes, and labels of the whole image."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.ports import Detector
from bot.detect.labels import Labels
from bot.detect.rekognition import Rekognition
from bot.sandbox.rekognition import RekognitionStandIn
from tests.detect.calls import FITTER, Canned
from tests.sandbox_rekognition.pictures import BLUE, DULL_RED, RED, close, frame, ratios

SIZE = (400, 200)
SQUARE, OTHER = (40, 20, 120, 100), (300, 150, 340, 180)


@pytest.fixture
def detector(rekognition: Rekognition) -> Detector:
    return Labels(rekognition, FITTER)


def test_each_instance_is_a_detection(detector: Detector) -> None:
    """Two red things are two detections, each with its own box and confidence."""
    found = detector.detect(frame(SIZE, (RED, SQUARE), (DULL_RED, OTHER)), None).detections

    reds = [each for each in found if each.label == "Red"]
    assert [
        close(each.box, ratios(SIZE, place))
        for each, place in zip(reds, (SQUARE, OTHER), strict=True)
    ] == [True, True]
    assert reds[0].confidence > 95 > 80 > reds[1].confidence


def test_a_label_without_instances_is_of_the_whole_image(detector: Detector) -> None:
    """A scene or an ancestor label has no box."""
    found = detector.detect(frame(SIZE, (BLUE, SQUARE)), None).detections

    assert {each.label: each.box is None for each in found} == {"Blue": False, "Colour": True}


def test_what_else_is_said_about_a_label_is_kept(detector: Detector) -> None:
    """Parents and categories reach the result; empty lists do not."""
    found = detector.detect(frame(SIZE, (BLUE, SQUARE)), None).detections

    blue = next(each for each in found if each.label == "Blue")
    assert blue.details == {
        "Parents": [{"Name": "Colour"}],
        "Categories": [{"Name": "Colors and Visual Composition"}],
    }


def test_it_says_which_model_answered(detector: Detector) -> None:
    """The version of the service's own model comes with the answer."""
    assert detector.name == "labels"
    assert detector.detect(frame(SIZE), None).model_version == "Amazon Rekognition labels 3.0"


def test_the_minimum_is_the_service_s_own_unless_asked(
    detector: Detector, aws: RekognitionStandIn
) -> None:
    """MinConfidence is sent when one is asked for, and only then."""
    detector.detect(frame(SIZE), None)
    detector.detect(frame(SIZE), 80.0)

    assert [call.parameters.get("MinConfidence") for call in aws.calls] == [None, 80.0]


def label(confidence: float, *instances: float) -> dict[str, Any]:
    box = {"Left": 0.1, "Top": 0.1, "Width": 0.2, "Height": 0.2}
    found = [{"BoundingBox": box, "Confidence": each} for each in instances]
    return {"Name": "Dog", "Confidence": confidence, "Instances": found}


@pytest.mark.parametrize(
    ("minimum", "kept"),
    [(None, [(95.0, True), (60.0, True)]), (80.0, [(95.0, True)]), (97.0, [(98.0, False)])],
)
def test_weak_instances_are_left_out(minimum: float | None, kept: list[tuple[float, bool]]) -> None:
    """An instance below the minimum is no detection; without any, the label is the image's."""
    canned = Canned({"Labels": [label(98.0, 60.0, 95.0)]})

    found = Labels(canned, FITTER).detect(frame(SIZE), minimum)

    assert [(each.confidence, each.box is not None) for each in found.detections] == kept
    assert found.model_version == "Amazon Rekognition labels"


def test_a_small_or_long_frame_fits_the_service(detector: Detector) -> None:
    """A frame of under 80 pixels a side is padded, and its boxes are right."""
    size = (1600, 40)

    found = detector.detect(frame(size, (RED, (160, 4, 800, 36))), None).detections

    red = next(each for each in found if each.label == "Red")
    assert close(red.box, ratios(size, (160, 4, 800, 36)), 0.05)
