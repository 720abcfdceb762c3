"""Labels of the whole image, learned from a few images each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

FOLDS = 3
ROUNDS = 400
DECAY = 0.02
"""Weight of the penalty on large weights; features have unit length."""
SCALE = 12.0
"""Features of unit length are small beside a penalty; this makes weights of ordinary size."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known of labels without boxes.

    Attributes:
        labels: their names.
        weights: a row for each label.
        biases: one for each label.
    """

    labels: tuple[str, ...]
    weights: Matrix
    biases: Matrix

    def confidences(self, features: NDArray[np.float32]) -> Matrix:
        """Percent for each label."""
        logits = self.weights @ unit(features.reshape(1, -1))[0] + self.biases
        percents: Matrix = 100.0 / (1.0 + np.exp(-np.clip(logits, -50, 50)))
        return percents

    def without(self, label: str) -> Whole:
        """The same without one label."""
        if label not in self.labels:
            return self
        left = [place for place, each in enumerate(self.labels) if each != label]
        return replace(
            self,
            labels=tuple(self.labels[each] for each in left),
            weights=self.weights[left],
            biases=self.biases[left],
        )


def unit(features: NDArray[np.float32] | Matrix) -> Matrix:
    """Rows of unit length, times `SCALE`."""
    rows = features.astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = SCALE * rows / np.maximum(lengths, 1e-9)
    return scaled


def learn(labels: Sequence[str], features: Matrix, has: NDArray[np.bool_]) -> Whole:
    """Learn each label against all images without it.

    Args:
        labels: their names.
        features: of each image, n × 1280.
        has: which image (down) has which label (across).
    """
    rows = unit(features)
    weights, biases = np.zeros((len(labels), rows.shape[1])), np.zeros(len(labels))
    for place in range(len(labels)):
        wanted = has[:, place].astype(float)
        weight, bias = _fit(rows, wanted)
        steep, shift = _calibrated(rows, wanted)
        weights[place], biases[place] = steep * weight, steep * bias + shift
    return Whole(tuple(labels), weights, biases)


def _fit(rows: Matrix, wanted: Matrix) -> tuple[Matrix, float]:
    """Logistic regression with both sides weighing the same, by accelerated gradient descent."""
    share = np.where(wanted > 0, 0.5 / max(wanted.sum(), 1), 0.5 / max((1 - wanted).sum(), 1))
    weight, bias = np.zeros(rows.shape[1]), 0.0
    before, bias_before = weight.copy(), bias
    step = 4.0 / (SCALE**2 + 1 + 4 * DECAY)  # one over the steepest curvature there can be
    for turn in range(ROUNDS):
        push = turn / (turn + 3)
        ahead, bias_ahead = weight + push * (weight - before), bias + push * (bias - bias_before)
        error = share * (_sigmoid(rows @ ahead + bias_ahead) - wanted)
        before, bias_before = weight, bias
        weight = ahead - step * (rows.T @ error + DECAY * ahead)
        bias = bias_ahead - step * error.sum()
    return weight, bias


def _calibrated(rows: Matrix, wanted: Matrix) -> tuple[float, float]:
    """Steepness and shift that make left-out answers as sure as they are right (Platt 1999)."""
    yes, no = np.flatnonzero(wanted > 0), np.flatnonzero(wanted == 0)
    if len(yes) < FOLDS or len(no) < FOLDS:
        return 1.0, 0.0
    logits = np.zeros(len(rows))
    for fold in range(FOLDS):
        out = np.concatenate([yes[fold::FOLDS], no[fold::FOLDS]])
        rest = np.setdiff1d(np.arange(len(rows)), out)
        weight, bias = _fit(rows[rest], wanted[rest])
        logits[out] = rows[out] @ weight + bias
    return _platt(logits, wanted)


def _platt(logits: Matrix, wanted: Matrix) -> tuple[float, float]:
    """Newton's method on two numbers, with Platt's targets that keep it from being too sure.

    A step is halved until it makes things better: far from the end whole steps overshoot, and end
    where every answer is certain (Lin, Lin and Weng 2007, “A note on Platt's probabilistic
    outputs”).
    """
    count, missing = wanted.sum(), (1 - wanted).sum()
    target = np.where(wanted > 0, (count + 1) / (count + 2), 1 / (missing + 2))
    both = np.stack([logits, np.ones_like(logits)], 1)
    prior = np.array([1.0, 0.0])

    def cost(at: Matrix) -> float:
        values = both @ at
        fits = np.logaddexp(0.0, values) - target * values
        return float(fits.sum() + 0.5e-3 * ((at - prior) ** 2).sum())

    found = prior
    for _ in range(50):
        guess = _sigmoid(both @ found)
        slope = both.T @ (guess - target) + 1e-3 * (found - prior)
        bend = both.T @ (both * (guess * (1 - guess))[:, None]) + 1e-3 * np.eye(2)
        step = np.linalg.solve(bend, slope)
        now = cost(found)
        while np.abs(step).max() > 1e-9 and cost(found - step) > now:
            step = step / 2
        found = found - step
    return float(max(found[0], 0.05)), float(found[1])


def _sigmoid(values: Matrix) -> Matrix:
    result: Matrix = 1.0 / (1.0 + np.exp(-np.clip(values, -50, 50)))
    return result
