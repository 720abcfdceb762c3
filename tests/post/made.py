"""Outcomes and requests for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.model import (
    AnnotatedImage,
    Answered,
    BoundingBox,
    Detection,
    Recognition,
    SharedFile,
    Source,
    Thread,
    Timings,
    Unanswered,
)
from bot.core.requests import RecognitionRequest

BOX = BoundingBox(0.1, 0.2, 0.3, 0.4)
FACE = Detection("Face", 97.26, BOX)
SHUTTLE = Detection("Space shuttle", 61.0)
THREAD = Thread("C1", "1.000100")


def answered(
    *detections: Detection,
    source: Source | str = "astronaut.png",
    min_confidence: float | None = None,
    reference: str = "ref1",
    model_version: str = "faces 2",
) -> Answered:
    return Answered(
        Recognition(
            id=reference,
            source=SharedFile("F9", source) if isinstance(source, str) else source,
            width=512,
            height=400,
            detections=detections,
            detector="local",
            model_version=model_version,
            min_confidence=min_confidence,
            answered_at=datetime(2026, 11, 23, 4, 0, tzinfo=UTC),
            timings=Timings(0.2, 0.1, 0.5, 0.1),
        ),
        AnnotatedImage(b"annotated " + reference.encode(), "image/jpeg", 512, 400),
    )


def failed(name: str = "bad.png", sentence: str = "bad.png is damaged or cut off.") -> Unanswered:
    return Unanswered(SharedFile("F8", name), sentence, "ref2")


def waiting(name: str = "late.png") -> Unanswered:
    sentence = "The model is stopped, so I could not look. Start it with `/rekog start`."
    return Unanswered(SharedFile("F7", name), sentence, "ref3", model_stopped=True)


def request(key: str = "T1:C1:1.000200", thread: Thread = THREAD) -> RecognitionRequest:
    return RecognitionRequest(key, thread, "1.000200", (SharedFile("F9"),), "U1")
