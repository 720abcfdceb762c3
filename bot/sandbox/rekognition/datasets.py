"""The datasets of the account's projects, and how their states change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.sandbox.rekognition.entries import Entry
from bot.sandbox.rekognition.models import CREATED_MILLISECONDS
from bot.sandbox.rekognition.objects import Objects
from bot.sandbox.rekognition.refused import Refused

MAX_BAD = 0.2
"""Of the lines; more, and the dataset cannot be made:
https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/cd-manifest-files-validation-rules.html"""

Check = Callable[[Entry], Entry]


@dataclass
class HeldDataset:
    """One dataset.

    Attributes:
        arn: its name.
        project_arn: of the project that it belongs to.
        kind: `TRAIN` or `TEST`.
        status: as AWS names it.
        entries: by their source.
        coming: what the change that is under way brings.
        due: when that ends; `None` when only a test ends it.
        message: what is wrong.
    """

    arn: str
    project_arn: str
    kind: str
    status: str
    entries: dict[str, Entry] = field(default_factory=dict)
    coming: tuple[Entry, ...] = ()
    due: float | None = None
    message: str = ""

    @property
    def busy(self) -> bool:
        """Whether a change is under way."""
        return self.status.endswith("_IN_PROGRESS")

    @property
    def good(self) -> list[Entry]:
        """Those that can be learned from."""
        return [entry for entry in self.entries.values() if not entry.error]


class Datasets:
    """All datasets.

    Args:
        now: seconds.
        seconds: how long a change takes; `None` until `finish` is called.
        check: marks an entry whose image cannot be read.
    """

    def __init__(self, now: Callable[[], float], seconds: float | None, check: Check) -> None:
        self._now = now
        self._seconds = seconds
        self._check = check
        self._stamp = CREATED_MILLISECONDS
        self._held: dict[str, HeldDataset] = {}
        self._lock = threading.RLock()

    def of(self, project_arn: str) -> list[HeldDataset]:
        """Those of a project."""
        with self._lock:
            every = [self.find(arn) for arn in self._held]
            return [each for each in every if each.project_arn == project_arn]

    def find(self, arn: str) -> HeldDataset:
        """A dataset as it is now."""
        with self._lock:
            if arn not in self._held:
                raise Refused("ResourceNotFoundException", "The dataset does not exist.")
            found = self._held[arn]
            if found.due is not None and self._now() >= found.due:
                self.finish(arn)
            return found

    def create(self, project_arn: str, kind: str, coming: Sequence[Entry]) -> HeldDataset:
        """Begin a dataset; a project has one of each kind."""
        with self._lock:
            if any(each.kind == kind for each in self.of(project_arn)):
                message = f"The project already has a {kind} dataset."
                raise Refused("ResourceAlreadyExistsException", message)
            self._stamp += 1_000
            prefix = project_arn.rpartition("/")[0]
            arn = f"{prefix}/dataset/{kind.lower()}/{self._stamp}"
            made = HeldDataset(arn, project_arn, kind, "CREATED")
            self._held[arn] = made
            self._begin(made, "CREATE_IN_PROGRESS", coming)
            return made

    def update(self, arn: str, coming: Sequence[Entry]) -> None:
        """Begin a change: an entry takes the place of the one of the same source."""
        with self._lock:
            found = self.find(arn)
            if found.busy:
                raise Refused("ResourceInUseException", f"The dataset is {found.status}.")
            self._begin(found, "UPDATE_IN_PROGRESS", coming)

    def delete(self, arn: str) -> None:
        """Delete one."""
        with self._lock:
            if self.find(arn).busy:
                raise Refused("ResourceInUseException", "The dataset is being changed.")
            del self._held[arn]

    def finish(self, arn: str) -> None:
        """End the change that is under way."""
        with self._lock:
            found = self._held[arn]
            found.due = None
            if not found.busy:
                return
            word, coming = found.status.removesuffix("_IN_PROGRESS"), found.coming
            found.coming = ()
            checked = [entry if entry.error else self._check(entry) for entry in coming]
            bad = sum(bool(entry.error) for entry in checked)
            found.status = f"{word}_COMPLETE"
            if checked and bad > MAX_BAD * len(checked):
                found.status = f"{word}_FAILED"
                found.message = f"{bad} of {len(checked)} JSON lines have errors."
                checked = [] if word == "CREATE" else checked
            found.entries |= {entry.source: entry for entry in checked}

    def _begin(self, dataset: HeldDataset, status: str, coming: Sequence[Entry]) -> None:
        dataset.status, dataset.message, dataset.coming = status, "", tuple(coming)
        dataset.due = None if self._seconds is None else self._now() + self._seconds


def readable(objects: Objects) -> Check:
    """Sees that the image of an entry is in S3."""

    def check(entry: Entry) -> Entry:
        if objects.has(*entry.place):
            return entry
        return replace(entry, error="ERROR_INVALID_IMAGE_S3_KEY")

    return check
