"""Which pictures are worth somebody's look: a few, where a look teaches most."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.model import Recognition
from bot.core.remarks import source_text
from bot.core.splits import near

SHOWN = 3
"""Pictures at once; the last of three is drawn by lot."""
PER_DAY = 20
"""Pictures that one person is shown in a day."""
ENOUGH_EXAMPLES = 10
"""Labelled images, with which a label is not short of them any more."""
NEW_WITHIN = 7 * 86_400.0
"""Seconds; a label that is common since then, and was not before, is newly common."""
COMMON = 3
UNSURE = 15.0
"""Percent around the threshold, within which an answer may as well have been the other way."""
THRESHOLD = 50.0
"""Percent, where nobody asked for another one."""

Likeness = tuple[int, int]
"""The perceptual hashes of an image and its mirror image."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when pictures are chosen.

    Attributes:
        examples: labelled images, by label.
        at: seconds since 1970 UTC.
        day: the seed of the lot, so that a day's lot stays the same.
        past: references of what was reviewed or shown before.
        labelled: of images that people have labelled.
    """

    examples: Mapping[str, int]
    at: float
    day: date
    past: Collection[str] = frozenset()
    labelled: Sequence[Likeness] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A picture that is worth a look.

    Attributes:
        recognition: the latest answer about it, or about what looks nearly the same.
        why: for people.
        first: reference of the first of those, which stays when the same is posted again.
    """

    recognition: Recognition
    why: str
    first: str


def choose(
    recent: Sequence[Recognition], known: Situation, limit: int = SHOWN
) -> tuple[Reviewed, ...]:
    """Choose pictures: those that teach most, and one by lot, which finds what no rule does.

    Args:
        recent: what was answered lately, the latest first.
        known: see there.
        limit: at most so many.
    """
    groups = _fresh(recent, known)
    if limit < 1 or not groups:
        return ()
    new = _newly_common(recent, known.at)
    rated = sorted(((_rate(each[0], known, new), each) for each in groups), key=_by_worth)
    best = [(group, why) for (worth, why), group in rated if worth > 0]
    best = best[: limit - 1] if limit > 1 else []
    taken = [group for group, _ in best]
    left = sorted((each for each in groups if each not in taken), key=lambda group: group[0].id)
    if left:
        best.append((random.Random(known.day.isoformat()).choice(left), "drawn by lot"))
    return tuple(Reviewed(group[0], why, group[-1].id) for group, why in best)


def _by_worth(rated: tuple[tuple[float, str], object]) -> float:
    return -rated[0][0]


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


def _fresh(recent: Sequence[Recognition], known: Situation) -> list[list[Recognition]]:
    """Near duplicates together, where none of them was reviewed, shown or labelled before."""
    groups: list[list[Recognition]] = []
    for each in recent:
        mine = next((one for one in groups if any(_alike(each, other) for other in one)), None)
        if mine is None:
            groups.append([each])
        else:
            mine.append(each)
    return [group for group in groups if not any(_is_known(each, known) for each in group)]


def _alike(one: Recognition, other: Recognition) -> bool:
    """Frames of the same file count as alike, too."""
    if source_text(one.source).partition("#")[0] == source_text(other.source).partition("#")[0]:
        return True
    if one.likeness is None or other.likeness is None:
        return False
    return near(one.likeness, other.likeness)


def _is_known(recognition: Recognition, known: Situation) -> bool:
    if recognition.id in known.past:
        return True
    like = recognition.likeness
    return like is not None and any(near(like, other) for other in known.labelled)
