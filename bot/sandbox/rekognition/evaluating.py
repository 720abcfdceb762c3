"""The evaluation of a trained model version, and its summary in either documented layout.

https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/im-summary-file-api.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox.rekognition.entries import Entry
from bot.sandbox.rekognition.learned import Learned, picture
from bot.sandbox.rekognition.objects import Objects

Layout = Literal["direct", "metrics"]
"""Where the overall numbers are: right under `AggregatedEvaluationResults`, or in its `Metrics`.
AWS's guide shows the one in its example and the other in its reference."""

FORMAT = 1
ENDED = "2026-11-23T01:02:03.000000"


@dataclass(frozen=True)
class Score:
    """How often a label was found, missed, and seen where it is not."""

    label: str
    images: int
    found: int
    wrong: int

    @property
    def precision(self) -> float:
        """0 to 1."""
        every = self.found + self.wrong
        return self.found / every if every else 0.0

    @property
    def recall(self) -> float:
        """0 to 1."""
        return self.found / self.images if self.images else 0.0

    @property
    def f1(self) -> float:
        """0 to 1."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def evaluate(
    learned: Learned, tests: Sequence[Entry], objects: Objects, threshold: float
) -> list[Score]:
    """Look at the test images: image by image, which labels are found above the threshold.

    Args:
        learned: what the model version knows.
        tests: the entries of the test dataset.
        objects: has their images.
        threshold: percent.
    """
    seen: list[tuple[set[str], set[str]]] = []
    for entry in tests:
        confidence, found = learned.detect(picture(entry, objects))
        told = {label for label, _ in found} if confidence >= threshold else set()
        seen.append(({label for label, _ in entry.found}, told))
    return [
        Score(
            label,
            sum(label in true for true, _ in seen),
            sum(label in true & told for true, told in seen),
            sum(label in told - true for true, told in seen),
        )
        for label in learned.labels
    ]


def overall(scores: Sequence[Score]) -> dict[str, float]:
    """The averages over all labels, as AWS has them."""
    count = max(len(scores), 1)
    return {
        "Precision": sum(each.precision for each in scores) / count,
        "Recall": sum(each.recall for each in scores) / count,
        "F1Score": sum(each.f1 for each in scores) / count,
    }


def summary(
    arn: str, scores: Sequence[Score], trained: int, tested: int, threshold: float, layout: Layout
) -> dict[str, Any]:
    """The file that AWS writes; thresholds in it are 0 to 1."""
    whole: dict[str, Any] = {**overall(scores)}
    return {
        "Version": FORMAT,
        "EvaluationDetails": {
            "ProjectVersionArn": arn,
            "EvaluationEndTimestamp": ENDED,
            "Labels": [each.label for each in scores],
            "NumberOfTrainingImages": trained,
            "NumberOfTestingImages": tested,
        },
        "AggregatedEvaluationResults": whole if layout == "direct" else {"Metrics": whole},
        "LabelEvaluationResults": [_of_label(each, threshold / 100) for each in scores],
    }


def _of_label(score: Score, threshold: float) -> dict[str, Any]:
    return {
        "Label": score.label,
        "NumberOfTestingImages": score.images,
        "Metrics": {
            "Threshold": threshold,
            "Precision": score.precision,
            "Recall": score.recall,
            "F1Score": score.f1,
        },
    }
