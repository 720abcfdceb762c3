"""Projects and model versions of the account, and how their states change."""

from __future__ import annotations

import threading
from collections.abc import Callable

from bot.sandbox.rekognition.models import CREATED_MILLISECONDS, ModelVersion
from bot.sandbox.rekognition.refused import Refused

ACCOUNT = "123456789012"

MAX_RUNNING = 2
"""Models that run at once: https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html"""

MAX_UNITS = 5
"""Inference units of a model, from the same page."""

_STARTABLE = frozenset({"TRAINING_COMPLETED", "STOPPED", "COPYING_COMPLETED", "FAILED"})
_USED = frozenset({"STARTING", "RUNNING", "STOPPING", "TRAINING_IN_PROGRESS"})


class Account:
    """What the account holds.

    Args:
        region: for the ARNs.
        now: seconds.
        change_seconds: how long a start or stop takes; `None` until `finish` is called.
        training_seconds: likewise, a training.
    """

    def __init__(
        self,
        region: str,
        now: Callable[[], float],
        change_seconds: float | None,
        training_seconds: float | None = 0.0,
    ) -> None:
        self._prefix = f"arn:aws:rekognition:{region}:{ACCOUNT}:project"
        self._now = now
        self._change_seconds = change_seconds
        self._training_seconds = training_seconds
        self._created = CREATED_MILLISECONDS
        self._failing: list[str] = []
        self._lock = threading.RLock()
        self.projects: dict[str, str] = {}
        self.versions: dict[str, ModelVersion] = {}

    def add(self, project: str, version: str, status: str) -> ModelVersion:
        """Put a model version into a project, which is made where it is missing."""
        if project not in self.projects:
            self.add_project(project)
        arn = f"{self._prefix}/{project}/version/{version}/{self._stamp()}"
        self.versions[arn] = ModelVersion(arn, self.projects[project], version, status)
        if status == "RUNNING":
            self.versions[arn].units = 1
        return self.versions[arn]

    def add_project(self, name: str) -> str:
        """Make a project; its ARN."""
        with self._lock:
            if name in self.projects:
                raise Refused("ResourceInUseException", f"The project {name} already exists.")
            self.projects[name] = f"{self._prefix}/{name}/{self._stamp()}"
            return self.projects[name]

    def project(self, arn: str) -> str:
        """The ARN of a project that is there."""
        if arn not in self.projects.values():
            raise Refused("ResourceNotFoundException", "The project does not exist.")
        return arn

    def training(self, project_arn: str | None = None) -> list[ModelVersion]:
        """The versions that are being trained, of one project or of all."""
        with self._lock:
            every = [self.find(arn) for arn in self.versions]
            return [
                each
                for each in every
                if each.status == "TRAINING_IN_PROGRESS" and project_arn in (None, each.project_arn)
            ]

    def train(
        self, project_arn: str, name: str, most: int, ending: Callable[[ModelVersion], None]
    ) -> ModelVersion:
        """Begin a training, or refuse it as AWS does."""
        with self._lock:
            every = self.versions.values()
            if any((each.project_arn, each.name) == (project_arn, name) for each in every):
                raise Refused("ResourceInUseException", f"The version {name} already exists.")
            if len(self.training()) >= most:
                raise Refused("LimitExceededException", f"{most} models are in training already.")
            version = self.add(project_arn.split("/")[1], name, "TRAINING_IN_PROGRESS")
            version.ending, seconds = ending, self._training_seconds
            version.due = None if seconds is None else self._now() + seconds
            return version

    def delete(self, arn: str) -> str:
        """Delete a version that nobody uses."""
        with self._lock:
            if self.find(arn).status in _USED:
                raise Refused("ResourceInUseException", f"The model is {self.find(arn).status}.")
            del self.versions[arn]
            return "DELETING"

    def find(self, arn: str) -> ModelVersion:
        """The model version as it is now."""
        with self._lock:
            if arn not in self.versions:
                raise Refused("ResourceNotFoundException", "The project version does not exist.")
            found = self.versions[arn]
            if found.due is not None and self._now() >= found.due:
                self.finish(found)
            return found

    def fail_next_start(self, message: str) -> None:
        """The next start ends FAILED, with this status message."""
        self._failing.append(message)

    def finish(self, version: ModelVersion) -> None:
        """End the change that is under way."""
        with self._lock:
            version.due = None
            if version.ending is not None:
                ending, version.ending = version.ending, None
                ending(version)
            elif version.status == "STOPPING":
                version.status = "STOPPED"
            elif version.status == "STARTING" and self._failing:
                version.status, version.message = "FAILED", self._failing.pop(0)
            elif version.status == "STARTING":
                version.status = "RUNNING"

    def start(self, arn: str, units: int, max_units: int | None) -> str:
        """Begin a start, or refuse it as AWS does."""
        with self._lock:
            version = self.find(arn)
            if version.status in ("STARTING", "RUNNING", "STOPPING"):
                raise Refused("ResourceInUseException", f"The model is {version.status}.")
            if version.status not in _STARTABLE:
                raise Refused("InvalidParameterException", f"The model is {version.status}.")
            self._check_quota(max(units, max_units or 0))
            version.units, version.max_units, version.message = units, max_units, ""
            return self._change(version, "STARTING")

    def stop(self, arn: str) -> str:
        """Begin a stop, or refuse it as AWS does."""
        with self._lock:
            version = self.find(arn)
            if version.status in ("STARTING", "STOPPING"):
                raise Refused("ResourceInUseException", f"The model is {version.status}.")
            if version.status != "RUNNING":
                raise Refused("InvalidParameterException", f"The model is {version.status}.")
            return self._change(version, "STOPPING")

    def _check_quota(self, units: int) -> None:
        if units > MAX_UNITS:
            raise Refused("LimitExceededException", f"A model has at most {MAX_UNITS} units.")
        running = [a for a in self.versions if self.find(a).status in ("STARTING", "RUNNING")]
        if len(running) >= MAX_RUNNING:
            raise Refused("LimitExceededException", f"{MAX_RUNNING} models are running already.")

    def _change(self, version: ModelVersion, status: str) -> str:
        version.status = status
        seconds = self._change_seconds
        version.due = None if seconds is None else self._now() + seconds
        return status

    def _stamp(self) -> int:
        self._created += 1_000
        return self._created
