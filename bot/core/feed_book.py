"""What is kept of the feed: what became of each object, and which rules are muted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from bot.core.feed_rules import FeedRule


class Fate(Enum):
    """What becomes of an object that is worth telling; decided once."""

    POST = "post"
    DIGEST = "digest"
    """The rule tells of it in its digest."""
    HELD = "held"
    """The rule has posted as much as it may for now."""
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Entry:
    """An object that is worth telling.

    Attributes:
        key: of its request.
        rule: the name of its rule.
        uri: of the object.
        labels: what was found, each once.
        answered: else it could not be looked at.
        at: seconds since 1970 UTC.
    """

    key: str
    rule: str
    uri: str
    labels: tuple[str, ...]
    answered: bool
    at: float


@dataclass(frozen=True, slots=True)
class Untold:
    """What a rule has gathered and not told yet.

    Attributes:
        rule: its name.
        since: of the oldest, in seconds since 1970 UTC.
        muted_until: likewise; 0 when the rule was never muted.
    """

    rule: str
    since: float
    muted_until: float


@dataclass(frozen=True, slots=True)
class Batch:
    """What is told together: a rule's name, and the number of the message."""

    rule: str
    number: int


class FeedBook(Protocol):
    """The feed, kept."""

    def admit(self, entry: Entry, rule: FeedRule) -> Fate:
        """Decide on an object; the same for the same key, whoever asks again."""

    def mute(self, rule: str, until: float) -> None:
        """Mute a rule until then (seconds since 1970 UTC); 0 unmutes it."""

    def untold(self) -> list[Untold]:
        """What each rule has gathered."""

    def close(self, rule: str) -> Batch | None:
        """Let what a rule has gathered be told together; None when there is nothing."""

    def batches(self) -> list[Batch]:
        """What is closed and not told."""

    def batch(self, batch: Batch) -> list[tuple[Entry, Fate]]:
        """What is to be told together, the latest first."""

    def told(self, batch: Batch) -> None:
        """Note that it was told."""
