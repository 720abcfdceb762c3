"""Boxes for people to name, by what Amazon Rekognition knows without training."""

from __future__ import annotations

import logging

from bot.core.errors import RekogError
from bot.core.model import Detection, Frame
from bot.core.ports import FrameFitter
from bot.detect.geometry import frame_box, strongest_first
from bot.detect.labels import LIMITS, Labels
from bot.detect.rekognition import Rekognition

log = logging.getLogger(__name__)


class Proposals:
    """Points at faces and, in a picture without any, at things.

    Each of the two calls is billed as one image (https://aws.amazon.com/rekognition/pricing/), and
    is made only when somebody teaches. Faces come first: where people are, people are named.

    Args:
        rekognition: makes the calls.
        fitter: for the limits of the service.
    """

    def __init__(self, rekognition: Rekognition, fitter: FrameFitter) -> None:
        self._rekognition = rekognition
        self._fitter = fitter
        self._labels = Labels(rekognition, fitter)

    def propose(self, frame: Frame) -> tuple[Detection, ...]:
        """Boxes without labels; none where AWS does not answer, since people can do without."""
        try:
            return self._faces(frame) or self._things(frame)
        except RekogError as error:
            log.warning("no boxes are proposed: %s", error.sentence)
            return ()

    def _faces(self, frame: Frame) -> tuple[Detection, ...]:
        fitted = self._fitter.fit(frame, LIMITS)
        answer = self._rekognition.call("DetectFaces", Image={"Bytes": fitted.data})
        return strongest_first(
            Detection("", face["Confidence"], frame_box(fitted, face["BoundingBox"]))
            for face in answer["FaceDetails"]
        )

    def _things(self, frame: Frame) -> tuple[Detection, ...]:
        """One box for each place: the service tells a place's label, its parents and more."""
        places: dict[object, Detection] = {}
        for each in self._labels.detect(frame, None).detections:
            if each.box is not None:
                places.setdefault(each.box, Detection("", each.confidence, each.box))
        return tuple(places.values())
