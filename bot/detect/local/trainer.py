"""Teaches the embedded detector, in this process and within seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from bot.core.dataset import Dataset, LabelledImage
from bot.core.errors import ModelDamaged
from bot.core.kept_frames import kept_frame
from bot.core.model import Detection, Frame, Image
from bot.core.ports import FrameFitter, FrameReader
from bot.core.versions import Estimate, ModelVersion, Training, TrainingState
from bot.detect.local import embedder, faces, labeller, people, whole
from bot.detect.local.eyes import LEAST, Eyes
from bot.detect.local.learned import Learned, dump, load
from bot.detect.local.school import Lesson, Seen, lesson

SECONDS_AN_IMAGE = 0.15
"""A cautious guess for a slow machine; `python -m bench.faces` prints what this one takes."""

NO_IMAGES = "There are no labelled images to learn from."
ONE_LABEL = (
    "A label of the whole image, such as {label}, is learned against images without it: label some "
    "images as something else, or as showing nothing."
)


class LocalTrainer:
    """Fits `bot.core.versions.Trainer`.

    Args:
        read: the bytes of a kept image by its id; `None` when it is gone.
        load_model: what a version has learned.
        reader: decodes images.
        fitter: scales frames.
        data_dir: for converted networks.
        threads: that one network may use.
    """

    detector = "local"

    def __init__(
        self,
        *,
        read: Callable[[str], Image | None],
        load_model: Callable[[int], bytes | None],
        reader: FrameReader,
        fitter: FrameFitter,
        data_dir: Path,
        threads: int = 1,
    ) -> None:
        self._read = read
        self._load_model = load_model
        self._reader = reader
        self._fitter = fitter
        self._data_dir = data_dir
        self._threads = threads
        self._lock = threading.Lock()
        self._eyes: Eyes | None = None

    def problems(self, dataset: Dataset) -> tuple[str, ...]:
        """See the port."""
        images = [image for image in dataset.images if image.annotations]
        if not images:
            return (NO_IMAGES,)
        bare = [label for label in dataset.labels if not _boxed(dataset, label)]
        alone = len(dataset.labels) == 1 and len(images) == len(dataset.images)
        if alone and bare and not self._has_faces(images):
            return (ONE_LABEL.format(label=bare[0]),)
        return ()

    def estimate(self, dataset: Dataset) -> Estimate:
        """See the port."""
        seconds = 2.0 + SECONDS_AN_IMAGE * len(dataset.images)
        return Estimate(seconds, 0.0, "on this machine")

    def begin(self, version: ModelVersion, dataset: Dataset) -> str:
        """There is nobody to ask."""
        return ""

    def look(self, version: ModelVersion, dataset: Dataset) -> TrainingState:
        """Learn; see the port.

        Raises:
            WeightsMissing: a file of the packages is missing, or not the one that is known.
        """
        looked = [self._seen(image) for image in dataset.training]
        seen = [each for each in looked if each is not None]
        learned, told = self._learned(seen)
        if not learned.labels:
            return TrainingState(Training.FAILED, " ".join((NO_IMAGES, *told)))
        gone = len(looked) - len(seen)
        if gone:
            told.append(f"{gone} images are gone or cannot be read; they were left out.")
        return TrainingState(Training.DONE, " ".join(told), dump(learned))

    def thresholds(self, version: ModelVersion) -> Mapping[str, float] | float:
        """See the port."""
        return LEAST

    def reported(self, version: ModelVersion) -> str:
        """See the port."""
        return ""

    def tidy(self, dataset: Dataset) -> None:
        """See the port: there are no copies."""

    def judge(self, version: ModelVersion) -> Callable[[LabelledImage], tuple[Detection, ...]]:
        """See the port.

        Raises:
            ModelDamaged: what it has learned is not there, or cannot be read.
        """
        model = self._load_model(version.number)
        if model is None:
            raise ModelDamaged
        learned, eyes = load(model), self._open()

        def look(image: LabelledImage) -> tuple[Detection, ...]:
            frame = self._frame(image.id)
            return () if frame is None else tuple(eyes.candidates(frame, learned)[0])

        return look

    def _learned(self, seen: list[Seen]) -> tuple[Learned, list[str]]:
        found = lesson(seen)
        length = embedder.LENGTH
        rows = np.array(found.rows, np.float32).reshape(-1, length)
        strangers = np.array(found.strangers, np.float32).reshape(-1, length)
        known = people.learn(found.people, rows, found.owners, found.images, strangers)
        return Learned(known, _whole(found, seen)), list(_told(found))

    def _seen(self, image: LabelledImage) -> Seen | None:
        frame = self._frame(image.id)
        if frame is None:
            return None
        eyes = self._open()
        found, rows = eyes.people(frame)
        boxes = tuple(
            each.box.to_pixels(image.width, image.height) for each in found if each.box is not None
        )
        return Seen(image, boxes, rows.reshape(len(boxes), embedder.LENGTH), eyes.features(frame))

    def _frame(self, image_id: str) -> Frame | None:
        return kept_frame(image_id, self._read, self._reader)

    def _has_faces(self, images: list[LabelledImage]) -> bool:
        found = (self._seen(image) for image in images)
        return any(each is not None and len(each.faces) for each in found)

    def _open(self) -> Eyes:
        """The networks, once they are needed."""
        with self._lock:
            if self._eyes is None:
                self._eyes = open_eyes(self._data_dir, self._fitter, self._threads)
            return self._eyes


def open_eyes(data_dir: Path, fitter: FrameFitter, threads: int) -> Eyes:
    """Bring the networks into memory.

    Raises:
        WeightsMissing: a file of the packages is missing, or not the one that is known.
    """
    return Eyes(
        fitter,
        faces.face_finder(threads),
        labeller.labeller(data_dir, threads),
        embedder.embedder(data_dir, threads),
    )


def _boxed(dataset: Dataset, label: str) -> bool:
    return any(
        each.box is not None
        for image in dataset.images
        for each in image.annotations
        if each.label == label
    )


def _whole(found: Lesson, seen: list[Seen]) -> whole.Whole:
    """Labels of the whole image, against the images that people looked at for such labels."""
    wanted = set(found.whole)
    pool = [each for each in seen if not each.image.annotations or each.image.labels & wanted]
    features = np.array([each.features for each in pool], float)
    has = np.array([[label in each.image.labels for label in found.whole] for each in pool], bool)
    learnable = [
        place
        for place in range(len(found.whole))
        if has[:, place].any() and not has[:, place].all()
    ]
    if not learnable:
        return whole.Whole((), np.zeros((0, 0)), np.zeros(0))
    labels = [found.whole[place] for place in learnable]
    return whole.learn(labels, features, has[:, learnable])


def _told(found: Lesson) -> Iterator[str]:
    if found.faceless:
        yield f"In {found.faceless} images of a person no face was found; they were left out."
    if found.objects:
        names = ", ".join(found.objects)
        yield (
            f"{names}: drawn with boxes that are no faces. This detector learns that they are in "
            "an image, not where."
        )
