"""The evaluation that Custom Labels writes after a training, in both layouts that AWS documents.

The overall numbers stand right under `AggregatedEvaluationResults` in the guide's example, and in
its member `Metrics` in the guide's reference:
https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/im-summary-file-api.html
https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/im-summary-file.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.errors import EvaluationUnreadable


@dataclass(frozen=True, slots=True)
class LabelEvaluation:
    """How well one label is found.

    Attributes:
        label: its name.
        threshold: the assumed threshold, percent (AWS writes 0 to 1 into the file); `None` where
            it names none, since its guide promises one for classification only.
        precision: 0 to 1.
        recall: 0 to 1.
        f1: 0 to 1.
        images: how many test images have it.
    """

    label: str
    threshold: float | None
    precision: float
    recall: float
    f1: float
    images: int


@dataclass(frozen=True, slots=True)
class AwsEvaluation:
    """How well a model version does, as AWS measured it on the test dataset.

    Attributes:
        precision: 0 to 1, averaged over the labels, as the others.
        recall: 0 to 1.
        f1: 0 to 1.
        labels: one for each label.
    """

    precision: float
    recall: float
    f1: float
    labels: tuple[LabelEvaluation, ...]

    @property
    def thresholds(self) -> Mapping[str, float]:
        """The assumed thresholds by label, percent, as far as AWS names them."""
        return {e.label: e.threshold for e in self.labels if e.threshold is not None}


def read(data: bytes, version: str) -> AwsEvaluation:
    """Read the summary file.

    Args:
        data: the file.
        version: the model version, for the error.

    Raises:
        EvaluationUnreadable: it is in neither layout.
    """
    try:
        whole = _object(json.loads(data), "the file")
        results = _object(whole.get("AggregatedEvaluationResults"), "AggregatedEvaluationResults")
        overall = _object(results.get("Metrics", results), "Metrics")
        labels = whole.get("LabelEvaluationResults")
        if not isinstance(labels, list):
            raise ValueError("LabelEvaluationResults is not a list")
        return AwsEvaluation(
            _share(overall, "Precision"),
            _share(overall, "Recall"),
            _share(overall, "F1Score"),
            tuple(_label(each) for each in labels),
        )
    except ValueError as error:  # JSON's own and that of UTF-8 are ValueErrors too
        reason = "it is not JSON" if _not_json(error) else str(error)
        raise EvaluationUnreadable(version=version, reason=reason) from error
    except RecursionError as error:
        raise EvaluationUnreadable(version=version, reason="it is not JSON") from error


def _not_json(error: ValueError) -> bool:
    return isinstance(error, json.JSONDecodeError | UnicodeDecodeError)


def _label(value: object) -> LabelEvaluation:
    about = _object(value, "a label's result")
    name, images = about.get("Label"), about.get("NumberOfTestingImages", 0)
    if not isinstance(name, str) or not isinstance(images, int):
        raise ValueError("a label's result has no name")
    metrics = _object(about.get("Metrics"), f"Metrics of “{name}”")
    return LabelEvaluation(
        name,
        None if metrics.get("Threshold") is None else 100.0 * _share(metrics, "Threshold"),
        _share(metrics, "Precision"),
        _share(metrics, "Recall"),
        _share(metrics, "F1Score"),
        images,
    )


def _object(value: object, name: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} is missing")
    return value


def _share(values: Mapping[str, object], name: str) -> float:
    """A number from 0 to 1; `NaN`, which JSON readers take, is none."""
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{name} is not a number from 0 to 1")
    return float(value)
