"""People, learned from a few faces each: whose embeddings are near is who it is.

The rule and its bounds were measured on other faces than the team's: `docs/local-detector.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
Distances = NDArray[np.float64]

NEAREST = 3
"""A face's distance to a person is the mean to so many of their nearest faces."""
PRIOR = 0.53
LOWEST, HIGHEST = 0.43, 0.56
"""The threshold while there are too few faces to find one, and the band in which it is found."""
FEW = 3
"""Faces of a person, up to which their distances to each other say too little."""
WITNESSES = 10
MARGIN = 0.02
"""With few faces of each person, what is known is how far others are: the threshold stays so much
below the nearest of at least so many of them."""
SLOPE = 0.02
"""Until it can be fitted; one of the steeper of `SLOPES`, as fits to few faces come out."""
SLOPES = tuple(np.geomspace(0.012, 0.08, 25))
ENOUGH = 30
"""Known distances of a person's own faces from which the slope is fitted."""


@dataclass(frozen=True, slots=True)
class People:
    """What is known of people.

    Attributes:
        labels: their names.
        rows: embeddings of their faces, n × 128.
        owners: for each row, the place of its person in `labels`.
        images: for each row, the id of the image that it came from.
        threshold: the distance at which an answer is as likely right as wrong.
        slope: how fast confidence falls with distance around it.
    """

    labels: tuple[str, ...]
    rows: Rows
    owners: tuple[int, ...]
    images: tuple[str, ...]
    threshold: float = PRIOR
    slope: float = SLOPE

    def confidences(self, faces: Rows) -> Distances:
        """Percent, for each face (down) and each person (across)."""
        if not len(faces):
            return np.zeros((0, len(self.labels)))
        distances = np.array([self._distances(face) for face in faces])
        return confidence(distances, self.threshold, self.slope)

    def without(self, label: str) -> People:
        """The same without one person: none of their embeddings is left."""
        if label not in self.labels:
            return self
        gone = self.labels.index(label)
        left = [place for place, owner in enumerate(self.owners) if owner != gone]
        return replace(
            self,
            labels=tuple(each for each in self.labels if each != label),
            rows=self.rows[left],
            owners=tuple(self.owners[each] - (self.owners[each] > gone) for each in left),
            images=tuple(self.images[each] for each in left),
        )

    def _distances(self, face: Rows) -> Distances:
        return person_distances(face, self.rows, np.array(self.owners), len(self.labels))


def confidence(distances: Distances, threshold: float, slope: float) -> Distances:
    """Percent from distances: 50 at the threshold."""
    steep = np.clip((distances - threshold) / slope, -50, 50)
    percents: Distances = 100.0 / (1.0 + np.exp(steep))
    return percents


def person_distances(
    face: Rows, rows: Rows, owners: NDArray[np.int64], count: int, without: int = -1
) -> Distances:
    """How far a face is from each person; infinitely far from one of whom no face is known.

    Args:
        face: its embedding.
        rows: the known ones.
        owners: whose they are.
        count: how many people there are.
        without: a row that does not count: the face's own.
    """
    away = np.linalg.norm(rows - face, axis=1)
    if without >= 0:
        away[without] = np.inf
    out = np.full(count, np.inf)
    for person in range(count):
        own = np.sort(away[owners == person])
        own = own[np.isfinite(own)][:NEAREST]
        if len(own):
            out[person] = own.mean()
    return out


def learn(
    labels: Sequence[str], rows: Rows, owners: Sequence[int], images: Sequence[str], strangers: Rows
) -> People:
    """Learn people, with a threshold from these faces alone.

    Args:
        labels: their names.
        rows: embeddings of their faces.
        owners: for each row, whose it is.
        images: for each row, where it came from.
        strangers: embeddings of faces that are nobody's.
    """
    made = People(tuple(labels), rows, tuple(owners), tuple(images))
    own, others = _left_out(made, strangers)
    if len(own) and np.median(np.bincount(np.array(owners, int))) > FEW:
        threshold = _best(own, others)
    elif len(others) >= WITNESSES:
        threshold = float(others.min()) - MARGIN
    else:
        threshold = PRIOR
    threshold = float(np.clip(threshold, LOWEST, HIGHEST))
    slope = _fitted(own, others, threshold) if len(own) >= ENOUGH else SLOPE
    return replace(made, threshold=threshold, slope=slope)


def _left_out(people: People, strangers: Rows) -> tuple[Distances, Distances]:
    """Distances of faces to their own person and to the nearest other one, each left out."""
    owners = np.array(people.owners, int)
    own, others = [], []
    for place, face in enumerate(people.rows):
        away = person_distances(face, people.rows, owners, len(people.labels), place)
        mine = owners[place]
        own.append(away[mine])
        others.append(np.min(np.delete(away, mine), initial=np.inf))
    for face in strangers:
        away = person_distances(face, people.rows, owners, len(people.labels))
        others.append(np.min(away, initial=np.inf))
    return _finite(own), _finite(others)


def _finite(values: Sequence[float]) -> Distances:
    array: Distances = np.array(values, float)
    finite: Distances = array[np.isfinite(array)]
    return finite


def _best(own: Distances, others: Distances) -> float:
    """The distance that divides best: the middle of where F1 is highest."""
    places = np.unique(np.concatenate([own, others]))
    middles = np.concatenate([places, [places[-1] + 0.1]])
    scores = []
    for place in middles:
        right, wrong = (own < place).sum(), (others < place).sum()
        scores.append(2 * right / max(right + wrong + len(own), 1))
    best = np.flatnonzero(np.array(scores) >= max(scores) - 1e-9)
    low = places[best[0] - 1] if best[0] else places[0]
    return float((low + middles[best[-1]]) / 2)


def _fitted(own: Distances, others: Distances, threshold: float) -> float:
    """The slope under which these answers are most likely."""

    def surprise(slope: float) -> float:
        right = confidence(own, threshold, slope) / 100
        wrong = confidence(others, threshold, slope) / 100
        return float(-np.log(right + 1e-9).sum() - np.log(1 - wrong + 1e-9).sum())

    return float(min(SLOPES, key=surprise))


def named(percents: Distances) -> Iterator[tuple[int, int, float]]:
    """Who is who: face, person and percent; each face has one name, each name one face."""
    left = percents.copy()
    for _ in range(min(left.shape) if left.size else 0):
        face, person = np.unravel_index(np.argmax(left), left.shape)
        yield int(face), int(person), float(left[face, person])
        left[face, :] = left[:, person] = -1.0
