"""AWS's evaluation is read in both layouts that its guide shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.errors import EvaluationUnreadable
from bot.train.aws_evaluation import AwsEvaluation, LabelEvaluation, read

OVERALL: dict[str, Any] = {"Precision": 0.9, "Recall": 0.75, "F1Score": 0.8}
METRICS = {"Threshold": 0.45, "Precision": 1.0, "Recall": 0.5, "F1Score": 0.66}
LABELS = [
    {"Label": "Echo Dot", "NumberOfTestingImages": 8, "Metrics": METRICS},
    {"Label": "犬", "NumberOfTestingImages": 3, "Metrics": {**METRICS, "Threshold": 1}},
]
READ = AwsEvaluation(
    0.9,
    0.75,
    0.8,
    (
        LabelEvaluation("Echo Dot", 45.0, 1.0, 0.5, 0.66, 8),
        LabelEvaluation("犬", 100.0, 1.0, 0.5, 0.66, 3),
    ),
)


def summary(results: object, labels: object = LABELS) -> bytes:
    """The file, with what else stands in it."""
    details = {"ProjectVersionArn": "arn:…", "Labels": ["Echo Dot"], "NumberOfTestingImages": 11}
    whole = {
        "Version": "1.0",
        "EvaluationDetails": details,
        "AggregatedEvaluationResults": results,
        "LabelEvaluationResults": labels,
    }
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    "results",
    [
        {**OVERALL, "ConfusionMatrix": [{"GroundTruthLabel": "a", "PredictedLabel": "b"}]},
        {"Metrics": {**OVERALL, "AveragePrecision": 0.7}, "ConfusionMatrix": []},
    ],
)
def test_both_layouts(results: object) -> None:
    """The overall numbers stand directly in the results or in their Metrics."""
    evaluation = read(summary(results), "v1")

    assert evaluation == READ
    assert evaluation.thresholds == pytest.approx({"Echo Dot": 45.0, "犬": 100.0})


def test_a_label_without_a_threshold() -> None:
    """Where AWS names no threshold of a label, there is none, and the rest is read."""
    metrics = {key: value for key, value in METRICS.items() if key != "Threshold"}

    evaluation = read(summary(OVERALL, [*LABELS[:1], {"Label": "Cap", "Metrics": metrics}]), "v1")

    assert evaluation.labels[1].threshold is None
    assert evaluation.thresholds == {"Echo Dot": 45.0}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is not JSON"),
        (b"\xff\xfe\x00", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "the file is missing"),
        (b"{}", "AggregatedEvaluationResults is missing"),
        (summary({}), "Precision is not a number"),
        (summary({**OVERALL, "Recall": "high"}), "Recall is not a number"),
        (summary({**OVERALL, "F1Score": float("nan")}), "F1Score is not a number"),
        (summary({**OVERALL, "F1Score": 80}), "F1Score is not a number from 0 to 1"),
        (summary({"Metrics": None}), "Metrics is missing"),
        (summary(OVERALL, None), "LabelEvaluationResults is not a list"),
        (summary(OVERALL, [1]), "a label's result is missing"),
        (summary(OVERALL, [{"Metrics": METRICS}]), "has no name"),
        (summary(OVERALL, [{"Label": "Dog"}]), "Metrics of “Dog” is missing"),
    ],
)
def test_anything_else_is_told(data: bytes, reason: str) -> None:
    """A file in neither layout is refused with a sentence that names what is missing."""
    with pytest.raises(EvaluationUnreadable) as error:
        read(data, "v1")

    assert "AWS's evaluation of v1" in error.value.sentence
    assert reason in error.value.sentence
