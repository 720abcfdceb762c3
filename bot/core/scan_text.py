"""`/rekog scan …` as people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.places import Place
from bot.core.scan_requests import ScanAction
from bot.core.start_terms import NotUnderstood

USAGE = (
    "Tell me what to scan: `/rekog scan s3://bucket/prefix/`, and if you like `labels Cat, Dog` "
    "and `at 80` behind it. `/rekog scan` alone lists the scans; `/rekog scan pause`, `resume` "
    "and `cancel` take the id of one."
)
AT_USAGE = "The confidence is a percentage from 0 to 100, not {percent}."
DECISIONS = {each.value: each for each in (ScanAction.PAUSE, ScanAction.RESUME, ScanAction.CANCEL)}
MOST_LABELS = 50
_AT = re.compile(r"^(?P<rest>.*?)\s+at\s+(?P<percent>\d{1,3}(?:[.,]\d+)?)\s*%?\s*$", re.DOTALL)
_LABELS = re.compile(r"^(?P<rest>.*?)\s+labels?[\s:]+(?P<labels>.+)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody asks for.

    Attributes:
        action: what is asked.
        uri: of a scan that is to begin.
        labels: only these.
        min_confidence: percent.
        scan: the id of a scan that there is; empty for the only one.
    """

    action: ScanAction
    uri: str = ""
    labels: tuple[str, ...] = ()
    min_confidence: float | None = None
    scan: str = ""


def parse(text: str) -> Said:
    """Read what stands behind `scan`.

    Raises:
        NotUnderstood: with what to write instead.
    """
    words = text.split()
    if not words:
        return Said(ScanAction.LIST)
    if words[0].lower() in DECISIONS and len(words) <= 2:
        return Said(DECISIONS[words[0].lower()], scan="".join(words[1:]).lower())
    text, percent = _percent(text)
    uri, labels = _labels(text)
    return scan_of(uri.strip().strip("`<>\"'“”"), labels, percent)


def scan_of(uri: str, labels: tuple[str, ...], percent: float | None) -> Said:
    """A scan that is to begin.

    Raises:
        NotUnderstood: the URI is none, or there are too many labels.
    """
    place = Place.parse(uri)
    if place is None:
        raise NotUnderstood(USAGE)
    if len(labels) > MOST_LABELS:
        raise NotUnderstood(f"A scan takes up to {MOST_LABELS} labels; without any it keeps all.")
    return Said(ScanAction.SCAN, str(place), labels, percent)


def names(text: str) -> tuple[str, ...]:
    """Labels separated by commas."""
    return tuple(filter(None, (" ".join(each.split()) for each in text.split(","))))


def _percent(text: str) -> tuple[str, float | None]:
    match = _AT.match(text)
    if match is None:
        return text, None
    percent = float(match["percent"].replace(",", "."))
    if percent > 100:
        raise NotUnderstood(AT_USAGE.format(percent=f"{percent:g}"))
    return match["rest"], percent


def _labels(text: str) -> tuple[str, tuple[str, ...]]:
    match = _LABELS.match(text)
    return (match["rest"], names(match["labels"])) if match is not None else (text, ())
