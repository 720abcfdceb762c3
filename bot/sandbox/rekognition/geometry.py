"""Where things are, as the service tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PIL import Image

from bot.sandbox.rekognition.learned import Learned


def located(box: Mapping[str, float]) -> dict[str, Any]:
    """The geometry of a box."""
    right, bottom = box["Left"] + box["Width"], box["Top"] + box["Height"]
    corners = [(box["Left"], box["Top"]), (right, box["Top"]), (right, bottom)]
    polygon = [{"X": x, "Y": y} for x, y in [*corners, (box["Left"], bottom)]]
    return {"BoundingBox": dict(box), "Polygon": polygon}


def recall(learned: Learned, picture: Image.Image) -> list[dict[str, Any]]:
    """The custom labels of what was learned."""
    confidence, found = learned.detect(picture)
    labels: list[dict[str, Any]] = []
    for name, box in found:
        label: dict[str, Any] = {"Name": name, "Confidence": round(confidence, 3)}
        if box is not None:
            sides = zip(("Left", "Top", "Width", "Height"), box, strict=True)
            label["Geometry"] = located(dict(sides))
        labels.append(label)
    return labels
