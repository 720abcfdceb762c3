"""What a frame holds for a learned model: faces with embeddings, and features of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.model import BoundingBox, Detection, Frame
from bot.core.ports import FrameFitter
from bot.detect.local import faces, labeller
from bot.detect.local.embedder import Embedder, Embeddings
from bot.detect.local.faces import FaceFinder
from bot.detect.local.labeller import Labeller
from bot.detect.local.learned import Learned
from bot.detect.local.people import named

MIN_FACE = 30
"""Pixels of width in the scaled frame, below which a face is too small to tell whose it is."""
UNKNOWN = "unknown"
LEAST = 50.0
"""Percent; what is learned is calibrated so that this is the threshold of every label."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """The networks, and what scales frames for them.

    Attributes:
        fitter: scales frames.
        faces: `None` where the library has no build for this machine.
        labels: for features of the whole frame.
        embedder: for faces.
    """

    fitter: FrameFitter
    faces: FaceFinder | None
    labels: Labeller
    embedder: Embedder

    def people(self, frame: Frame) -> tuple[list[Detection], Embeddings]:
        """Faces that are large and clear enough, and their embeddings."""
        if self.faces is None:
            return [], np.zeros((0, 0), np.float32)
        pixels = self.fitter.shrink(frame, faces.LONGEST_SIDE)
        found = [
            face
            for face in self.faces.find(pixels, faces.DEFAULT_CONFIDENCE)
            if _box(face).width * pixels.width >= MIN_FACE
        ]
        return found, self.embedder.embed(pixels, found)

    def features(self, frame: Frame) -> NDArray[np.float32]:
        """Of the whole frame."""
        return self.labels.features(self.fitter.square(frame, labeller.SIDE))

    def candidates(self, frame: Frame, learned: Learned) -> tuple[list[Detection], list[Detection]]:
        """All answers, also those far below a threshold; and the faces that may be named."""
        answers: list[Detection] = []
        found: list[Detection] = []
        if learned.people.labels:
            found, rows = self.people(frame)
            for face, person, percent in named(learned.people.confidences(rows)):
                name = learned.people.labels[person]
                answers.append(Detection(name, percent, found[face].box, found[face].details))
        if learned.whole.labels:
            percents = learned.whole.confidences(self.features(frame))
            pairs = zip(learned.whole.labels, percents, strict=True)
            answers += [Detection(label, float(percent)) for label, percent in pairs]
        return answers, found


def enough(
    answers: Sequence[Detection], found: Sequence[Detection], least: float, *, unknown: bool
) -> list[Detection]:
    """The answers that people read; on request with the faces that nobody has named."""
    given = [each for each in answers if each.confidence >= least]
    if not unknown:
        return given
    known = {each.box for each in given}
    return given + [
        Detection(UNKNOWN, face.confidence, face.box) for face in found if face.box not in known
    ]


def _box(face: Detection) -> BoundingBox:
    assert face.box is not None, "faces have boxes"
    return face.box
