"""Well-known people, by Amazon Rekognition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.model import Detected, Detection, FittedImage, Frame
from bot.core.ports import FrameFitter
from bot.detect.geometry import frame_box, strongest_first
from bot.detect.labels import LIMITS
from bot.detect.rekognition import Rekognition

OWN_THRESHOLD = 80.0
"""Percent. The operation has no threshold of its own; the service's face search uses 80:
https://docs.aws.amazon.com/rekognition/latest/APIReference/API_SearchFacesByImage.html"""

_KEPT = ("Id", "Urls", "KnownGender")


class Celebrities:
    """Names celebrities by their faces. A face that it does not know is no detection."""

    name = "celebrities"

    def __init__(self, rekognition: Rekognition, fitter: FrameFitter) -> None:
        self._rekognition = rekognition
        self._fitter = fitter

    def detect(self, frame: Frame, min_confidence: float | None) -> Detected:
        """Find celebrities; without `min_confidence`, matches of at least 80 %."""
        fitted = self._fitter.fit(frame, LIMITS)
        answer = self._rekognition.call("RecognizeCelebrities", Image={"Bytes": fitted.data})
        least = OWN_THRESHOLD if min_confidence is None else min_confidence
        found = (
            _detection(fitted, face)
            for face in answer["CelebrityFaces"]
            if face["MatchConfidence"] >= least
        )
        return Detected(strongest_first(found), "Amazon Rekognition celebrities")


def _detection(fitted: FittedImage, face: Mapping[str, Any]) -> Detection:
    return Detection(
        face["Name"],
        face["MatchConfidence"],
        frame_box(fitted, face["Face"]["BoundingBox"]),
        {key: face[key] for key in _KEPT if face.get(key)},
    )
