"""The way an image goes: fetch, read, detect, annotate, post. The order, in a few lines."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.core.errors import ModelNotRunning, RekogError, SomethingElse, Unexpected
from bot.core.model import (
    Answered,
    Frame,
    Outcome,
    Recognition,
    SharedFile,
    Source,
    Timings,
    Unanswered,
)
from bot.core.ports import (
    Annotator,
    Answers,
    Clock,
    Detector,
    Fetcher,
    FrameReader,
    JobQueue,
)
from bot.core.requests import RecognitionRequest

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Steps:
    """Who does what on an image's way, and how many frames may be in memory at once."""

    fetcher: Fetcher
    reader: FrameReader
    detector: Detector
    annotator: Annotator
    clock: Clock
    frames: threading.Semaphore
    """A decoded picture is a hundred times its file; this bounds how many there are."""
    likeness: Callable[[Frame], tuple[int, int] | None] = lambda frame: None
    """Hashes by which near duplicates are known."""


class Recogniser:
    """Takes one image its whole way, up to the annotated image."""

    def __init__(self, steps: Steps, min_confidence: float | None) -> None:
        self._steps = steps
        self._min_confidence = min_confidence

    def recognise(self, source: Source, min_confidence: float | None = None) -> Outcome:
        """Answer one source. Whatever goes wrong becomes a sentence; nothing is raised.

        Args:
            source: what to look at.
            min_confidence: percent; `None` leaves it to the setting, then to the detector.
        """
        reference = new_reference()
        try:
            return self.look(source, min_confidence, reference)
        except Exception as error:
            return unanswered(source, error, reference)

    def look(
        self,
        source: Source,
        min_confidence: float | None,
        reference: str,
        keep: Callable[[Recognition], None] = lambda _: None,
    ) -> Answered:
        """Fetch, read, detect and annotate.

        Args:
            source: what to look at.
            min_confidence: percent; `None` leaves it to the setting, then to the detector.
            reference: id of the recognition.
            keep: gets what was found as soon as it is known, before anything is drawn.

        Raises:
            RekogError: a leaf says why there is no answer.
        """
        minimum = self._min_confidence if min_confidence is None else min_confidence
        steps, now = self._steps, self._steps.clock.now
        began = now()
        image = steps.fetcher.fetch(source)
        with steps.frames:
            fetched = now()
            frame = steps.reader.read(image)
            read = now()
            detected = steps.detector.detect(frame, minimum)
            found = now()
            recognition = Recognition(
                id=reference,
                source=source,
                width=frame.width,
                height=frame.height,
                detections=detected.detections,
                detector=steps.detector.name,
                model_version=detected.model_version,
                min_confidence=minimum,
                answered_at=datetime.now(UTC),
                timings=Timings(fetched - began, read - fetched, found - read, 0.0),
                likeness=steps.likeness(frame),
            )
            keep(recognition)
            return self._annotated(recognition, frame)

    def redraw(self, recognition: Recognition) -> Answered:
        """Annotate once more what was found before: fetch and read, but do not detect.

        Raises:
            RekogError: a leaf says why the image cannot be had any more.
        """
        image = self._steps.fetcher.fetch(recognition.source)
        with self._steps.frames:
            return self._annotated(recognition, self._steps.reader.read(image))

    def _annotated(self, recognition: Recognition, frame: Frame) -> Answered:
        began = self._steps.clock.now()
        annotated = self._steps.annotator.annotate(frame, recognition.detections)
        took = self._steps.clock.now() - began
        timings = replace(recognition.timings, annotate=took)
        return Answered(replace(recognition, timings=timings), annotated)


def new_reference() -> str:
    """An id for people to tell, and to find in the log."""
    return uuid.uuid4().hex[:10]


def unanswered(source: Source, error: Exception, reference: str) -> Unanswered:
    """What a person reads about an image that went wrong; the cause goes to the log."""
    if not isinstance(error, RekogError):
        log.error("%s: %s not answered", reference, source, exc_info=error)
        return Unanswered(source, Unexpected(reference=reference).sentence, reference)
    log.info("%s: %s not answered: %s", reference, source, error.sentence, exc_info=error)
    return Unanswered(
        source,
        error.sentence,
        reference,
        model_stopped=isinstance(error, ModelNotRunning),
        left_alone=isinstance(error, SomethingElse),
    )


def accept(request: RecognitionRequest, jobs: JobQueue, answers: Answers) -> None:
    """Take a post on, once, and show that it was seen."""
    known = any(not isinstance(each, SharedFile) or each.known_image for each in request.sources)
    if jobs.submit(request) and known:
        answers.seen(request)
