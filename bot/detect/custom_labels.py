"""What the team's own model knows: Amazon Rekognition Custom Labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.arn import ModelArn
from bot.core.model import MEGABYTE, Detected, Detection, FittedImage, Frame, ImageLimits
from bot.core.ports import FrameFitter
from bot.detect.geometry import frame_box, frame_polygon, strongest_first
from bot.detect.rekognition import Rekognition

# https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html
LIMITS = ImageLimits(max_bytes=4 * MEGABYTE, min_side=64, max_side=4096, max_aspect=20.0)


class CustomLabels:
    """Detects with one model version, which must be running; with another one from when it is used.

    Args:
        arn: of the version in use, asked at each call.
    """

    name = "custom-labels"

    def __init__(
        self, rekognition: Rekognition, fitter: FrameFitter, arn: Callable[[], ModelArn]
    ) -> None:
        self._rekognition = rekognition
        self._fitter = fitter
        self._arn = arn

    def detect(self, frame: Frame, min_confidence: float | None) -> Detected:
        """Find what the model knows; without `min_confidence`, above its assumed thresholds.

        A value, 0 included, takes the place of the assumed thresholds of all labels.
        """
        arn = self._arn()
        fitted = self._fitter.fit(frame, LIMITS)
        asked = {} if min_confidence is None else {"MinConfidence": min_confidence}
        answer = self._rekognition.call(
            "DetectCustomLabels",
            ProjectVersionArn=arn.text,
            Image={"Bytes": fitted.data},
            **asked,
        )
        found = (_detection(fitted, label) for label in answer["CustomLabels"])
        return Detected(strongest_first(found), arn.version)


def _detection(fitted: FittedImage, label: Mapping[str, Any]) -> Detection:
    geometry = label.get("Geometry") or {}
    box, polygon = geometry.get("BoundingBox"), geometry.get("Polygon")
    return Detection(
        label["Name"],
        label["Confidence"],
        frame_box(fitted, box) if box else None,
        {"Polygon": frame_polygon(fitted, polygon)} if polygon else {},
    )
