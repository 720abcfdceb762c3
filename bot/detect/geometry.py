"""Rekognition's boxes, from the image that was sent back to the frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.core.model import BoundingBox, Detection, FittedImage


def frame_box(fitted: FittedImage, box: Mapping[str, float]) -> BoundingBox:
    """A `BoundingBox` of Rekognition's in the frame; it may reach beyond, as the service says."""
    return fitted.to_frame(BoundingBox(box["Left"], box["Top"], box["Width"], box["Height"]))


def frame_polygon(
    fitted: FittedImage, points: Iterable[Mapping[str, float]]
) -> list[dict[str, float]]:
    """The points of a `Polygon` of Rekognition's, in the frame."""
    corners = (fitted.to_frame(BoundingBox(point["X"], point["Y"], 0.0, 0.0)) for point in points)
    return [{"X": corner.left, "Y": corner.top} for corner in corners]


def strongest_first(detections: Iterable[Detection]) -> tuple[Detection, ...]:
    """Highest confidence first; equals stay in the service's order."""
    return tuple(sorted(detections, key=lambda detection: -detection.confidence))
