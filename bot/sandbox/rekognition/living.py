"""The operations about projects and the life of model versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.rekognition.account import Account
from bot.sandbox.rekognition.datasets import Datasets
from bot.sandbox.rekognition.feeding import describe_briefly
from bot.sandbox.rekognition.models import CREATED_MILLISECONDS, ModelVersion
from bot.sandbox.rekognition.pages import page
from bot.sandbox.rekognition.throttle import Throttle

Parameters = Mapping[str, Any]


class Living:
    """Describes, starts and stops.

    Args:
        account: what there is.
        datasets: of its projects.
        throttle: counts the calls.
    """

    def __init__(self, account: Account, datasets: Datasets, throttle: Throttle) -> None:
        self._account = account
        self._datasets = datasets
        self._throttle = throttle

    def operations(self) -> dict[str, Callable[[Parameters], dict[str, Any]]]:
        """By their names."""
        return {
            "DescribeProjects": self.describe_projects,
            "DescribeProjectVersions": self.describe_project_versions,
            "StartProjectVersion": self.start_project_version,
            "StopProjectVersion": self.stop_project_version,
        }

    def describe_projects(self, parameters: Parameters) -> dict[str, Any]:
        """DescribeProjects."""
        self._throttle.control("DescribeProjects")
        wanted = parameters.get("ProjectNames", self._account.projects)
        found = [
            {
                "ProjectArn": arn,
                "CreationTimestamp": CREATED_MILLISECONDS / 1000,
                "Status": "CREATED",
                "Datasets": [describe_briefly(each) for each in self._datasets.of(arn)],
                "Feature": "CUSTOM_LABELS",
            }
            for name, arn in self._account.projects.items()
            if name in wanted
        ]
        return page("ProjectDescriptions", found, parameters)

    def describe_project_versions(self, parameters: Parameters) -> dict[str, Any]:
        """DescribeProjectVersions."""
        self._throttle.control("DescribeProjectVersions")
        project = self._account.project(parameters["ProjectArn"])
        every = [self._account.find(arn) for arn in self._account.versions]
        wanted = parameters.get("VersionNames", [version.name for version in every])
        found = [_describe(v) for v in every if v.project_arn == project and v.name in wanted]
        return page("ProjectVersionDescriptions", found, parameters)

    def start_project_version(self, parameters: Parameters) -> dict[str, Any]:
        """StartProjectVersion."""
        self._throttle.control("StartProjectVersion")
        return {
            "Status": self._account.start(
                parameters["ProjectVersionArn"],
                parameters["MinInferenceUnits"],
                parameters.get("MaxInferenceUnits"),
            )
        }

    def stop_project_version(self, parameters: Parameters) -> dict[str, Any]:
        """StopProjectVersion."""
        self._throttle.control("StopProjectVersion")
        return {"Status": self._account.stop(parameters["ProjectVersionArn"])}


def _describe(version: ModelVersion) -> dict[str, Any]:
    described = {
        "ProjectVersionArn": version.arn,
        "CreationTimestamp": CREATED_MILLISECONDS / 1000,
        "Status": version.status,
        "StatusMessage": version.message,
        "MinInferenceUnits": version.units,
        "MaxInferenceUnits": version.max_units,
        "Feature": "CUSTOM_LABELS",
        **version.described,
    }
    return {key: value for key, value in described.items() if value not in (None, "")}
