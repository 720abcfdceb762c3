"""The way of an image, and what becomes of an image that cannot go it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from bot.core.errors import EmptyFile, ModelNotRunning
from bot.core.model import (
    AnnotatedImage,
    Answered,
    Detection,
    Frame,
    Recognition,
    SharedFile,
    Source,
    Thread,
    Unanswered,
)
from bot.core.ports import Annotator
from bot.core.recognition import Recogniser, Steps, accept
from bot.core.requests import RecognitionRequest
from tests.fakes import (
    FakeAnnotator,
    FakeAnswers,
    FakeClock,
    FakeDetector,
    FakeFetcher,
    FakeJobs,
    FakeReader,
)

CAT = SharedFile("F1", "cat.jpg")
DOG = SharedFile("F2", "dog.jpg")
FOUND = (Detection("Cat", 97.3),)


class BrokenAnnotator:
    def annotate(self, frame: Frame, detections: Sequence[Detection]) -> AnnotatedImage:
        raise ZeroDivisionError


def recogniser(
    fetcher: FakeFetcher,
    detector: FakeDetector | None = None,
    minimum: float | None = None,
    annotator: Annotator | None = None,
) -> Recogniser:
    steps = Steps(
        fetcher,
        FakeReader(),
        detector or FakeDetector(FOUND),
        annotator or FakeAnnotator(),
        FakeClock(),
        threading.Semaphore(1),
    )
    return Recogniser(steps, minimum)


def request(*sources: Source, url: str = "") -> RecognitionRequest:
    return RecognitionRequest("T1:C1:1.1", Thread("C1", "1.1"), "1.1", sources, "U1", None, url)


def test_an_image_goes_all_the_way() -> None:
    """A source becomes an annotated image with what was found, by whom, and how big it was."""
    outcome = recogniser(FakeFetcher({"cat.jpg": b"jpeg"})).recognise(CAT)

    assert isinstance(outcome, Answered)
    assert outcome.annotated.data == b"drawn"
    assert outcome.recognition.detections == FOUND
    assert outcome.recognition.model_version == "fake-1"
    assert (outcome.recognition.width, outcome.recognition.height) == (40, 30)


@pytest.mark.parametrize(
    ("setting", "asked", "used"),
    [(None, None, None), (60.0, None, 60.0), (60.0, 80.0, 80.0), (60.0, 0.0, 0.0)],
)
def test_the_confidence_asked_for(
    setting: float | None, asked: float | None, used: float | None
) -> None:
    """A confidence given with the request wins over the setting, also when it is 0."""
    detector = FakeDetector()

    recogniser(FakeFetcher({"cat.jpg": b""}), detector, setting).recognise(CAT, asked)

    assert detector.asked == [used]


def test_an_expected_error_is_its_sentence() -> None:
    """An image that cannot be used is answered with the sentence of its error."""
    error = EmptyFile(name="cat.jpg")

    outcome = recogniser(FakeFetcher({"cat.jpg": error})).recognise(CAT)

    assert isinstance(outcome, Unanswered)
    assert outcome.sentence == error.sentence
    assert not outcome.model_stopped


def test_an_unknown_error_tells_nothing_but_a_reference() -> None:
    """An unforeseen error is answered with a reference id and none of its own words."""
    outcome = recogniser(FakeFetcher({"cat.jpg": KeyError("xoxb-secret")})).recognise(CAT)

    assert isinstance(outcome, Unanswered)
    assert outcome.reference in outcome.sentence
    assert "secret" not in outcome.sentence


def test_a_stopped_model_is_its_own_answer() -> None:
    """An image that meets a stopped model is marked so, to be answered with who may start it."""
    detector = FakeDetector(ModelNotRunning(state="stopped"))

    outcome = recogniser(FakeFetcher({"cat.jpg": b""}), detector).recognise(CAT)

    assert isinstance(outcome, Unanswered)
    assert outcome.model_stopped


def test_the_same_post_is_accepted_once() -> None:
    """A post that Slack delivers twice is recorded and marked as seen once."""
    queue, answers = FakeJobs(), FakeAnswers()

    accept(request(CAT), queue, answers)
    accept(request(CAT), queue, answers)

    assert len(queue.submitted) == len(answers.seen_keys) == 1


def test_a_file_of_unknown_kind_gets_no_reaction() -> None:
    """A post is marked as seen only when it is known to hold an image."""
    queue, answers = FakeJobs(), FakeAnswers()

    accept(request(SharedFile("F9", known_image=False)), queue, answers)

    assert len(queue.submitted) == 1
    assert answers.seen_keys == []


def test_what_was_found_is_kept_before_it_is_drawn() -> None:
    """What was found reaches the keeper even when drawing it fails."""
    kept: list[Recognition] = []
    made = recogniser(FakeFetcher({"cat.jpg": b"jpeg"}), annotator=BrokenAnnotator())

    with pytest.raises(ZeroDivisionError):
        made.look(CAT, None, "ref-1", kept.append)

    assert [(each.id, each.detections) for each in kept] == [("ref-1", FOUND)]


def test_drawing_again_detects_nothing() -> None:
    """What was found before is drawn on the image once more, without another detection."""
    detector = FakeDetector(FOUND)
    made = recogniser(FakeFetcher({"cat.jpg": b"jpeg"}), detector)
    first = made.look(CAT, None, "ref-1")

    again = made.redraw(first.recognition)

    assert again.annotated == first.annotated
    assert again.recognition.id == "ref-1"
    assert len(detector.asked) == 1
