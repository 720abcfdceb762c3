"""Labels of whole images, from features that are made up."""

from __future__ import annotations

import numpy as np
import pytest

from bot.detect.local.whole import learn

LABELS = ("Brick", "Grass", "Gravel")


@pytest.mark.parametrize("noise", [0.02, 0.3, 1.0, 3.0])
@pytest.mark.parametrize("seed", range(3))
def test_labels_that_are_easy_to_tell_apart(seed: int, noise: float) -> None:
    """However far apart the labels are, other images get their own label, and no other one."""
    lot = np.random.default_rng(seed)
    kinds = lot.normal(size=(3, 1280))
    rows = np.repeat(kinds, 10, axis=0) + noise * lot.normal(size=(30, 1280))
    has = np.repeat(np.eye(3, dtype=bool), 10, axis=0)
    whole = learn(LABELS, rows, has)

    for place, kind in enumerate(kinds):
        unseen = kind + noise * lot.normal(size=1280)
        found = whole.confidences(unseen.astype(np.float32))

        assert found[place] > 50
        assert all(found[other] < 50 for other in range(3) if other != place)


def test_nobody_is_certain_of_little() -> None:
    """From few images no answer is as good as certain."""
    lot = np.random.default_rng(1)
    rows = np.repeat(lot.normal(size=(2, 1280)), 4, axis=0) + 0.1 * lot.normal(size=(8, 1280))
    has = np.repeat(np.array([[True], [False]]), 4, axis=0)

    found = learn(("Brick",), rows, has).confidences(rows[0].astype(np.float32))

    assert 60 < found[0] < 98
