"""The rules of the feed: which objects are answered, where, and how many of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.places import Place

MOST, WITHIN_MINUTES = 10, 10
"""Posts of a rule, unless it says otherwise: a team can read one a minute."""


@dataclass(frozen=True, slots=True)
class FeedRule:
    """What becomes of the objects of a place.

    Attributes:
        place: where they come in.
        channel: the id of the channel that they are answered in.
        min_confidence: percent; `None` for the setting, or else the detector's own.
        only: labels of which one must be found for a post, in any spelling; empty for all pictures.
        digest_minutes: one message in so many minutes instead of one for each; `None` for each.
        most: posts within `within_minutes`; what is more is counted and told in one line.
        within_minutes: see `most`.
        output: where the annotated image and the JSON are written; `None` for nowhere.
    """

    place: Place
    channel: str
    min_confidence: float | None = None
    only: tuple[str, ...] = ()
    digest_minutes: int | None = None
    most: int = MOST
    within_minutes: int = WITHIN_MINUTES
    output: Place | None = None

    @property
    def name(self) -> str:
        """By which it is known to what is kept, and to people."""
        return str(self.place)

    @property
    def pause(self) -> float:
        """Seconds in which what was not posted is gathered before it is told."""
        return 60.0 * (self.digest_minutes or self.within_minutes)

    def wants(self, labels: Iterable[str]) -> bool:
        """Whether a picture in which these were found is worth a post."""
        wanted = {each.casefold() for each in self.only}
        return not wanted or any(each.casefold() in wanted for each in labels)


class FeedRules:
    """All rules.

    Args:
        rules: each of another place.
        output: where else the bot writes; nothing there is ever answered.
    """

    def __init__(self, rules: Sequence[FeedRule] = (), output: Sequence[Place] = ()) -> None:
        self.all = tuple(rules)
        self.output = (*output, *(each.output for each in rules if each.output is not None))

    def of(self, bucket: str, key: str) -> FeedRule | None:
        """The rule of an object: of those that hold it, the one with the longest prefix."""
        holding = [each for each in self.all if each.place.holds(bucket, key)]
        return max(holding, key=lambda each: len(each.place.prefix), default=None)

    def named(self, name: str) -> FeedRule | None:
        """A rule by its name; `None` when it is not in the settings any more."""
        return next((each for each in self.all if each.name == name), None)

    def is_own(self, bucket: str, key: str) -> bool:
        """Whether the bot has written this itself."""
        return any(each.holds(bucket, key) for each in self.output)

    def swallowed(self) -> list[tuple[FeedRule, Place]]:
        """Rules all of whose objects would be taken for the bot's own, and why."""
        return [
            (rule, place)
            for rule in self.all
            for place in self.output
            if place.holds(rule.place.bucket, rule.place.prefix)
        ]
