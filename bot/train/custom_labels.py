"""Trains model versions of Amazon Rekognition Custom Labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.core.dataset import Dataset, LabelledImage
from bot.core.errors import EvaluationUnreadable, ModelNotFound, ModelNotRunning, TrainingRefused
from bot.core.model import Detection
from bot.core.versions import Estimate, ModelVersion, Training, TrainingState
from bot.train import aws_evaluation, rules
from bot.train.aws_estimate import estimate
from bot.train.aws_evaluation import AwsEvaluation
from bot.train.aws_objects import Objects, Read, Weigh
from bot.train.aws_preparing import Preparing
from bot.train.aws_project import Project, Rekognition
from bot.train.bucket import Bucket

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands in every manifest as the time of labelling, which AWS wants and makes no use of."""

UNTRAINED = {
    "TRAINING_IN_PROGRESS": Training.RUNS,
    "TRAINING_FAILED": Training.FAILED,
    "DELETING": Training.DELETED,
}
"""`ProjectVersionStatus`; any other belongs to the life of a version that is trained."""


class CustomLabelsTrainer:
    """A `bot.core.versions.Trainer`. It keeps nothing: any object goes on with another's work.

    Args:
        rekognition: makes the calls; its errors are leaves of the tree.
        s3: boto3's client (`bot.train.bucket.client`).
        project: the project's name; it is made where it is missing.
        bucket: for images, manifests and evaluations; in the project's region.
        prefix: of all keys in it.
        read: the bytes of a kept image.
        weigh: how many those are, and the first eight.
        at: stands in the manifests; the same for all trainings.
    """

    def __init__(
        self,
        rekognition: Rekognition,
        s3: Any,
        *,
        project: str,
        bucket: str,
        prefix: str,
        read: Read,
        weigh: Weigh,
        at: datetime = MOMENT,
    ) -> None:
        self._project = Project(rekognition, project)
        self._objects = Objects(Bucket(s3, bucket), prefix, read, weigh, at)
        self._preparing = Preparing(self._project, self._objects)

    @property
    def detector(self) -> str:
        """The setting's word for it."""
        return "custom-labels"

    def problems(self, dataset: Dataset) -> tuple[str, ...]:
        """See the port."""
        found = rules.problems(dataset, self._objects.place, self._objects.weigh)
        return tuple(each.sentence for each in found)

    def estimate(self, dataset: Dataset) -> Estimate:
        """See the port."""
        return estimate(dataset)

    def begin(self, version: ModelVersion, dataset: Dataset) -> str:
        """Go on with the preparation; the ARN once AWS trains, empty before.

        Raises:
            TrainingRefused: AWS cannot train with this dataset.
            RekogError: another leaf; ask again later.
        """
        found = self._project.version(version.name)
        if found is not None:
            return str(found["ProjectVersionArn"])
        if version.handle:
            return version.handle  # it was deleted at AWS; `look` says so
        return self._preparing.go_on(version.name, dataset)

    def look(self, version: ModelVersion, dataset: Dataset) -> TrainingState:
        """See the port; before AWS trains, this goes on with the preparation."""
        found = self._project.version(version.name)
        if found is not None:
            return _state(version, found)
        if version.handle:
            # It is not trained again by itself: that would be paid a second time.
            return TrainingState(
                Training.DELETED, f"{version.name} was deleted at AWS. Train again."
            )
        try:
            self._preparing.go_on(version.name, dataset)
        except TrainingRefused as refused:
            return TrainingState(Training.FAILED, refused.sentence)
        return TrainingState(Training.RUNS)

    def tidy(self, dataset: Dataset) -> None:
        """See the port: the copies are in the training bucket, for trainings and for measuring."""
        self._objects.tidy({image.id for image in dataset.images})

    def judge(self, version: ModelVersion) -> Callable[[LabelledImage], tuple[Detection, ...]]:
        """See the port. Images are shown to AWS in S3, where those of a training are already."""
        found = self._found(version)
        if found["Status"] != "RUNNING":
            raise ModelNotRunning(state=found["Status"].replace("_", " ").lower())
        arn, there = found["ProjectVersionArn"], self._objects.there()

        def look(image: LabelledImage) -> tuple[Detection, ...]:
            key = there.get(image.id) or self._objects.put(image)
            return self._project.detect(arn, self._objects.bucket.name, key)

        return look

    def reported(self, version: ModelVersion) -> str:
        """See the port. AWS averages over the labels, and sets its thresholds by these images."""
        found = self.evaluation(version)
        return (
            f"AWS measured precision {found.precision:.2f}, recall {found.recall:.2f} and F1 "
            f"{found.f1:.2f} on the test images, averaged over {len(found.labels)} labels."
        )

    def evaluation(self, version: ModelVersion) -> AwsEvaluation:
        """How well it does, as AWS measured it after the training.

        Raises:
            EvaluationUnreadable: there is none, or it is in no layout that AWS documents.
            RekogError: another leaf says why it cannot be had.
        """
        place = self._found(version).get("EvaluationResult", {}).get("Summary", {}).get("S3Object")
        if not place:
            reason = "AWS names no summary of it"
            raise EvaluationUnreadable(version=version.name, reason=reason)
        data = self._objects.bucket.get(place["Bucket"], place["Name"])
        return aws_evaluation.read(data, version.name)

    def thresholds(self, version: ModelVersion) -> Mapping[str, float]:
        """The assumed threshold of each label, percent; raises as `evaluation`."""
        return self.evaluation(version).thresholds

    def _found(self, version: ModelVersion) -> Mapping[str, Any]:
        found = self._project.version(version.name)
        if found is None:
            raise ModelNotFound(version=version.name)
        return found


def _state(version: ModelVersion, found: Mapping[str, Any]) -> TrainingState:
    training = UNTRAINED.get(found["Status"], Training.DONE)
    if training is not Training.FAILED:
        return TrainingState(training)
    said = str(found.get("StatusMessage") or "AWS gave no reason").rstrip(".")
    return TrainingState(training, TrainingRefused(reason=f"{said}.").sentence)
