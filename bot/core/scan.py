"""A scan: all pictures below a prefix in S3, looked at in chunks; the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.core.places import Place

IMAGE_SUFFIXES = (
    *(".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"),
    *(".heic", ".heif", ".avif"),
)
"""Objects that are looked at; in S3 a key's ending is all that a listing says about its kind."""


class ScanState(Enum):
    """How far a scan is."""

    COUNTING = "counting"
    """The objects are counted, so that somebody can be told what it will cost."""
    ASKED = "asked"
    """An admin is to say yes."""
    RUNNING = "running"
    PAUSED = "paused"
    FINISHING = "finishing"
    """Every object was looked at; the results are written."""
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """There was nothing to be scanned, or it could not be listed."""

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self in OVER

    @property
    def takes_its_place(self) -> bool:
        """Whether no other scan of the same place may begin meanwhile."""
        return not self.over and self is not ScanState.ASKED


OVER = frozenset({ScanState.DONE, ScanState.CANCELLED, ScanState.FAILED})


@dataclass(frozen=True, slots=True)
class Count:
    """What a listing has shown so far.

    Attributes:
        objects: all of them, but for the bot's own output.
        images: those that are looked at.
        bytes: of the images.
        cursor: the last key; the listing goes on behind it.
        slices: how many jobs have counted.
    """

    objects: int = 0
    images: int = 0
    bytes: int = 0
    cursor: str = ""
    slices: int = 0


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan, as it is kept.

    Attributes:
        id: for people and for files; a few letters and digits.
        place: what is scanned.
        state: how far it is.
        who: the user id of who asked.
        channel: where it is told; empty for a scan from a shell.
        message: `ts` of the message there that is kept up to date; empty before it is posted.
        labels: only these are kept; all without any.
        min_confidence: percent; `None` for the setting's, or the detector's own.
        count: of the objects, before it began.
        asked_at: seconds since 1970 UTC.
        round: goes up whenever its jobs are submitted anew; jobs of an earlier one do nothing.
        confirmed_by: the user id of who said yes.
        seconds: that it has worked, without pauses and waits.
        waiting: it has met a model that is not running.
        waited: seconds that it has waited so for the model.
        reason: why it was paused, cancelled or failed, for people.
        ended_at: seconds since 1970 UTC; 0 before.
        outcome: what came of it, as `ScanOutcome` in JSON.
    """

    id: str
    place: Place
    state: ScanState
    who: str
    channel: str
    labels: tuple[str, ...] = ()
    min_confidence: float | None = None
    message: str = ""
    count: Count = Count()
    asked_at: float = 0.0
    round: int = 0
    confirmed_by: str = ""
    seconds: float = 0.0
    waiting: bool = False
    waited: float = 0.0
    reason: str = ""
    ended_at: float = 0.0
    outcome: Mapping[str, Any] = field(default_factory=dict)

    def works_in(self, round_: int) -> bool:
        """Whether its objects are to be looked at now, by jobs of a round."""
        return self.state is ScanState.RUNNING and not self.waiting and self.round == round_


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some neighbouring keys of a scan, worked on by one job.

    Attributes:
        number: 1 for the first.
        after: the keys begin behind this one.
        last: the last key of it, image or not.
        images: how many there are to be looked at.
        skipped: other objects.
        done: looked at.
        failed: could not be looked at.
        end: nothing is listed behind it.
        open: somebody still has to work on it.
    """

    number: int
    after: str
    last: str
    images: int
    skipped: int
    end: bool
    done: int = 0
    failed: int = 0
    open: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """What all chunks of a scan came to so far."""

    done: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def looked_at(self) -> int:
        """Objects of which it is known what became of them."""
        return self.done + self.failed


@dataclass(frozen=True, slots=True)
class ObjectResult:
    """What became of one object.

    Attributes:
        key: of the object.
        line: of the JSON Lines file.
        label: the most certain one; empty when nothing was found.
        confidence: of that, in percent.
        failure: why it could not be looked at, for people; empty when it could.
    """

    key: str
    line: Mapping[str, Any]
    label: str = ""
    confidence: float | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """An object of a listing."""

    key: str
    size: int

    @property
    def is_image(self) -> bool:
        """Whether it is looked at: it is not empty, and its key ends like a picture's."""
        return self.size > 0 and self.key.lower().endswith(IMAGE_SUFFIXES)


@dataclass(frozen=True, slots=True)
class Page:
    """Some objects of a listing, in the order of S3, and whether there are more behind them."""

    objects: tuple[Listed, ...]
    more: bool
    last: str
    """The last key, also of what is left out; empty when there is none."""
