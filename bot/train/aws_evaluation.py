"""AWS's own evaluation of a model version, from the file that a training leaves in S3.

The reference and its example differ in where the overall figures stand, so both are read:
https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/im-summary-file-api.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.errors import EvaluationUnreadable


@dataclass(frozen=True, slots=True)
class AwsFigures:
    """Precision, recall and F1 as ratios, 0 to 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class AwsLabel:
    """One label: at which assumed threshold (percent) and on how many test images."""

    label: str
    threshold: float
    figures: AwsFigures
    test_images: int


@dataclass(frozen=True, slots=True)
class AwsEvaluation:
    """What AWS measured: over all labels, and for each of them."""

    overall: AwsFigures
    labels: tuple[AwsLabel, ...]
    test_images: int

    @property
    def thresholds(self) -> dict[str, float]:
        """The assumed threshold of each label, in percent."""
        return {each.label: each.threshold for each in self.labels}


def read_summary(data: bytes, name: str) -> AwsEvaluation:
    """Read an evaluation summary, `EvaluationSummary-<project>-<version>.json`.

    Args:
        data: the file.
        name: as a person knows it.

    Raises:
        EvaluationUnreadable: it is something else.
    """
    try:
        return _evaluation(json.loads(data))
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, _Unlike) else "it is not JSON"
        raise EvaluationUnreadable(name=name, reason=reason) from error


class _Unlike(ValueError):
    """The file is not as AWS documents it."""


def _evaluation(value: object) -> AwsEvaluation:
    document = _mapping(value, "the file")
    details = _mapping(document.get("EvaluationDetails"), "EvaluationDetails")
    labels = document.get("LabelEvaluationResults")
    if not isinstance(labels, list):
        raise _Unlike("LabelEvaluationResults is missing")
    return AwsEvaluation(
        overall=_figures(
            document.get("AggregatedEvaluationResults"), "AggregatedEvaluationResults"
        ),
        labels=tuple(_label(each) for each in labels),
        test_images=_count(details),
    )


def _label(value: object) -> AwsLabel:
    entry = _mapping(value, "a label")
    label = entry.get("Label")
    if not isinstance(label, str):
        raise _Unlike("a label has no name")
    metrics = _metrics(entry)
    threshold = _ratio(metrics, "Threshold")
    return AwsLabel(label, 100 * threshold, _figures(entry, label), _count(entry))


def _figures(value: object, name: str) -> AwsFigures:
    metrics = _metrics(_mapping(value, name))
    return AwsFigures(
        _ratio(metrics, "Precision"), _ratio(metrics, "Recall"), _ratio(metrics, "F1Score")
    )


def _metrics(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the figures stand: under `Metrics` in the reference, right here in the example."""
    return _mapping(value["Metrics"], "Metrics") if "Metrics" in value else value


def _mapping(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Unlike(f"{name} is missing or no object")
    return value


def _ratio(metrics: Mapping[str, Any], name: str) -> float:
    value = metrics.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _Unlike(f"{name} is not a number from 0 to 1")
    return float(value)


def _count(entry: Mapping[str, Any]) -> int:
    value = entry.get("NumberOfTestingImages")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _Unlike("NumberOfTestingImages is no count")
    return value
