"""Which pictures are worth somebody's look: a few, where a look teaches most."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.core.model import Recognition
from bot.core.pictures import source_text

SHOWN = 3
"""Pictures at once; the last of three is drawn by lot."""
PER_DAY = 20
"""Pictures that one person is shown in a day."""
ENOUGH_EXAMPLES = 10
"""Labelled images, with which a label is not short of them any more."""
NEW_WITHIN = 7 * 86_400.0
"""Seconds; a label that is common since then, and was not before, is newly common."""
COMMON = 3
NEAR_BITS = 6
"""Of 64, by which the hashes of near duplicates differ at most."""
UNSURE = 15.0
"""Percent around the threshold, within which an answer may as well have been the other way."""
THRESHOLD = 50.0
"""Percent, where nobody asked for another one."""

Likeness = Callable[[Recognition], tuple[int, int] | None]
"""The perceptual hashes of an image and its mirror image; `None` where they are not known."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when pictures are chosen.

    Attributes:
        examples: labelled images, by label.
        at: seconds since 1970 UTC.
        day: the seed of the lot, so that a day's lot stays the same.
        past: references of what was reviewed or shown before.
        likeness: of an answered image.
    """

    examples: Mapping[str, int]
    at: float
    day: date
    past: Collection[str] = frozenset()
    likeness: Likeness = field(default=lambda recognition: None)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A picture that is worth a look, and why, for people."""

    recognition: Recognition
    why: str


def choose(
    recent: Sequence[Recognition], known: Situation, limit: int = SHOWN
) -> tuple[Reviewed, ...]:
    """Choose pictures: those that teach most, and one by lot, which finds what no rule does.

    Args:
        recent: what was answered lately, the latest first.
        known: see there.
        limit: at most so many.
    """
    fresh = _apart([each for each in recent if each.id not in known.past], known.likeness)
    if limit < 1 or not fresh:
        return ()
    new = _newly_common(recent, known.at)
    rated = sorted(
        ((_rate(each, known, new), each) for each in fresh), key=lambda pair: -pair[0][0]
    )
    best = [Reviewed(each, why) for (worth, why), each in rated if worth > 0]
    best = best[: limit - 1] if limit > 1 else []
    left = sorted(
        (each for each in fresh if each not in [chosen.recognition for chosen in best]),
        key=lambda each: each.id,
    )
    if left:
        lot = random.Random(known.day.isoformat()).choice(left)
        best.append(Reviewed(lot, "drawn by lot"))
    return tuple(best)


def _rate(recognition: Recognition, known: Situation, new: Collection[str]) -> tuple[float, str]:
    """What a look is worth (0 to 3), and the first reason."""
    threshold = recognition.min_confidence
    around = THRESHOLD if threshold is None else threshold
    found = recognition.detections
    nearest = min((abs(each.confidence - around) for each in found), default=UNSURE)
    unsure = max(0.0, 1.0 - nearest / UNSURE)
    labels = {each.label for each in found}
    fewest = min((known.examples.get(each, 0) for each in labels), default=ENOUGH_EXAMPLES)
    short = max(0.0, 1.0 - fewest / ENOUGH_EXAMPLES)
    fresh = 1.0 if labels & set(new) else 0.0
    reasons = [
        (unsure, "I was not sure"),
        (fresh, "this came up often lately"),
        (short, "I know few examples of it"),
    ]
    return unsure + short + fresh, max(reasons, key=lambda reason: reason[0])[1]


def _newly_common(recent: Sequence[Recognition], at: float) -> frozenset[str]:
    late: Counter[str] = Counter()
    early: Counter[str] = Counter()
    for each in recent:
        when = late if at - each.answered_at.timestamp() <= NEW_WITHIN else early
        when.update({detection.label for detection in each.detections})
    return frozenset(
        label for label, count in late.items() if count >= COMMON and count > 2 * early[label]
    )


def _apart(recent: Sequence[Recognition], likeness: Likeness) -> list[Recognition]:
    """Of near duplicates the latest one."""
    kept: list[Recognition] = []
    sources: set[str] = set()
    hashes: list[tuple[int, int]] = []
    for each in recent:
        source, like = source_text(each.source).partition("#")[0], likeness(each)
        if source in sources or (like and any(_near(like, other) for other in hashes)):
            continue
        kept.append(each)
        sources.add(source)
        hashes += [like] if like else []
    return kept


def _near(one: tuple[int, int], other: tuple[int, int]) -> bool:
    pairs = ((one[0], other[0]), (one[1], other[0]))
    return any((a ^ b).bit_count() <= NEAR_BITS for a, b in pairs)
