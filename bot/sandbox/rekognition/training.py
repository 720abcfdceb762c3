"""The operations that train and delete model versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.rekognition import evaluating
from bot.sandbox.rekognition.account import Account
from bot.sandbox.rekognition.datasets import Datasets, HeldDataset
from bot.sandbox.rekognition.evaluating import Layout
from bot.sandbox.rekognition.learned import learn
from bot.sandbox.rekognition.models import ModelVersion
from bot.sandbox.rekognition.objects import Objects
from bot.sandbox.rekognition.refused import Refused
from bot.sandbox.rekognition.throttle import Throttle

Parameters = Mapping[str, Any]

MAX_TRAININGS = 2
"""At once: https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html"""

BILLED_SECONDS = 3600


class Training:
    """Trains, for a while, and writes the evaluation into S3.

    Args:
        account: what there is.
        datasets: to learn from.
        objects: in S3.
        throttle: counts the calls.
        threshold: percent, of every label.
        layout: of the summary.
    """

    def __init__(
        self,
        account: Account,
        datasets: Datasets,
        objects: Objects,
        throttle: Throttle,
        threshold: float,
        layout: Layout,
    ) -> None:
        self._account = account
        self._datasets = datasets
        self._objects = objects
        self._throttle = throttle
        self._threshold = threshold
        self._layout: Layout = layout
        self.failing: list[str] = []

    def operations(self) -> dict[str, Callable[[Parameters], dict[str, Any]]]:
        """By their names, each counted."""
        every = {
            "CreateProjectVersion": self.create_project_version,
            "DeleteProjectVersion": self.delete_project_version,
        }
        return {name: self._throttle.counted(name, each) for name, each in every.items()}

    def create_project_version(self, parameters: Parameters) -> dict[str, Any]:
        """CreateProjectVersion."""
        project = self._account.project(parameters["ProjectArn"])
        output = parameters["OutputConfig"]
        if not self._objects.reachable(output.get("S3Bucket", "")):
            raise Refused("InvalidParameterException", "The output bucket does not exist.")
        train, test = self._inputs(project, parameters)
        trained, tested = list(train.good), list(test.good)

        def end(version: ModelVersion) -> None:
            self._end(version, trained, tested)

        version = self._account.train(project, parameters["VersionName"], MAX_TRAININGS, end)
        version.described["OutputConfig"] = dict(output)
        return {"ProjectVersionArn": version.arn}

    def delete_project_version(self, parameters: Parameters) -> dict[str, Any]:
        """DeleteProjectVersion."""
        return {"Status": self._account.delete(parameters["ProjectVersionArn"])}

    def _inputs(self, project: str, parameters: Parameters) -> tuple[HeldDataset, HeldDataset]:
        if "TrainingData" in parameters or "TestingData" in parameters:
            message = "Manifests are for projects without datasets; this stand-in wants datasets."
            raise Refused("InvalidParameterException", message)
        held = {each.kind: each for each in self._datasets.of(project)}
        if set(held) != {"TRAIN", "TEST"}:
            message = "The project needs a training dataset and a test dataset."
            raise Refused("InvalidParameterException", message)
        for each in held.values():
            if each.busy:
                raise Refused("ResourceInUseException", f"The dataset is {each.status}.")
            if not each.good:
                raise Refused("InvalidParameterException", f"The {each.kind} dataset is empty.")
        return held["TRAIN"], held["TEST"]

    def _end(self, version: ModelVersion, trained: list[Any], tested: list[Any]) -> None:
        """Learn and evaluate, or fail with AWS's reason."""
        version.described["BillableTrainingTimeInSeconds"] = BILLED_SECONDS
        try:
            if self.failing:
                raise Refused("", self.failing.pop(0))
            version.learned = learn(trained, self._objects)
            if not version.learned.known:
                raise Refused("", "The manifest file has too few usable labels.")
            self._evaluate(version, len(trained), tested)
        except Refused as refused:
            version.status, version.message = "TRAINING_FAILED", refused.message
        else:
            version.status = "TRAINING_COMPLETED"
            version.message = "The model is ready to run."

    def _evaluate(self, version: ModelVersion, trained: int, tested: list[Any]) -> None:
        assert version.learned is not None
        scores = evaluating.evaluate(version.learned, tested, self._objects, self._threshold)
        written = evaluating.summary(
            version.arn, scores, trained, len(tested), self._threshold, self._layout
        )
        output, project = version.described["OutputConfig"], version.arn.split("/")[1]
        name = f"EvaluationResultSummary-{project}-{version.name}.json"
        key = "/".join(part for part in (output.get("S3KeyPrefix", "").strip("/"), name) if part)
        self._objects.write(output["S3Bucket"], key, json.dumps(written).encode())
        version.described["EvaluationResult"] = {
            "F1Score": evaluating.overall(scores)["F1Score"],
            "Summary": {"S3Object": {"Bucket": output["S3Bucket"], "Name": key}},
        }
