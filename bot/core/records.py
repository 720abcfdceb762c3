"""What is kept, as protocols; `store` fits them. Whatever a second process needs is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.core.attempts import Attempt
from bot.core.life_record import LifeRecord, Run
from bot.core.model import Recognition, Thread
from bot.core.requests import RecognitionRequest, Request


class Recognitions(Protocol):
    """Detections, kept before they are posted, so that a crash does not pay for them again."""

    def keep(self, key: str, place: int, recognition: Recognition) -> None:
        """Keep what was found in one image of a request; the first one kept stays."""

    def kept(self, key: str, place: int) -> Recognition | None:
        """What was kept."""

    def posted(self, key: str, message: Thread) -> None:
        """Note where the answer to a request is."""

    def find(self, reference: str) -> Recognition | None:
        """What was kept, by its id."""

    def recent(self, channel: str, limit: int, since: float) -> tuple[Recognition, ...]:
        """What was answered in a channel, the latest first.

        Args:
            channel: of the answers; what was never posted is in none.
            limit: at most so many.
            since: seconds since 1970 UTC.
        """


@dataclass(frozen=True, slots=True)
class Posting:
    """What is known of a message that is to be posted once.

    Attributes:
        first: nobody began to post it before. Otherwise Slack may have it already.
        message: where it is, when that is known.
        file: the id in Slack of the file that it was to share, when one was uploaded.
    """

    first: bool
    message: Thread | None = None
    file: str = ""


class PostLog(Protocol):
    """Which messages were begun and posted, by their keys."""

    def begin(self, key: str) -> Posting:
        """Note that a message is about to be posted, and tell what was known before."""

    def uploaded(self, key: str, file: str) -> None:
        """Note the file that is about to be shared."""

    def done(self, key: str, message: Thread) -> None:
        """Note where the message is."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for the model.

    Attributes:
        request: as it was asked.
        attempt: the run that found the model not running.
        since: seconds since 1970 UTC.
        notice: `ts` of the message in its thread that says so; empty when there is none.
    """

    request: RecognitionRequest
    attempt: Attempt
    since: float
    notice: str = ""


class WaitingRoom(Protocol):
    """Requests that wait for the model, in order. They take no worker."""

    def enter(self, request: RecognitionRequest, attempt: Attempt, since: float) -> int:
        """Wait; the place in the line, 1 for the next. Who waits already keeps the place."""

    def noticed(self, key: str, notice: str) -> None:
        """Note the `ts` of the message that says that a request waits."""

    def notice(self, key: str) -> str:
        """The `ts` of that message; also after the request has left; empty without one."""

    def line(self, limit: int) -> list[Waiting]:
        """The next ones, in order."""

    def count(self) -> int:
        """How many wait."""

    def leave(self, key: str) -> bool:
        """Take a request out of the line; False when somebody else just did."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A request that kept failing.

    Attributes:
        reference: the id that people were told.
        request: as it was asked.
        attempt: the last run.
        sentence: what went wrong, for people.
        at: seconds since 1970 UTC.
    """

    reference: str
    request: Request
    attempt: Attempt
    sentence: str
    at: float


class Parking(Protocol):
    """Requests that kept failing, until an admin retries or drops them."""

    def park(self, parked: Parked) -> None:
        """Put one here; one of the same reference stays as it is."""

    def parked(self, limit: int) -> list[Parked]:
        """The latest ones first."""

    def count(self) -> int:
        """How many there are."""

    def take(self, reference: str) -> Parked | None:
        """Take one out, once; None when it is not here any more."""


class LifeRecords(Protocol):
    """The model's life, kept."""

    def load(self, model: str) -> LifeRecord:
        """As it is; a new one is off."""

    def update(
        self, model: str, change: Callable[[LifeRecord], LifeRecord]
    ) -> tuple[LifeRecord, LifeRecord]:
        """Change it while nobody else can; before and after. The change only calculates."""

    def lead(self, model: str, holder: str, wall: float) -> bool:
        """Whether this process is the one that looks after the model.

        It stays so while it asks at least once a minute; then another one takes over.
        """

    def resign(self, model: str, holder: str) -> None:
        """Stop looking after the model, if this process does."""


class Spending(Protocol):
    """What running models cost, at most."""

    def begin(self, run: Run) -> None:
        """A run begins; one of the same id stays as it is."""

    def add(self, run: str, day: date, seconds: float, dollars: float) -> None:
        """A run went on for some seconds, on a day."""

    def end(self, run: str, wall: float, reason: str) -> None:
        """A run ended; it ends once."""

    def days(self, first: date, last: date) -> dict[date, float]:
        """Dollars a day, of all models; days without any are absent."""

    def run(self, run: str) -> Run | None:
        """One run."""

    def runs(self, limit: int) -> list[Run]:
        """The latest runs first."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something that cost money or changed a model.

    Attributes:
        at: seconds since 1970 UTC.
        who: a user id, `shell:name`, or empty when the bot did it by itself.
        action: what, in a word or two: `start`, `stop`, `keep`, `retry job`.
        entry: where it came from: `command`, `button`, `shell`, `watch`.
        model: which one.
        detail: what came of it, for people.
    """

    at: float
    who: str
    action: str
    entry: str
    model: str
    detail: str


class Audit(Protocol):
    """Who did what; written once, never changed."""

    def write(self, entry: AuditEntry) -> None:
        """Add an entry."""

    def latest(self, limit: int) -> list[AuditEntry]:
        """The latest first."""
