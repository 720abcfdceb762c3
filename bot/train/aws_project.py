"""A project of Custom Labels: found, made, and asked about, never remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from bot.core.errors import TrainingBusy
from bot.core.model import BoundingBox, Detection

Described = Mapping[str, Any]
"""As AWS describes something."""


class Rekognition(Protocol):
    """How calls are made; `bot.detect.rekognition.Rekognition` fits."""

    def call(self, operation: str, **parameters: object) -> Mapping[str, Any]:
        """Call an operation by its name in the API and return its answer."""


class Project:
    """The calls about one project.

    Args:
        rekognition: makes them; its errors are leaves of the tree.
        name: of the project.
    """

    def __init__(self, rekognition: Rekognition, name: str) -> None:
        self._rekognition = rekognition
        self.name = name

    def found(self) -> Described | None:
        """As AWS describes it; `None` while there is none.

        Raises:
            TrainingBusy: it is being made or deleted.
        """
        every: Iterator[Described] = self._pages(
            "DescribeProjects", "ProjectDescriptions", ProjectNames=[self.name]
        )
        for each in every:
            if each["ProjectArn"].split("/")[1] == self.name:
                if each["Status"] != "CREATED":
                    raise TrainingBusy(detail=f"the project {self.name} is {each['Status']}")
                return each
        return None

    def made(self) -> tuple[str, Mapping[str, str]]:
        """Its ARN, made where it is missing, and its datasets' ARNs by `TRAIN` and `TEST`."""
        found = self.found()
        if found is None:
            made = self._rekognition.call("CreateProject", ProjectName=self.name)
            return made["ProjectArn"], {}
        datasets = found.get("Datasets", ())
        return found["ProjectArn"], {each["DatasetType"]: each["DatasetArn"] for each in datasets}

    def version(self, name: str) -> Described | None:
        """A model version as AWS describes it; `None` when there is none of that name."""
        project = self.found()
        if project is None:
            return None
        every: Iterator[Described] = self._pages(
            "DescribeProjectVersions",
            "ProjectVersionDescriptions",
            ProjectArn=project["ProjectArn"],
            VersionNames=[name],
        )
        for each in every:
            if each["ProjectVersionArn"].split("/")[3] == name:
                return each
        return None

    def train(self, project_arn: str, name: str, bucket: str, prefix: str) -> str:
        """Begin a training, which costs money; the ARN of the model version."""
        answer = self._rekognition.call(
            "CreateProjectVersion",
            ProjectArn=project_arn,
            VersionName=name,
            OutputConfig={"S3Bucket": bucket, "S3KeyPrefix": prefix},
        )
        return str(answer["ProjectVersionArn"])

    def create_dataset(self, project_arn: str, kind: str, bucket: str, key: str) -> None:
        """Begin a dataset from a manifest in S3."""
        place = {"S3Object": {"Bucket": bucket, "Name": key}}
        self._rekognition.call(
            "CreateDataset",
            ProjectArn=project_arn,
            DatasetType=kind,
            DatasetSource={"GroundTruthManifest": place},
        )

    def dataset(self, arn: str) -> Mapping[str, Any]:
        """A dataset as AWS describes it."""
        answer = self._rekognition.call("DescribeDataset", DatasetArn=arn)
        described: Mapping[str, Any] = answer["DatasetDescription"]
        return described

    def entries(self, arn: str, **wanted: object) -> Iterator[str]:
        """The lines of a dataset."""
        yield from self._pages("ListDatasetEntries", "DatasetEntries", DatasetArn=arn, **wanted)

    def update_dataset(self, arn: str, lines: bytes) -> None:
        """Begin a change of a dataset: up to 5 MB of lines."""
        self._rekognition.call(
            "UpdateDatasetEntries", DatasetArn=arn, Changes={"GroundTruth": lines}
        )

    def delete_dataset(self, arn: str) -> None:
        """Delete a dataset; the images stay in S3."""
        self._rekognition.call("DeleteDataset", DatasetArn=arn)

    def detect(self, arn: str, bucket: str, key: str) -> tuple[Detection, ...]:
        """All that a running model version finds in an image in S3, the surest first."""
        answer = self._rekognition.call(
            "DetectCustomLabels",
            ProjectVersionArn=arn,
            Image={"S3Object": {"Bucket": bucket, "Name": key}},
            MinConfidence=0,
        )
        found = map(_detection, answer["CustomLabels"])
        return tuple(sorted(found, key=lambda each: -each.confidence))

    def _pages(self, operation: str, key: str, **parameters: object) -> Iterator[Any]:
        token: dict[str, str] = {}
        while True:
            page = self._rekognition.call(operation, **parameters, **token)
            yield from page.get(key, ())
            if not page.get("NextToken"):
                return
            token = {"NextToken": page["NextToken"]}


def _detection(label: Mapping[str, Any]) -> Detection:
    box = (label.get("Geometry") or {}).get("BoundingBox")
    sides = ("Left", "Top", "Width", "Height")
    where = BoundingBox(*(box[side] for side in sides)) if box else None
    return Detection(label["Name"], label["Confidence"], where)
