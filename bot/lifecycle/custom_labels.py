"""The life of a model version of Amazon Rekognition Custom Labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from bot.core.arn import ModelArn
from bot.core.errors import ModelBusy, ModelNotFound
from bot.core.model import ModelState, ModelStatus

STATES: dict[str, tuple[ModelState, str]] = {
    "TRAINING_IN_PROGRESS": (ModelState.TRAINING, ""),
    "TRAINING_COMPLETED": (ModelState.STOPPED, ""),
    "TRAINING_FAILED": (ModelState.UNAVAILABLE, "its training failed"),
    "STARTING": (ModelState.STARTING, ""),
    "RUNNING": (ModelState.RUNNING, ""),
    "FAILED": (ModelState.FAILED, ""),
    "STOPPING": (ModelState.STOPPING, ""),
    "STOPPED": (ModelState.STOPPED, ""),
    "DELETING": (ModelState.UNAVAILABLE, "it is being deleted"),
    "COPYING_IN_PROGRESS": (ModelState.TRAINING, "it is being copied"),
    "COPYING_COMPLETED": (ModelState.STOPPED, ""),
    "COPYING_FAILED": (ModelState.UNAVAILABLE, "copying it failed"),
    "DEPRECATED": (ModelState.UNAVAILABLE, "AWS has deprecated it"),
    "EXPIRED": (ModelState.UNAVAILABLE, "it has expired"),
}
"""Each `ProjectVersionStatus`, and what to say where AWS sends no status message."""


class Rekognition(Protocol):
    """How calls are made; `bot.detect.rekognition.Rekognition` fits."""

    def call(self, operation: str, **parameters: object) -> Mapping[str, Any]:
        """Call an operation by its name in the API and return its answer."""


class CustomLabelsModel:
    """Looks at, starts and stops one model version."""

    def __init__(
        self,
        rekognition: Rekognition,
        arn: Callable[[], ModelArn],
        inference_units: int,
    ) -> None:
        """Args: the version in use; units to start with when nobody asks for others."""
        self._rekognition = rekognition
        self._arn = arn
        self._units = inference_units
        self._project_arns: dict[str, str] = {}

    def status(self) -> ModelStatus:
        """Look now."""
        arn = self._arn()
        found = self._describe(arn)
        state, words = STATES.get(
            found["Status"], (ModelState.UNAVAILABLE, f"its state is {found['Status']}")
        )
        return ModelStatus(
            state,
            arn.version,
            found.get("StatusMessage") or words,
            found.get("MinInferenceUnits"),
            found.get("MaxInferenceUnits"),
        )

    def start(self, units: int | None = None, max_units: int | None = None) -> None:
        """Ask for a start; well and good when somebody else just did."""
        most = {} if max_units is None else {"MaxInferenceUnits": max_units}
        try:
            self._rekognition.call(
                "StartProjectVersion",
                ProjectVersionArn=self._arn().text,
                MinInferenceUnits=self._units if units is None else units,
                **most,
            )
        except ModelBusy:
            self._unless(ModelState.STOPPING)

    def stop(self) -> None:
        """Ask for a stop; well and good when somebody else just did."""
        try:
            self._rekognition.call("StopProjectVersion", ProjectVersionArn=self._arn().text)
        except ModelBusy:
            self._unless(ModelState.STARTING)

    def _unless(self, opposite: ModelState) -> None:
        """Pass on that the model is busy when it is on its way to the opposite.

        A model that is still starting refuses to be stopped: taking that for a stop would leave
        it running, and costing. Any other state is for the caller to follow, since AWS may for a
        while describe the one before.
        """
        if self.status().state is opposite:
            raise ModelBusy(detail=f"it is {opposite.value}")

    def _describe(self, arn: ModelArn) -> Mapping[str, Any]:
        for found in self._pages(
            "DescribeProjectVersions",
            "ProjectVersionDescriptions",
            ProjectArn=self._project(arn),
            VersionNames=[arn.version],
        ):
            if found["ProjectVersionArn"] == arn.text:
                return found
        raise ModelNotFound(version=arn.version)

    def _project(self, arn: ModelArn) -> str:
        """The project's ARN, asked for once.

        It ends with the project's own time of creation, which is not in the ARN of its model
        versions: https://docs.aws.amazon.com/rekognition/latest/APIReference/API_CreateProject.html
        """
        if arn.project not in self._project_arns:
            self._project_arns[arn.project] = self._find_project(arn)
        return self._project_arns[arn.project]

    def _find_project(self, version: ModelArn) -> str:
        name = version.project
        for found in self._pages("DescribeProjects", "ProjectDescriptions", ProjectNames=[name]):
            arn: str = found["ProjectArn"]
            if arn.split("/")[1] == name:
                return arn
        raise ModelNotFound(version=version.version)

    def _pages(self, operation: str, key: str, **parameters: object) -> Iterator[Mapping[str, Any]]:
        token: dict[str, str] = {}
        while True:
            page = self._rekognition.call(operation, **parameters, **token)
            yield from page.get(key, ())
            if not page.get("NextToken"):
                return
            token = {"NextToken": page["NextToken"]}
