"""Celebrities: faces that the service can name."""

from __future__ import annotations

import pytest

from bot.core.ports import Detector
from bot.detect.celebrities import Celebrities
from bot.detect.rekognition import Rekognition
from tests.detect.calls import FITTER
from tests.sandbox_rekognition.pictures import BLUE, DULL_RED, GREEN, RED, close, frame, ratios

SIZE = (400, 200)
SQUARE, OTHER = (40, 20, 120, 100), (300, 150, 340, 180)


@pytest.fixture
def detector(rekognition: Rekognition) -> Detector:
    return Celebrities(rekognition, FITTER)


def test_a_celebrity_is_named_where_the_face_is(detector: Detector) -> None:
    """A known face has its name, the confidence of the match, and a box."""
    found = detector.detect(frame(SIZE, (RED, SQUARE), (BLUE, OTHER)), None).detections

    assert {each.label for each in found} == {"Ada Lovelace", "Alan Turing"}
    ada = next(each for each in found if each.label == "Ada Lovelace")
    assert ada.confidence > 95
    assert close(ada.box, ratios(SIZE, SQUARE))


def test_what_else_is_known_is_kept(detector: Detector) -> None:
    """Id, links and gender reach the result."""
    ada = detector.detect(frame(SIZE, (RED, SQUARE)), None).detections[0]

    assert ada.details == {
        "Id": "48428cf7",
        "Urls": ["www.example.org/ada-lovelace"],
        "KnownGender": {"Type": "Unlisted"},
    }


def test_an_unknown_face_is_no_detection(detector: Detector) -> None:
    """Faces that nobody knows are left alone."""
    assert detector.detect(frame(SIZE, (GREEN, SQUARE)), None).detections == ()


@pytest.mark.parametrize(("minimum", "names"), [(None, []), (50.0, ["Ada Lovelace"]), (90.0, [])])
def test_doubtful_matches_are_left_out(
    detector: Detector, minimum: float | None, names: list[str]
) -> None:
    """A match of 68 % counts only when less than the usual 80 % is asked for."""
    found = detector.detect(frame(SIZE, (DULL_RED, SQUARE)), minimum).detections

    assert [each.label for each in found] == names


def test_it_says_which_model_answered(detector: Detector) -> None:
    """The answer names the service."""
    assert detector.name == "celebrities"
    assert detector.detect(frame(SIZE), None).model_version == "Amazon Rekognition celebrities"
