"""How often a request was run, and how it is written down what a run has done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of a request.

    Attributes:
        number: 1 for the first. With the request's key it names the run.
        failures: how many of the runs before failed; waiting for the model is no failure.
    """

    number: int = 1
    failures: int = 0

    def after_failure(self) -> Attempt:
        """The next run, because this one failed."""
        return Attempt(self.number + 1, self.failures + 1)

    def after_waiting(self) -> Attempt:
        """The next run, because this one had to wait for the model."""
        return Attempt(self.number + 1, self.failures)


FIRST_ATTEMPT = Attempt()


class Journal(Protocol):
    """What one run writes down, so that it goes on where it was after a crash."""

    @property
    def attempt(self) -> Attempt:
        """Which run this is."""

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        """Do some work once, and remember what it returned (JSON: ids and words, never bytes).

        After a crash a step that had ended is not run again: what it returned comes from the
        journal. One that was under way is run again, so what it does must bear that.
        """
