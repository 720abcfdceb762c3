"""The mistakes that people should look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.core.evaluation import Mistake
from bot.core.matching import Judged

WORST = 12
"""How many are kept."""


def worst(judged: Sequence[Judged]) -> tuple[Mistake, ...]:
    """Wrong answers, the most confident first; then what was missed."""
    found = [mistake for one in judged for mistake in _mistakes(one)]
    return tuple(sorted(found, key=lambda each: -each.weight)[:WORST])


def _mistakes(one: Judged) -> Iterator[Mistake]:
    """What was taken for something else is told once, and not as missed, too."""
    given = [each for each in one.answers if each.given]
    for each in given:
        if not each.right:
            took = f"took {each.truth} for {each.label}" if each.truth else f"saw {each.label}"
            what = f"{took} at {each.confidence:.0f} %"
            yield Mistake(one.image, what, each.confidence, each.box)
    known = Counter(each.truth for each in given)
    for label, count in one.there.items():
        if known[label] < count:
            yield Mistake(one.image, f"missed {label}", 0.0)
