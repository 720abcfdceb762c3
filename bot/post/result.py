"""The result as JSON: `docs/result-schema.json` says what is in it, `docs/result.md` why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.core.model import (
    Answered,
    BoundingBox,
    Detection,
    LocalFile,
    Outcome,
    Recognition,
    S3Object,
    SharedFile,
    Source,
    Unanswered,
)

SCHEMA = "rekog/result/1"
"""A higher number when a field changes its meaning or goes; new fields keep the number."""

Json = dict[str, Any]


def result(outcomes: Sequence[Outcome]) -> Json:
    """All outcomes of a post, or of a command, in their order."""
    return {"schema": SCHEMA, "results": [_one(outcome) for outcome in outcomes]}


def _one(outcome: Outcome) -> Json:
    if isinstance(outcome, Unanswered):
        return _failure(outcome)
    return _recognition(outcome)


def _failure(outcome: Unanswered) -> Json:
    return {
        "id": outcome.reference,
        "source": _source(outcome.source),
        "error": {"message": outcome.sentence, "model_stopped": outcome.model_stopped},
    }


def _recognition(outcome: Answered) -> Json:
    recognition, annotated = outcome.recognition, outcome.annotated
    timings = asdict(recognition.timings) | {"total": recognition.timings.total}
    return {
        "id": recognition.id,
        "source": _source(recognition.source),
        "image": {"width": recognition.width, "height": recognition.height},
        "annotated": {
            "media_type": annotated.media_type,
            "width": annotated.width,
            "height": annotated.height,
        },
        "detector": recognition.detector,
        "model_version": recognition.model_version,
        "min_confidence": recognition.min_confidence,
        "answered_at": recognition.answered_at.isoformat(timespec="milliseconds"),
        "timings": {step: round(seconds, 4) for step, seconds in timings.items()},
        "detections": [_detection(each, recognition) for each in recognition.detections],
    }


def _source(source: Source) -> Json:
    match source:
        case SharedFile():
            return {"type": "slack_file", "id": source.id, "name": source.name}
        case S3Object():
            return {
                "type": "s3_object",
                "uri": str(source),
                "bucket": source.bucket,
                "key": source.key,
                "version": source.version,
            }
        case LocalFile():
            return {"type": "local_file", "path": source.path}


def _detection(detection: Detection, recognition: Recognition) -> Json:
    box = detection.box
    return {
        "Name": detection.label,
        "Confidence": detection.confidence,
        "Geometry": None if box is None else {"BoundingBox": _ratios(box)},
        "PixelBox": None if box is None else _pixels(box, recognition.width, recognition.height),
        "Details": _plain(detection.details),
    }


def _ratios(box: BoundingBox) -> Json:
    return {"Left": box.left, "Top": box.top, "Width": box.width, "Height": box.height}


def _pixels(box: BoundingBox, width: int, height: int) -> Json:
    pixels = box.to_pixels(width, height)
    return {
        "Left": pixels.left,
        "Top": pixels.top,
        "Right": pixels.right,
        "Bottom": pixels.bottom,
    }


def _plain(value: Any) -> Any:
    """A vendor's details with nothing in them that JSON does not know."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
