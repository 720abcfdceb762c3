"""AWS's own evaluation, in both layouts that AWS documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.errors import EvaluationUnreadable
from bot.train.aws_evaluation import AwsEvaluation, AwsFigures, AwsLabel, read_summary

FIGURES = {"Precision": 0.7, "Recall": 0.81, "F1Score": 0.751}
LABEL = {
    "Label": "Echo Dot",
    "NumberOfTestingImages": 11,
    "Metrics": {"Threshold": 0.42, "Precision": 1.0, "Recall": 0.5, "F1Score": 0.667},
}


def summary(aggregated: object, label: object = LABEL) -> dict[str, Any]:
    return {
        "Version": "1",
        "EvaluationDetails": {
            "EvaluationEndTimestamp": "2026-11-23T01:02:03",
            "Labels": ["Echo Dot"],
            "NumberOfTrainingImages": 80,
            "NumberOfTestingImages": 24,
        },
        "AggregatedEvaluationResults": aggregated,
        "LabelEvaluationResults": [label],
    }


@pytest.mark.parametrize(
    "aggregated",
    [{**FIGURES, "ConfusionMatrix": []}, {"Metrics": {**FIGURES, "AveragePrecision": 0.6}}],
    ids=["example", "reference"],
)
def test_both_layouts(aggregated: dict[str, Any]) -> None:
    """The overall figures are found right in the results, and under their metrics."""
    found = read_summary(json.dumps(summary(aggregated)).encode(), "summary.json")

    assert found == AwsEvaluation(
        AwsFigures(0.7, 0.81, 0.751),
        (AwsLabel("Echo Dot", 42.0, AwsFigures(1.0, 0.5, 0.667), 11),),
        24,
    )
    assert found.thresholds == {"Echo Dot": 42.0}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is not JSON"),
        (b"\xff\xfe\x00", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "the file is missing or no object"),
        (b"{}", "EvaluationDetails is missing"),
        (json.dumps(summary({})).encode(), "Precision is not a number from 0 to 1"),
        (json.dumps(summary(None)).encode(), "AggregatedEvaluationResults is missing"),
        (json.dumps(summary({**FIGURES, "Recall": 81})).encode(), "Recall is not a number"),
        (json.dumps(summary(FIGURES, 3)).encode(), "a label is missing"),
        (json.dumps(summary(FIGURES, {})).encode(), "a label has no name"),
        (json.dumps(summary(FIGURES, {**LABEL, "NumberOfTestingImages": -1})).encode(), "no count"),
        (
            json.dumps({**summary(FIGURES), "LabelEvaluationResults": None}).encode(),
            "LabelEvaluationResults is missing",
        ),
    ],
)
def test_something_else(data: bytes, reason: str) -> None:
    """What is no summary is refused with the file's name, the reason, and what to do."""
    with pytest.raises(EvaluationUnreadable) as caught:
        read_summary(data, "summary.json")

    assert caught.value.sentence.startswith("I cannot read summary.json as an evaluation by AWS")
    assert reason in caught.value.sentence
