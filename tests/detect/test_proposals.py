"""Boxes for people to name: faces, else things."""

from __future__ import annotations

import pytest

from bot.detect.proposals import Proposals
from bot.detect.rekognition import Rekognition
from bot.sandbox.rekognition import Fault, RekognitionStandIn
from bot.sandbox.rekognition.stand_in import CELEBRITIES
from tests.detect.calls import FITTER
from tests.sandbox_rekognition.pictures import GREEN, close, frame, ratios

SIZE = (400, 200)
SQUARE, OTHER = (40, 20, 120, 100), (300, 130, 380, 190)
YELLOW = (255, 255, 0)
FACE = next(iter(CELEBRITIES.values()))


@pytest.fixture
def proposals(rekognition: Rekognition) -> Proposals:
    return Proposals(rekognition, FITTER)


def test_faces_come_first(proposals: Proposals) -> None:
    """In a picture with people their faces are proposed, without a name, and nothing else."""
    (face,) = proposals.propose(frame(SIZE, (FACE, SQUARE), (GREEN, OTHER)))

    assert face.label == ""
    assert close(face.box, ratios(SIZE, SQUARE))


def test_things_where_there_is_no_face(proposals: Proposals) -> None:
    """In a picture without people each thing is proposed once, without a label."""
    found = proposals.propose(frame(SIZE, (GREEN, SQUARE), (YELLOW, OTHER)))

    assert [each.label for each in found] == ["", ""]
    assert {close(each.box, ratios(SIZE, SQUARE)) for each in found} == {True, False}


def test_people_can_do_without(aws: RekognitionStandIn, proposals: Proposals) -> None:
    """Where AWS refuses the call, people get the form without boxes."""
    aws.go_wrong(Fault("DetectFaces", code="AccessDeniedException", status=400))

    assert proposals.propose(frame(SIZE, (FACE, SQUARE))) == ()
