"""How well the embedded detector learns people from 1, 3 and 5 photographs of each.

Run it with `python -m bench.faces`. The protocol is in `docs/local-detector.md`: everything that
is not learned from is measured on, strangers included; what to call whom is decided by the faces
that were learned from, alone.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.core.dataset import Annotation, LabelledImage
from bot.core.model import Image, PixelBox
from bot.detect.local.eyes import LEAST, Eyes
from bot.detect.local.people import learn, named
from bot.detect.local.school import Seen, lesson
from bot.detect.local.trainer import open_eyes
from bot.media import PillowFitter, PillowReader

DATA = Path(__file__).parents[2] / "shared/data/faces"
SIZES = (1, 3, 5)
ALIKE = 0.2
"""Faces that are nearer than this are two copies of one photograph."""
ELSEWHERE = {1: "F1 0.966", 3: "F1 0.992", 5: "F1 0.994"}
"""What the same recipe came to when it was first measured, with 20 other splits."""


@dataclass(frozen=True)
class Photo:
    """A photograph: who is in it ("" for a stranger), and its faces: boxes and embeddings."""

    path: str
    person: str
    boxes: tuple[PixelBox, ...]
    faces: np.ndarray


@dataclass
class Score:
    """Of one split."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    strangers: int = 0
    stranger_images: int = 0


def main() -> int:
    """Measure, and print."""
    options = _options()
    if not (options.data / "labels.csv").is_file():
        print(f"skipped: there are no photographs in {options.data}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        eyes = open_eyes(Path(folder), PillowFitter(), threads=2)
        photos, seconds = _look(eyes, options.data)
    _print_speed(photos, seconds)
    for size in SIZES:
        answers: list[tuple[float, bool]] = []
        scores = [_split(photos, size, seed, answers) for seed in range(options.splits)]
        _print(size, scores, answers)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="photographs and labels.csv")
    parser.add_argument("--splits", type=int, default=20)
    return parser.parse_args()


def _look(eyes: Eyes, data: Path) -> tuple[list[Photo], list[float]]:
    reader, photos, seconds = PillowReader(50_000_000), [], []
    with (data / "labels.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            began = time.perf_counter()
            image = Image((data / row["path"]).read_bytes(), row["path"])
            frame = reader.read(image)
            found, faces = eyes.people(frame)
            seconds.append(time.perf_counter() - began)
            boxes = [each.box.to_pixels(frame.width, frame.height) for each in found if each.box]
            photos.append(Photo(row["path"], row["person"], tuple(boxes), faces))
    return _apart(photos), seconds


def _apart(photos: list[Photo]) -> list[Photo]:
    """Of several copies of a photograph the first."""
    kept: list[Photo] = []
    for photo in photos:
        if not any(_same(photo, other) for other in kept):
            kept.append(photo)
    return kept


def _same(one: Photo, other: Photo) -> bool:
    if not len(one.faces) or len(one.faces) != len(other.faces):
        return False
    gaps = np.linalg.norm(one.faces[:, None] - other.faces[None], axis=2)
    return bool((gaps.min(1) < ALIKE).all())


def _split(photos: list[Photo], size: int, seed: int, answers: list[tuple[float, bool]]) -> Score:
    lot, train = random.Random(f"{size}:{seed}"), []
    names = sorted({photo.person for photo in photos if photo.person})
    for name in names:
        own = [photo for photo in photos if photo.person == name]
        train += lot.sample(own, size)
    used = {photo.path for photo in train}
    found = lesson([_seen(photo) for photo in train])
    rows = np.array(found.rows, np.float32).reshape(-1, 128)
    strangers = np.array(found.strangers, np.float32).reshape(-1, 128)
    people = learn(found.people, rows, found.owners, found.images, strangers)
    score = Score()
    for photo in photos:
        if photo.path not in used:
            given = [
                (people.labels[person], percent)
                for _, person, percent in named(people.confidences(photo.faces))
            ]
            _count(score, photo, given, answers)
    return score


def _seen(photo: Photo) -> Seen:
    image = LabelledImage(photo.path, photo.path, 1, 1, (Annotation(photo.person),))
    return Seen(image, photo.boxes, photo.faces, np.zeros(1, np.float32))


def _count(
    score: Score, photo: Photo, given: list[tuple[str, float]], answers: list[tuple[float, bool]]
) -> None:
    answers += [(percent, name == photo.person) for name, percent in given]
    names = {name for name, percent in given if percent >= LEAST}
    score.right += photo.person in names
    score.wrong += len(names - {photo.person})
    score.missed += bool(photo.person) and photo.person not in names
    if not photo.person:
        score.strangers += len(names)
        score.stranger_images += 1


def _print_speed(photos: list[Photo], seconds: list[float]) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    people = len({photo.person for photo in photos if photo.person})
    print(
        f"{len(photos)} photographs of {people} people and of strangers; an image takes "
        f"{1000 * statistics.median(seconds):.0f} ms (median), the process {memory:.0f} MB at most"
    )


def _print(size: int, scores: list[Score], answers: list[tuple[float, bool]]) -> None:
    right, wrong, missed = (
        sum(getattr(each, name) for each in scores) for name in ("right", "wrong", "missed")
    )
    by_split = [2 * each.right / (2 * each.right + each.wrong + each.missed) for each in scores]
    strangers = sum(each.strangers for each in scores)
    images = sum(each.stranger_images for each in scores)
    print(
        f"\n{size} a person: precision {right / (right + wrong):.3f}, recall "
        f"{right / (right + missed):.3f}, F1 {statistics.mean(by_split):.3f} ± "
        f"{statistics.pstdev(by_split):.3f} (elsewhere {ELSEWHERE[size]}); "
        f"names for strangers {strangers / max(images, 1):.3f} an image"
    )
    _print_calibration(answers)


def _print_calibration(answers: list[tuple[float, bool]]) -> None:
    given = [each for each in answers if each[0] >= LEAST]
    for title, some in (("all answers", answers), ("answers that are shown", given)):
        bins = [[each for each in some if low <= each[0] < low + 10] for low in range(0, 91, 10)]
        bins[-1] += [each for each in some if each[0] == 100]
        error = sum(
            abs(sum(right for _, right in one) - sum(percent for percent, _ in one) / 100)
            for one in bins
        ) / max(len(some), 1)
        print(f"  {title}: expected calibration error {error:.3f}")
    print("  confidence  answers  right")
    for low in range(0, 91, 10):
        one = [right for percent, right in answers if low <= percent < low + 10 + (low == 90)]
        if one:
            print(f"  {low:3d}-{low + 10:3d} %  {len(one):7d}  {100 * sum(one) / len(one):4.0f} %")


if __name__ == "__main__":
    sys.exit(main())
