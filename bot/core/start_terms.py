"""`for 2h units 2 max 4`: what may stand behind `/rekog start`."""

from __future__ import annotations

import re

from bot.core.requests import StartTerms

USAGE = (
    "I understand `/rekog start`, and behind it in any order `for 2h` (or `for 90 min`: stop it "
    "after that time), `units 2` (inference units) and `max 4` (let AWS scale up to so many)."
)
MIN_LEASE, MAX_LEASE = 600.0, 7 * 86400.0
MOST_UNITS = 5
"""https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html"""

_SECONDS = {"m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = re.compile(
    r"for\s+(?P<lease>(?:\d+(?:[.,]\d+)?\s*(?:minutes?|mins?|m|hours?|hrs?|h|days?|d)\s*)+)(?=\s|$)"
    r"|(?P<word>units?|max)\s+(?P<count>\d{1,3})(?=\s|$)",
    re.IGNORECASE,
)
_TIME = re.compile(r"(\d+(?:[.,]\d+)?)\s*([mhd])[a-z]*\s*", re.IGNORECASE)


class NotUnderstood(ValueError):
    """The words are no terms; the message says what would be."""


def parse(text: str) -> StartTerms:
    """Read what stands behind `/rekog start`.

    Raises:
        NotUnderstood: with a sentence for the one who typed it.
    """
    found: dict[str, float] = {}
    rest = text.strip()
    while rest:
        match = _PART.match(rest)
        if match is None:
            raise NotUnderstood(USAGE)
        name = "lease" if match["lease"] else match["word"].lower().rstrip("s")
        if name in found:
            raise NotUnderstood(USAGE)
        found[name] = _lease(match["lease"]) if match["lease"] else float(match["count"])
        rest = rest[match.end() :].lstrip()
    units, most = found.get("unit"), found.get("max")
    _check(units, most)
    return StartTerms(
        found.get("lease"),
        None if units is None else int(units),
        None if most is None else int(most),
    )


def _lease(text: str) -> float:
    seconds = sum(
        float(number.replace(",", ".")) * _SECONDS[unit.lower()]
        for number, unit in _TIME.findall(text)
    )
    if not MIN_LEASE <= seconds <= MAX_LEASE:
        raise NotUnderstood("A model can be started for 10 minutes to 7 days.")
    return seconds


def _check(units: float | None, most: float | None) -> None:
    for count in (units, most):
        if count is not None and not 1 <= count <= MOST_UNITS:
            raise NotUnderstood(f"A model can have 1 to {MOST_UNITS} inference units.")
    if units is not None and most is not None and most < units:
        raise NotUnderstood("`max` is the most that AWS may scale up to, so not less than `units`.")
