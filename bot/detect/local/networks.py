"""The networks that are in memory while the embedded detector runs, and what they find together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.core.model import Detected, Detection, Frame
from bot.core.ports import FrameFitter
from bot.detect.geometry import strongest_first
from bot.detect.local import faces, labeller
from bot.detect.local.faces import FaceFinder
from bot.detect.local.labeller import Labeller


@dataclass(frozen=True, slots=True)
class Networks:
    """Both networks and what scales frames for them.

    Attributes:
        fitter: scales frames.
        faces: `None` where the library has no build for this machine.
        labels: for the whole frame.
    """

    fitter: FrameFitter
    faces: FaceFinder | None
    labels: Labeller

    def detect(self, frame: Frame, min_confidence: float | None) -> Detected:
        """Find faces and labels; `LocalModel.detect` says more."""
        found = [*self.find_faces(frame, min_confidence), *self.find_labels(frame, min_confidence)]
        return Detected(strongest_first(found), version(self.faces is not None))

    def find_faces(self, frame: Frame, min_confidence: float | None) -> list[Detection]:
        """Find faces, with boxes."""
        if self.faces is None:
            return []
        least = faces.DEFAULT_CONFIDENCE if min_confidence is None else min_confidence
        return self.faces.find(self.fitter.shrink(frame, faces.LONGEST_SIDE), least)

    def find_labels(self, frame: Frame, min_confidence: float | None) -> list[Detection]:
        """Name what the whole frame shows."""
        least = labeller.DEFAULT_CONFIDENCE if min_confidence is None else min_confidence
        return self.labels.label(self.fitter.square(frame, labeller.SIDE), least)


def load(data_dir: Path, fitter: FrameFitter, threads: int) -> Networks:
    """Read the weights and make the networks ready.

    Raises:
        WeightsMissing: a file of the packages is missing, or not the one that is known.
    """
    finder = faces.face_finder(threads)
    return Networks(fitter, finder, labeller.labeller(data_dir, threads))


def version(with_faces: bool) -> str:
    """Which model answers, in a few words."""
    return f"{faces.VERSION} + {labeller.VERSION}" if with_faces else labeller.VERSION
