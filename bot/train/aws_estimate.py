"""What a training of Custom Labels will take."""

from __future__ import annotations

from bot.core.dataset import Dataset
from bot.core.versions import Estimate

# "Training takes from 30 minutes to 24 hours":
# https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/training-model.html
SHORTEST, LONGEST = 0.5, 24.0
BASE = 1.0
"""Hours of a small dataset. An assumption of this project, as is `IMAGES_AN_HOUR`; AWS promises
nothing between the two bounds."""
IMAGES_AN_HOUR = 500

# https://aws.amazon.com/rekognition/pricing/, 2026
DOLLARS_AN_HOUR = 1.0


def estimate(dataset: Dataset) -> Estimate:
    """Hours by the number of training images, and dollars by the hours."""
    count = len(dataset.training)
    hours = min(BASE + count / IMAGES_AN_HOUR, LONGEST)
    basis = (
        f"AWS trains for {SHORTEST:g} to {LONGEST:g} hours and bills {DOLLARS_AN_HOUR:g} US dollar "
        f"for each hour of each of its machines; for {count} "
        f"image{'' if count == 1 else 's'} I reckon with {hours:.1f} hours of one. A training can "
        "not be stopped at AWS."
    )
    return Estimate(hours * 3600, hours * DOLLARS_AN_HOUR, basis)
