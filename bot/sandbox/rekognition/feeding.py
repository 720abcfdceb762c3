"""The operations about projects and datasets that come before a training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.rekognition.account import Account
from bot.sandbox.rekognition.datasets import Datasets, HeldDataset
from bot.sandbox.rekognition.entries import Entry, entries
from bot.sandbox.rekognition.models import CREATED_MILLISECONDS
from bot.sandbox.rekognition.objects import Objects
from bot.sandbox.rekognition.pages import page
from bot.sandbox.rekognition.refused import Refused
from bot.sandbox.rekognition.throttle import Throttle

Parameters = Mapping[str, Any]
Answer = dict[str, Any]


class Feeding:
    """Makes projects and datasets.

    Args:
        account: what there is.
        datasets: of its projects.
        objects: in S3.
        throttle: counts the calls.
    """

    def __init__(
        self, account: Account, datasets: Datasets, objects: Objects, throttle: Throttle
    ) -> None:
        self._account = account
        self._datasets = datasets
        self._objects = objects
        self._throttle = throttle

    def operations(self) -> dict[str, Callable[[Parameters], Answer]]:
        """By their names, each counted."""
        every = {
            "CreateProject": self.create_project,
            "CreateDataset": self.create_dataset,
            "DescribeDataset": self.describe_dataset,
            "ListDatasetEntries": self.list_dataset_entries,
            "UpdateDatasetEntries": self.update_dataset_entries,
            "DeleteDataset": self.delete_dataset,
        }
        return {name: self._throttle.counted(name, each) for name, each in every.items()}

    def create_project(self, parameters: Parameters) -> Answer:
        """CreateProject."""
        return {"ProjectArn": self._account.add_project(parameters["ProjectName"])}

    def create_dataset(self, parameters: Parameters) -> Answer:
        """CreateDataset."""
        project = self._account.project(parameters["ProjectArn"])
        lines = self._lines(parameters.get("DatasetSource"))
        return {"DatasetArn": self._datasets.create(project, parameters["DatasetType"], lines).arn}

    def describe_dataset(self, parameters: Parameters) -> Answer:
        """DescribeDataset."""
        return {"DatasetDescription": _describe(self._datasets.find(parameters["DatasetArn"]))}

    def list_dataset_entries(self, parameters: Parameters) -> Answer:
        """ListDatasetEntries."""
        dataset = self._datasets.find(parameters["DatasetArn"])
        if dataset.busy:
            raise Refused("ResourceNotReadyException", f"The dataset is {dataset.status}.")
        found = [e.listed for e in dataset.entries.values() if _wanted(e, parameters)]
        return page("DatasetEntries", found, parameters)

    def update_dataset_entries(self, parameters: Parameters) -> Answer:
        """UpdateDatasetEntries."""
        lines = list(entries(parameters["Changes"]["GroundTruth"]))
        if not lines:
            raise Refused("InvalidParameterException", "There are no changes.")
        self._datasets.update(parameters["DatasetArn"], lines)
        return {}

    def delete_dataset(self, parameters: Parameters) -> Answer:
        """DeleteDataset."""
        dataset = self._datasets.find(parameters["DatasetArn"])
        if self._account.training(dataset.project_arn):
            raise Refused("ResourceInUseException", "A model is being trained with the dataset.")
        self._datasets.delete(dataset.arn)
        return {}

    def _lines(self, source: Mapping[str, Any] | None) -> list[Entry]:
        if source is None:
            return []
        if "DatasetArn" in source:
            return list(self._datasets.find(source["DatasetArn"]).entries.values())
        place = source["GroundTruthManifest"]["S3Object"]
        if not place["Name"].endswith(".manifest"):
            message = "The manifest file extension is invalid. The extension must be .manifest."
            raise Refused("InvalidParameterException", message)
        lines = list(entries(self._objects.read(place["Bucket"], place["Name"])))
        if not lines:
            raise Refused("InvalidParameterException", "The manifest file is empty.")
        return lines


def describe_briefly(dataset: HeldDataset) -> Answer:
    """As DescribeProjects has it."""
    return {
        "CreationTimestamp": CREATED_MILLISECONDS / 1000,
        "DatasetType": dataset.kind,
        "DatasetArn": dataset.arn,
        **_state(dataset),
    }


def _describe(dataset: HeldDataset) -> Answer:
    every = list(dataset.entries.values())
    return {
        "CreationTimestamp": CREATED_MILLISECONDS / 1000,
        "LastUpdatedTimestamp": CREATED_MILLISECONDS / 1000,
        **_state(dataset),
        "DatasetStats": {
            "LabeledEntries": sum(bool(entry.found) for entry in every),
            "TotalEntries": len(every),
            "TotalLabels": len({label for entry in every for label, _ in entry.found}),
            "ErrorEntries": sum(bool(entry.error) for entry in every),
        },
    }


def _state(dataset: HeldDataset) -> Answer:
    failed = dataset.status.endswith("_FAILED")
    return {
        "Status": dataset.status,
        "StatusMessage": dataset.message,
        "StatusMessageCode": "CLIENT_ERROR" if failed else "SUCCESS",
    }


def _wanted(entry: Entry, parameters: Parameters) -> bool:
    labels = {label for label, _ in entry.found}
    return (
        parameters.get("HasErrors", bool(entry.error)) == bool(entry.error)
        and parameters.get("Labeled", bool(labels)) == bool(labels)
        and parameters.get("SourceRefContains", "") in entry.source
        and (
            not parameters.get("ContainsLabels")
            or not labels.isdisjoint(parameters["ContainsLabels"])
        )
    )
