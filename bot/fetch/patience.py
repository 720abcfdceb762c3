"""Trying again: a few times, with longer and longer pauses."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

from bot.core.errors import RekogError
from bot.core.ports import Clock

T = TypeVar("T")

ATTEMPTS = 4
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds. Slack's `Retry-After` is a few seconds at most rates, 30 when somebody overdoes it."""


class Passing(Exception):
    """It did not work this time, and may the next.

    Args:
        why: for the log.
        pause: seconds that the other side asked for.
    """

    def __init__(self, why: str, pause: float = 0.0) -> None:
        super().__init__(why)
        self.pause = pause


def persist(clock: Clock, attempt: Callable[[], T], give_up: Callable[[], RekogError]) -> T:
    """Repeat what fails in passing.

    Raises:
        RekogError: what `give_up` makes, when the last attempt failed too.
    """
    for number in range(1, ATTEMPTS + 1):
        try:
            return attempt()
        except Passing as passing:
            if number == ATTEMPTS:
                raise give_up() from passing
            backoff = FIRST_PAUSE * 2 ** (number - 1) * (0.5 + random.random() / 2)
            clock.sleep(min(max(passing.pause, backoff), LONGEST_PAUSE))
    raise AssertionError("the loop above ends only by return or raise")


def seconds(text: str | None) -> float:
    """A `Retry-After` header as seconds; 0 when it is missing or a date."""
    return float(text) if text is not None and text.isdecimal() else 0.0
