"""Model versions: trained from a dataset, measured, used by the team, or not any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from bot.core.dataset import Dataset, LabelledImage
from bot.core.model import Detection


class Training(Enum):
    """Where a model version is."""

    RUNS = "training"
    DONE = "trained"
    FAILED = "failed"
    DELETED = "deleted"


BASE = 0
"""The number of the base model: what the detector is before the team has taught it anything."""


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One model version.

    Attributes:
        number: counts them; people write `v3`, and `base` for the base model.
        detector: the setting's word, `local` or `custom-labels`.
        training: where it is.
        dataset: the version of the dataset that it learned.
        handle: how its vendor knows it (an ARN); empty for the embedded detector.
        who: who asked for it.
        began: seconds since 1970 UTC.
        ended: likewise; `None` while it trains.
        message: what a person should know about it, such as why it failed.
        revision: counts how often what it has learned was replaced, by which those who hold it
            know that they have to load it anew.
        figures: its evaluation on the frozen test set as JSON (`bot.core.evaluation`); empty
            without one.
    """

    number: int
    detector: str
    training: Training
    dataset: int
    handle: str
    who: str
    began: float
    ended: float | None = None
    message: str = ""
    revision: int = 0
    figures: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """As people write it."""
        return "base" if self.number == BASE else f"v{self.number}"

    @classmethod
    def base(cls, detector: str, handle: str = "") -> ModelVersion:
        """The detector as it came: its built-in labels, or the version that MODEL_ARN names."""
        return cls(BASE, detector, Training.DONE, 0, handle, "", 0.0)


class Versions(Protocol):
    """The model versions, kept."""

    def begin(self, key: str, detector: str, dataset: int, who: str, at: float) -> ModelVersion:
        """A new version, once by the key of the request."""

    def update(
        self, number: int, change: Callable[[ModelVersion], ModelVersion]
    ) -> tuple[ModelVersion, ModelVersion]:
        """Change one while nobody else can; before and after. The change only calculates.

        Raises:
            KeyError: there is none of that number.
        """

    def get(self, number: int) -> ModelVersion | None:
        """One of them."""

    def all(self, detector: str) -> tuple[ModelVersion, ...]:
        """Those of a detector, the newest first."""

    def in_use(self, detector: str) -> ModelVersion | None:
        """The one that the team uses; `None` for the base model, and when it was deleted."""

    def previous(self, detector: str) -> ModelVersion | None:
        """The one that the team used before that one, among those that are not deleted.

        Every team began with the base model (without a handle here); `None` when nothing was
        used after it.
        """

    def use(self, detector: str, number: int, who: str, at: float) -> ModelVersion | None:
        """Switch the team over; the one that was in use before (itself, when it was).

        Args:
            detector: the setting's word.
            number: of the version, or `BASE`.
            who: switches it over.
            at: seconds since 1970 UTC.

        Raises:
            KeyError: the detector has none of that number.
        """

    def keep_model(self, number: int, model: bytes) -> None:
        """Keep what was learned (the embedded detector's; a cloud keeps its own).

        Not that of a deleted version: it may know a label that is to be forgotten.

        Raises:
            KeyError: there is none of that number.
        """

    def replace_model(self, number: int, model: bytes, message: str) -> None:
        """Keep less than was learned, raise the revision, and drop the figures: all or nothing.

        Args:
            number: of the version.
            model: what is left.
            message: what people should know about it.

        Raises:
            KeyError: there is none of that number.
        """

    def model(self, number: int) -> bytes | None:
        """What was learned."""

    def forget_models(self, numbers: tuple[int, ...]) -> None:
        """Delete what was learned, and mark the versions as deleted."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a training will take: seconds, US dollars, and for people, where that comes from."""

    seconds: float
    dollars: float
    basis: str


@dataclass(frozen=True, slots=True)
class TrainingState:
    """How a training stands.

    Attributes:
        training: where it is.
        message: for people; empty while all is well.
        model: what was learned, when the trainer has it here.
    """

    training: Training
    message: str = ""
    model: bytes | None = None


class Trainer(Protocol):
    """Teaches model versions; one for each detector that learns."""

    @property
    def detector(self) -> str:
        """The setting's word for it."""

    def problems(self, dataset: Dataset) -> tuple[str, ...]:
        """What stands in the way of a training, a sentence each, before money is spent."""

    def estimate(self, dataset: Dataset) -> Estimate:
        """What it will take."""

    def begin(self, version: ModelVersion, dataset: Dataset) -> str:
        """Ask for a training, once by the version's number; its handle.

        Raises:
            RekogError: a leaf says why it was refused.
        """

    def look(self, version: ModelVersion, dataset: Dataset) -> TrainingState:
        """How it stands; for a trainer in this process this is where it learns.

        Raises:
            RekogError: it cannot be known now; look again later.
        """

    def thresholds(self, version: ModelVersion) -> Mapping[str, float] | float:
        """The assumed thresholds in percent, by label or for all.

        Raises:
            RekogError: they cannot be known now.
        """

    def reported(self, version: ModelVersion) -> str:
        """What the vendor says of how good it is, a sentence; empty where nobody else measures.

        Raises:
            RekogError: it cannot be known now.
        """

    def tidy(self, dataset: Dataset) -> None:
        """Delete copies of what is not in the dataset any more, where there are copies.

        Raises:
            RekogError: they cannot be deleted now.
        """

    def judge(self, version: ModelVersion) -> Callable[[LabelledImage], tuple[Detection, ...]]:
        """A detector of that version for the evaluation; all it finds, also below thresholds.

        Raises:
            ModelNotRunning: it must be started first.
            RekogError: a leaf says why it cannot be had.
        """
