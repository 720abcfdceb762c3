"""The operations that look at a picture."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from PIL import Image

from bot.sandbox.rekognition.account import Account
from bot.sandbox.rekognition.geometry import located, recall
from bot.sandbox.rekognition.objects import Objects
from bot.sandbox.rekognition.patches import SCENE_SHARE, Patch, Rgb, patches
from bot.sandbox.rekognition.pictures import Limits, open_picture
from bot.sandbox.rekognition.refused import Refused
from bot.sandbox.rekognition.throttle import Throttle

# https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html
CUSTOM_LABELS = Limits(4 * 1024 * 1024, 64, 4096, 20.0)
# https://docs.aws.amazon.com/rekognition/latest/dg/limits.html
IN_S3 = Limits(15 * 1024 * 1024, 64, 4096, 20.0)
IMAGE = Limits(5 * 1024 * 1024, 80, 10_000, float("inf"))

LABEL_MODEL_VERSION = "3.0"
DEFAULT_MIN_CONFIDENCE = 55.0
"""Of DetectLabels, as its documentation says."""

Parameters = Mapping[str, Any]


class Looking:
    """Answers with the patches of colour that it finds.

    Args:
        account: holds the models.
        throttle: counts the calls.
        colours: of the labels, for both kinds of labels.
        celebrities: names, by the colour of a face; other vivid faces are not recognised.
        assumed_threshold: percent, of every custom label.
        overshoot: how far a box reaches beyond its patch, as a share of the picture; the real
            service's boxes can start below 0 and end beyond 1.
        objects: in S3.
    """

    def __init__(
        self,
        account: Account,
        throttle: Throttle,
        colours: Mapping[str, Rgb],
        celebrities: Mapping[str, Rgb],
        assumed_threshold: float,
        overshoot: float,
        objects: Objects,
    ) -> None:
        self._account = account
        self._colours = colours
        self._celebrities = celebrities
        self._assumed_threshold = assumed_threshold
        self._overshoot = overshoot
        self._objects = objects
        self._throttle = throttle

    def operations(self) -> dict[str, Callable[[Parameters], dict[str, Any]]]:
        """By their names."""
        return {
            "DetectCustomLabels": self.detect_custom_labels,
            "DetectFaces": self.detect_faces,
            "DetectLabels": self.detect_labels,
            "RecognizeCelebrities": self.recognize_celebrities,
        }

    def detect_custom_labels(self, parameters: Parameters) -> dict[str, Any]:
        """DetectCustomLabels."""
        version = self._account.find(parameters["ProjectVersionArn"])
        if version.status != "RUNNING":
            raise Refused("ResourceNotReadyException", "The model is not deployed.")
        picture = self._picture(parameters, CUSTOM_LABELS, IN_S3)
        self._throttle.model(version.arn, version.units or 1)
        least = parameters.get("MinConfidence", self._assumed_threshold)
        if version.learned is not None:
            labels = [
                told for told in recall(version.learned, picture) if told["Confidence"] >= least
            ]
            return {"CustomLabels": labels[: _most(parameters)]}
        found = [p for p in patches(picture, self._colours) if p.confidence >= least]
        return {"CustomLabels": [self._custom_label(p) for p in found][: _most(parameters)]}

    def detect_faces(self, parameters: Parameters) -> dict[str, Any]:
        """DetectFaces: the faces of celebrities."""
        picture = self._picture(parameters, IMAGE, IMAGE)
        self._throttle.detecting("DetectFaces")
        return {"FaceDetails": [self._face(each) for each in patches(picture, self._celebrities)]}

    def detect_labels(self, parameters: Parameters) -> dict[str, Any]:
        """DetectLabels."""
        picture = self._picture(parameters, IMAGE, IMAGE)
        self._throttle.detecting("DetectLabels")
        least = parameters.get("MinConfidence", DEFAULT_MIN_CONFIDENCE)
        labels = [label for label in self._labels(picture) if label["Confidence"] >= least]
        labels.sort(key=lambda label: -label["Confidence"])
        most = _most(parameters)
        return {"Labels": labels[:most], "LabelModelVersion": LABEL_MODEL_VERSION}

    def recognize_celebrities(self, parameters: Parameters) -> dict[str, Any]:
        """RecognizeCelebrities."""
        picture = self._picture(parameters, IMAGE, IMAGE)
        self._throttle.detecting("RecognizeCelebrities")
        known = patches(picture, self._celebrities)
        others = {n: c for n, c in self._colours.items() if c not in self._celebrities.values()}
        return {
            "CelebrityFaces": [self._celebrity(patch) for patch in known],
            "UnrecognizedFaces": [self._face(patch) for patch in patches(picture, others)],
        }

    def _custom_label(self, patch: Patch) -> dict[str, Any]:
        label: dict[str, Any] = {"Name": patch.label, "Confidence": patch.confidence}
        if patch.share < SCENE_SHARE:
            box = self._box(patch)
            label["Geometry"] = located(box)
        return label

    def _labels(self, picture: Image.Image) -> list[dict[str, Any]]:
        """A label for each colour, and one for the ancestor of them all, as the service has it."""
        by_name = sorted(patches(picture, self._colours), key=lambda patch: patch.label)
        labels = [
            self._label(name, list(found), parents=[{"Name": "Colour"}])
            for name, found in groupby(by_name, key=lambda patch: patch.label)
        ]
        return [*labels, {**self._label("Colour", by_name, []), "Instances": []}] if labels else []

    def _label(
        self, name: str, found: list[Patch], parents: list[dict[str, str]]
    ) -> dict[str, Any]:
        things = [patch for patch in found if patch.share < SCENE_SHARE]
        return {
            "Name": name,
            "Confidence": max(patch.confidence for patch in found),
            "Instances": [
                {"BoundingBox": self._box(patch), "Confidence": patch.confidence}
                for patch in things
            ],
            "Parents": parents,
            "Aliases": [],
            "Categories": [{"Name": "Colors and Visual Composition"}],
        }

    def _celebrity(self, patch: Patch) -> dict[str, Any]:
        return {
            "Name": patch.label,
            "Id": f"{zlib.crc32(patch.label.encode()):08x}",
            "Urls": [f"www.example.org/{patch.label.lower().replace(' ', '-')}"],
            "MatchConfidence": patch.confidence,
            "Face": self._face(patch),
            "KnownGender": {"Type": "Unlisted"},
        }

    def _face(self, patch: Patch) -> dict[str, Any]:
        return {"BoundingBox": self._box(patch), "Confidence": patch.confidence, "Landmarks": []}

    def _box(self, patch: Patch) -> dict[str, float]:
        return {
            "Left": patch.left - self._overshoot,
            "Top": patch.top - self._overshoot,
            "Width": patch.width + 2 * self._overshoot,
            "Height": patch.height + 2 * self._overshoot,
        }

    def _picture(self, parameters: Parameters, sent: Limits, in_s3: Limits) -> Image.Image:
        data = parameters["Image"].get("Bytes")
        if data is not None:
            return open_picture(data, sent)
        place = parameters["Image"].get("S3Object", {})
        return open_picture(self._objects.read(place.get("Bucket"), place.get("Name")), in_s3)


def _most(parameters: Parameters) -> int:
    return int(parameters.get("MaxResults", parameters.get("MaxLabels", 1000)))
