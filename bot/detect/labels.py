"""What Amazon Rekognition knows without training: things, scenes and events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.model import MEGABYTE, Detected, Detection, FittedImage, Frame, ImageLimits
from bot.core.ports import FrameFitter
from bot.detect.geometry import frame_box, strongest_first
from bot.detect.rekognition import Rekognition

# https://docs.aws.amazon.com/rekognition/latest/dg/limits.html
# The service takes sides of up to 10,000 pixels; more than 4,096 only takes longer to send.
LIMITS = ImageLimits(max_bytes=5 * MEGABYTE, min_side=80, max_side=4096, max_aspect=20.0)

_KEPT = ("Parents", "Aliases", "Categories")


class Labels:
    """Detects some thousand labels; nothing to train, start or stop."""

    name = "labels"

    def __init__(self, rekognition: Rekognition, fitter: FrameFitter) -> None:
        self._rekognition = rekognition
        self._fitter = fitter

    def detect(self, frame: Frame, min_confidence: float | None) -> Detected:
        """Find labels; without `min_confidence`, above the service's own 55 %."""
        fitted = self._fitter.fit(frame, LIMITS)
        asked = {} if min_confidence is None else {"MinConfidence": min_confidence}
        answer = self._rekognition.call("DetectLabels", Image={"Bytes": fitted.data}, **asked)
        found = (
            detection
            for label in answer["Labels"]
            for detection in _detections(fitted, label, min_confidence or 0.0)
        )
        version = answer.get("LabelModelVersion", "")
        return Detected(strongest_first(found), f"Amazon Rekognition labels {version}".rstrip())


def _detections(fitted: FittedImage, label: Mapping[str, Any], least: float) -> Iterator[Detection]:
    """One detection for each instance, or one of the whole image where there is none.

    An instance has a confidence of its own. The service holds only the label's against what
    was asked for, so a weak instance is left out here.
    """
    details = {key: label[key] for key in _KEPT if label.get(key)}
    instances = [one for one in label.get("Instances", ()) if one["Confidence"] >= least]
    if not instances:
        yield Detection(label["Name"], label["Confidence"], None, details)
    for instance in instances:
        box = frame_box(fitted, instance["BoundingBox"])
        yield Detection(label["Name"], instance["Confidence"], box, details)
