"""The operations about projects and the life of model versions."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.sandbox.rekognition.models import CREATED_MILLISECONDS, Account, ModelVersion
from bot.sandbox.rekognition.refused import Refused
from bot.sandbox.rekognition.throttle import Throttle

Parameters = Mapping[str, Any]


class Living:
    """Describes, starts and stops.

    Args:
        account: what there is.
        throttle: counts the calls.
    """

    def __init__(self, account: Account, throttle: Throttle) -> None:
        self._account = account
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
                "Datasets": [],
                "Feature": "CUSTOM_LABELS",
            }
            for name, arn in self._account.projects.items()
            if name in wanted
        ]
        return _page("ProjectDescriptions", found, parameters)

    def describe_project_versions(self, parameters: Parameters) -> dict[str, Any]:
        """DescribeProjectVersions."""
        self._throttle.control("DescribeProjectVersions")
        project = parameters["ProjectArn"]
        if project not in self._account.projects.values():
            raise Refused("ResourceNotFoundException", "The project does not exist.")
        every = [self._account.find(arn) for arn in self._account.versions]
        wanted = parameters.get("VersionNames", [version.name for version in every])
        found = [_describe(v) for v in every if v.project_arn == project and v.name in wanted]
        return _page("ProjectVersionDescriptions", found, parameters)

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
    }
    return {key: value for key, value in described.items() if value not in (None, "")}


def _page(key: str, found: Sequence[dict[str, Any]], parameters: Parameters) -> dict[str, Any]:
    first = _offset(parameters["NextToken"]) if "NextToken" in parameters else 0
    end = first + parameters.get("MaxResults", 100)
    page: dict[str, Any] = {key: list(found[first:end])}
    if end < len(found):
        page["NextToken"] = base64.b64encode(b"offset %d" % end).decode()
    return page


def _offset(token: str) -> int:
    try:
        return int(base64.b64decode(token, validate=True).removeprefix(b"offset "))
    except ValueError as error:
        raise Refused("InvalidPaginationTokenException", "The token is not valid.") from error
