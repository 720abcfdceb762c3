"""`for 2h units 2 max 4`: what may stand behind `/rekog start`."""

from __future__ import annotations

import re
from collections import deque
from string import digits
from types import MappingProxyType

from bot.core.requests import StartTerms

USAGE = (
    "I did not understand that. An example: `/rekog start for 2h units 2 max 4`. `for` is how long "
    "the model may run (`for 90 min`, `for 1 day`), `units` how many inference units it starts "
    "with, `max` how many AWS may scale it up to. They come in any order, or not at all."
)
LEASE_USAGE = "A model can be started for 10 minutes to 7 days, as in `/rekog start for 2h`."
UNITS_USAGE = "A model can have 1 to 5 inference units, as in `/rekog start units 2 max 4`."
MAX_USAGE = (
    "`max` is the most that AWS may scale the model up to, so not less than `units`, as in "
    "`/rekog start units 2 max 4`."
)

MIN_LEASE, MAX_LEASE = 600.0, 7 * 86400.0
"""Seconds."""
COUNTS = MappingProxyType({str(count): count for count in range(1, 6)})
"""https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html"""

_NAMES = MappingProxyType({"for": "for", "unit": "units", "units": "units", "max": "max"})
_SECONDS = MappingProxyType(
    {
        **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
        **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600.0),
        **dict.fromkeys(("d", "day", "days"), 86400.0),
        **dict.fromkeys(("w", "week", "weeks"), 7 * 86400.0),
    }
)
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)?|[a-z]+|\S")
_BETWEEN = (",", "=", "and")

Words = deque[str]


class NotUnderstood(ValueError):
    """The words are no terms; the message is a sentence that says what would be."""


def parse(text: str) -> StartTerms:
    """Read what stands behind `/rekog start`.

    Raises:
        NotUnderstood: with a sentence for the one who typed it.
    """
    words = deque(word for word in _WORD.findall(text.lower()) if word not in _BETWEEN)
    lease: float | None = None
    counts: dict[str, int] = {}
    while words:
        name = _NAMES.get(words.popleft())
        if name == "for" and lease is None:
            lease = _lease(words)
        elif name in ("units", "max") and name not in counts:
            counts[name] = _count(words)
        else:
            raise NotUnderstood(USAGE)
    if counts.get("max", 5) < counts.get("units", 1):
        raise NotUnderstood(MAX_USAGE)
    return StartTerms(lease, counts.get("units"), counts.get("max"))


def _lease(words: Words) -> float:
    """Seconds, from times such as `2h`, `90 min`, `1 day 6 hours` and `1h30`."""
    seconds, before = 0.0, 0.0
    while words and words[0][0] in digits:
        number = float(words.popleft().replace(",", "."))
        if words and words[0] in _SECONDS:
            unit = _SECONDS[words.popleft()]
        elif before == _SECONDS["hour"]:
            unit = _SECONDS["minute"]
        else:
            raise NotUnderstood(USAGE)
        seconds, before = seconds + number * unit, unit
    if before == 0:
        raise NotUnderstood(USAGE)
    if not MIN_LEASE <= seconds <= MAX_LEASE:
        raise NotUnderstood(LEASE_USAGE)
    return seconds


def _count(words: Words) -> int:
    if not words or words[0][0] not in digits:
        raise NotUnderstood(USAGE)
    count = COUNTS.get(words.popleft())
    if count is None:
        raise NotUnderstood(UNITS_USAGE)
    return count
