"""Images of a request that got no answer in a run, as its journal keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.core.attempts import Attempt
from bot.core.model import Source, Unanswered
from bot.core.retries import KINDS, kind_of

SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Missed:
    """One image without an answer.

    Attributes:
        outcome: what a person would read.
        kind: the kind of a failure that may pass (`retries.Kind.name`); else empty.
    """

    outcome: Unanswered
    kind: str = ""

    @classmethod
    def by(cls, outcome: Unanswered, error: Exception) -> Missed:
        """Missed because of an error."""
        kind = kind_of(error)
        return cls(outcome, kind.name if kind else "")

    @classmethod
    def read(cls, value: Any, source: Source) -> Missed | None:
        """What a step returned; `None` when it said that there is an answer."""
        if SENTENCE not in value:
            return None
        outcome = Unanswered(
            source,
            value[SENTENCE],
            value["reference"],
            model_stopped=value["model_stopped"],
            left_alone=value["left_alone"],
        )
        return cls(outcome, value["kind"])

    def to_json(self) -> dict[str, Any]:
        """For the journal; the source stays in the request."""
        return {
            SENTENCE: self.outcome.sentence,
            "reference": self.outcome.reference,
            "model_stopped": self.outcome.model_stopped,
            "left_alone": self.outcome.left_alone,
            "kind": self.kind,
        }


def delay(missed: Iterable[Missed], attempt: Attempt) -> float | None:
    """Seconds until another run may do better; `None` when it would not, or there were enough."""
    kinds = [KINDS[each.kind] for each in missed if each.kind in KINDS]
    delays = [pause for kind in kinds if (pause := kind.delay(attempt)) is not None]
    return max(delays, default=None)
