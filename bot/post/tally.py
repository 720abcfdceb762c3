"""Labels counted, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.model import Detection


@dataclass(frozen=True, slots=True)
class Tally:
    """One label in one image.

    Attributes:
        label: the class name.
        count: how often it was found.
        confidence: percent, the highest.
    """

    label: str
    count: int
    confidence: float


def tallies(detections: Iterable[Detection]) -> list[Tally]:
    """Count each label; the highest confidence first."""
    found: dict[str, Tally] = {}
    for each in detections:
        known = found.get(each.label, Tally(each.label, 0, each.confidence))
        best = max(known.confidence, each.confidence)
        found[each.label] = Tally(each.label, known.count + 1, best)
    return sorted(found.values(), key=lambda tally: -tally.confidence)


def percent(confidence: float) -> str:
    """`97.3 %`. What is below 100 is never shown as 100."""
    shown = 99.9 if 99.9 < confidence < 100 else confidence
    return f"{shown:.1f} %"
