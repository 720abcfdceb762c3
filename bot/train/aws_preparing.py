"""From the team's dataset to a training at AWS, a step further at each call, seen from AWS alone.

Nothing is remembered here: a process that dies between two steps, or another one that goes on,
finds in S3 and at AWS how far it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.dataset import Dataset
from bot.core.errors import TrainingBusy, TrainingRefused
from bot.train.aws_entries import difference, refused
from bot.train.aws_objects import Objects
from bot.train.aws_project import Project


@dataclass(frozen=True, slots=True)
class Manifest:
    """One of the two: its bytes, and the images' names by their keys."""

    data: bytes
    names: dict[str, str]


class Preparing:
    """Takes the steps before a training.

    Args:
        project: at AWS.
        objects: in S3.
    """

    def __init__(self, project: Project, objects: Objects) -> None:
        self._project = project
        self._objects = objects

    def go_on(self, name: str, dataset: Dataset) -> str:
        """Take the next steps; the ARN of the training once it is begun, before that nothing.

        Args:
            name: of the model version.
            dataset: with its split decided.

        Raises:
            TrainingRefused: AWS cannot train with this dataset.
            RekogError: another leaf; it may go well later.
        """
        project, datasets = self._project.made()
        manifests = self._manifests(dataset)
        ready = [
            self._ready(project, kind, each, datasets.get(kind)) for kind, each in manifests.items()
        ]
        if not all(ready):
            return ""
        try:
            bucket, output = self._objects.bucket.name, self._objects.output(name)
            return self._project.train(project, name, bucket, output)
        except TrainingBusy:
            # Somebody else was quicker; the next look finds the training, which is paid once.
            return ""

    def _manifests(self, dataset: Dataset) -> Mapping[str, Manifest]:
        sides = {"TRAIN": dataset.training, "TEST": dataset.testing}
        keys = self._objects.send([image for images in sides.values() for image in images])
        return {
            kind: Manifest(
                self._objects.manifest(images, keys),
                {keys[image.id]: image.name or image.id for image in images},
            )
            for kind, images in sides.items()
        }

    def _ready(self, project: str, kind: str, manifest: Manifest, arn: str | None) -> bool:
        """Whether AWS's dataset is as it shall be; otherwise the next step towards that."""
        if arn is None:
            key = self._objects.send_manifest(kind, manifest.data)
            self._project.create_dataset(project, kind, self._objects.bucket.name, key)
            return False
        found = self._project.dataset(arn)
        status = found["Status"]
        if status.endswith("_IN_PROGRESS"):
            return False
        if status.endswith("_FAILED"):
            return self._failed(arn, kind, found.get("StatusMessage", ""))
        return self._same(arn, manifest) and self._usable(arn, manifest)

    def _same(self, arn: str, manifest: Manifest) -> bool:
        told = difference(manifest.data, self._project.entries(arn))
        if told.gone:
            # Made anew at the next step: AWS takes no single entries away, and what a team
            # deleted must not be learned.
            self._project.delete_dataset(arn)
            return False
        if told.change:
            self._project.update_dataset(arn, told.chunk())
            return False
        return True

    def _usable(self, arn: str, manifest: Manifest) -> bool:
        bad = list(self._project.entries(arn, HasErrors=True))
        if bad:
            # The next training has AWS look at every image anew.
            self._project.delete_dataset(arn)
            raise TrainingRefused(reason=refused(bad, manifest.names))
        return True

    def _failed(self, arn: str, kind: str, said: str) -> bool:
        """A dataset that AWS could not take is deleted, so that the next training can begin."""
        self._project.delete_dataset(arn)
        reason = said or "AWS gave no reason."
        word = {"TRAIN": "training", "TEST": "test"}[kind]
        raise TrainingRefused(reason=f"It could not take the {word} dataset: {reason}")
