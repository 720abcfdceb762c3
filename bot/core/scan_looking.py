"""One object of a scan: fetched, read, detected; nothing is drawn and nothing posted."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from bot.core.errors import (
    FetchFailed,
    ModelNotRunning,
    ObjectArchived,
    ObjectDenied,
    ObjectMissing,
    RekogError,
    Unexpected,
    UnusableImage,
)
from bot.core.model import Detection, Frame, Image, S3Object
from bot.core.recognition import Steps
from bot.core.retries import PASSING
from bot.core.scan import ObjectResult, Scan


class Verdict(Enum):
    """What an error at one object means for the scan."""

    FAILED = "a line in the list of failures"
    AGAIN = "may pass by itself"
    WAIT = "the model does not run"
    STOP = "every other object would meet the same"


OF_THE_OBJECT = (UnusableImage, ObjectMissing, ObjectDenied, ObjectArchived)


def verdict(error: Exception) -> Verdict:
    """What an error at one object means. A mistake of ours is a line, too, and in the log."""
    if isinstance(error, ModelNotRunning):
        return Verdict.WAIT
    if type(error) in PASSING:
        return Verdict.AGAIN
    of_it = isinstance(error, OF_THE_OBJECT) or type(error) is FetchFailed
    return Verdict.FAILED if of_it or not isinstance(error, RekogError) else Verdict.STOP


class PixelGate:
    """Bounds how many decoded pixels wait for their detections at once.

    Args:
        most: pixels; a single frame with more of them is let in alone.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._changed = threading.Condition()

    def enter(self, frame: Frame) -> None:
        """Wait until there is room for a frame."""
        pixels = frame.width * frame.height
        with self._changed:
            self._changed.wait_for(lambda: not self._held or self._held + pixels <= self._most)
            self._held += pixels

    def leave(self, frame: Frame) -> None:
        """A frame is needed no more."""
        with self._changed:
            self._held -= frame.width * frame.height
            self._changed.notify_all()


class Looker:
    """Looks at one object.

    The semaphore of the steps bounds how many frames are decoded at once; while the service is
    asked, others may be decoded, since that takes most of the time.

    Args:
        steps: who does what.
        min_confidence: percent, of the setting.
        gate: for frames that wait for their detections.
    """

    def __init__(self, steps: Steps, min_confidence: float | None, gate: PixelGate) -> None:
        self._steps = steps
        self._min_confidence = min_confidence
        self._gate = gate

    def look(self, scan: Scan, key: str) -> ObjectResult:
        """Fetch, read and detect.

        Raises:
            Exception: `verdict` says what it means.
        """
        asked = scan.min_confidence
        minimum = self._min_confidence if asked is None else asked
        source = S3Object(scan.place.bucket, key)
        image = self._steps.fetcher.fetch(source)
        with self._frame_of(image) as frame:
            detected = self._steps.detector.detect(frame, minimum)
        kept = wanted(detected.detections, scan.labels)
        line = {
            "uri": str(source),
            "image": {"width": frame.width, "height": frame.height},
            "detector": self._steps.detector.name,
            "model_version": detected.model_version,
            "min_confidence": minimum,
            "looked_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "detections": [_detection(each) for each in kept],
        }
        return _result(key, line, kept)

    @contextmanager
    def _frame_of(self, image: Image) -> Iterator[Frame]:
        with self._steps.frames:
            frame = self._steps.reader.read(image)
            self._gate.enter(frame)
        try:
            yield frame
        finally:
            self._gate.leave(frame)


def wanted(detections: Sequence[Detection], labels: Sequence[str]) -> tuple[Detection, ...]:
    """Those of some labels, whatever their capitals; all without any."""
    names = {each.casefold() for each in labels}
    return tuple(each for each in detections if not names or each.label.casefold() in names)


def failed(scan: Scan, key: str, error: Exception, reference: str) -> ObjectResult:
    """The line of an object that could not be looked at."""
    known = error if isinstance(error, RekogError) else Unexpected(reference=reference)
    line = {
        "uri": str(S3Object(scan.place.bucket, key)),
        "error": {"kind": type(known).__name__, "message": known.sentence},
    }
    return ObjectResult(key, line, failure=known.sentence)


def _result(key: str, line: Mapping[str, Any], kept: Sequence[Detection]) -> ObjectResult:
    best = max(kept, key=lambda each: each.confidence, default=None)
    if best is None:
        return ObjectResult(key, line)
    return ObjectResult(key, line, best.label, best.confidence)


def _detection(detection: Detection) -> dict[str, Any]:
    box = detection.box
    bounds = None
    if box is not None:
        place = {"Left": box.left, "Top": box.top, "Width": box.width, "Height": box.height}
        bounds = {"BoundingBox": place}
    return {"Name": detection.label, "Confidence": detection.confidence, "Geometry": bounds}
