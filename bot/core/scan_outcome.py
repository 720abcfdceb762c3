"""How a scan goes, and what came of it, in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.core.scan import Tally
from bot.core.scan_money import Estimate


@dataclass(frozen=True, slots=True)
class Now:
    """How a scan goes just now.

    Attributes:
        tally: what is done.
        estimate: of the whole scan.
        rate: pictures a second lately; 0 when that is not known.
        spent: US dollars so far.
        expected: how the model stands, when it is waited for.
    """

    tally: Tally
    estimate: Estimate
    rate: float = 0.0
    spent: float = 0.0
    expected: str = ""


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """What came of a scan.

    Attributes:
        done: objects that were looked at.
        failed: those that could not be.
        skipped: other objects.
        nothing: of those done, the ones in which nothing was found.
        labels: in how many objects each label was found, the most frequent first.
        reasons: how often each reason for a failure came, the most frequent first.
        failures: the first ones: URI and reason.
        files: the URI of each file of results in S3, by its name.
        spent: US dollars.
        too_large: names of files that are neither in S3 nor in Slack.
    """

    done: int
    failed: int
    skipped: int
    nothing: int
    labels: Sequence[tuple[str, int]]
    reasons: Sequence[tuple[str, int]]
    failures: Sequence[tuple[str, str]]
    files: Mapping[str, str] = field(default_factory=dict)
    spent: float = 0.0
    too_large: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """For keeping."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ScanOutcome:
        """What `to_json` made."""
        return cls(**value)
