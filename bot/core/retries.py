"""Which failures pass by themselves, how often it is worth trying again, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.core.attempts import Attempt
from bot.core.errors import (
    DetectionFailed,
    DetectionThrottled,
    DiskFull,
    ModelOutOfReach,
    RekogError,
    ResultsAway,
    S3Unavailable,
    SlackAway,
    SlackUnavailable,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of failure that may pass.

    Attributes:
        name: for the journal; a newer version still has to know it.
        delays: seconds before the next run, by how many runs failed before; as many as there are
            tries.
    """

    name: str
    delays: tuple[float, ...]

    def delay(self, attempt: Attempt) -> float | None:
        """Seconds until the next run is worth it; `None` when there were enough."""
        if attempt.failures >= len(self.delays):
            return None
        return self.delays[attempt.failures]


# Calls are paced before they are made and repeated within one, so this is a rate that was lowered
# or another user of the same model. Seconds help then, and a burst is over in minutes.
THROTTLED = Kind("throttled", (5.0, 15.0, 60.0, 300.0))
# The adapter has tried for some seconds. Most outages last minutes; after twenty people ask.
AWAY = Kind("away", (10.0, 60.0, 300.0, 900.0))
# The work is done and kept, and trying costs nothing, so that it goes on for 45 minutes.
NOT_POSTED = Kind("not posted", (5.0, 30.0, 120.0, 600.0, 1800.0))
# A mistake of ours stays one; a database that restarts does not.
UNKNOWN = Kind("unknown", (5.0, 60.0))

KINDS: Mapping[str, Kind] = MappingProxyType(
    {kind.name: kind for kind in (THROTTLED, AWAY, NOT_POSTED, UNKNOWN)}
)

# By the exact class: a leaf below one of these, such as `DetectionDenied`, does not pass.
PASSING: Mapping[type[Exception], Kind] = MappingProxyType(
    {
        DetectionThrottled: THROTTLED,
        DetectionFailed: AWAY,
        ModelOutOfReach: AWAY,
        S3Unavailable: AWAY,
        ResultsAway: AWAY,
        SlackUnavailable: AWAY,
        SlackAway: NOT_POSTED,
        DiskFull: AWAY,
    }
)


def kind_of(error: Exception) -> Kind | None:
    """What kind of failure this is; `None` for one that does not pass by itself."""
    return PASSING.get(type(error)) if isinstance(error, RekogError) else UNKNOWN
