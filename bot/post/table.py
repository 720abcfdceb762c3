"""The labels of an answer as a table, and as text where Slack does not take the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.model import Answered, Outcome
from bot.post.mrkdwn import literal, plain
from bot.post.names import name_of
from bot.post.tally import percent, tallies

Block = dict[str, Any]

# https://docs.slack.dev/reference/block-kit/blocks/table-block
MAX_ROWS = 100
MAX_CHARACTERS = 9000
"""Slack has a limit on all cells together, 10,000 by the reports of others."""


@dataclass(frozen=True, slots=True)
class Row:
    """One label of one image."""

    image: str
    label: str
    count: int
    confidence: str


@dataclass(frozen=True, slots=True)
class Rows:
    """As many rows as a message takes.

    Attributes:
        shown: the rows.
        left_out: how many more there are.
        several: whether there are several images, so that each row has to name its own.
    """

    shown: tuple[Row, ...]
    left_out: int
    several: bool

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Rows:
        """The rows of an answer, image by image, the highest confidence first."""
        every = list(_rows(outcomes))
        shown: list[Row] = []
        characters = 0
        for row in every[: MAX_ROWS - 2]:  # room for the head and for "… and 12 more"
            characters += len(row.image) + len(row.label) + 12
            if characters > MAX_CHARACTERS:
                break
            shown.append(row)
        return cls(tuple(shown), len(every) - len(shown), len(outcomes) > 1)

    @property
    def more(self) -> str:
        """Where the rest is; empty when there is none."""
        return f"… and {self.left_out} more in result.json" if self.left_out else ""

    def block(self) -> Block:
        """Slack's table block."""
        head = ["Picture"] if self.several else []
        table = [[*head, "Label", "Count", "Confidence"]]
        for row in self.shown:
            image = [row.image] if self.several else []
            table.append([*image, row.label, str(row.count), row.confidence])
        if self.more:
            table.append([self.more, *["–"] * (len(table[0]) - 1)])
        left = [{"align": "left", "is_wrapped": True}] * (len(head) + 1)
        return {
            "type": "table",
            "column_settings": [*left, {"align": "right"}, {"align": "right"}],
            "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in table],
        }

    def lines(self) -> list[str]:
        """The same in Slack's markup, a line for each row."""
        lines = []
        for row in self.shown:
            image = f"{literal(row.image)}: " if self.several else ""
            lines.append(f"{image}*{literal(row.label)}* – {row.count} × – {row.confidence}")
        return [*lines, self.more] if self.more else lines


def _rows(outcomes: Sequence[Outcome]) -> Iterator[Row]:
    for number, outcome in enumerate(outcomes, 1):
        if not isinstance(outcome, Answered):
            continue
        name = plain(name_of(outcome, number))
        for tally in tallies(outcome.recognition.detections):
            label = plain(tally.label) or "(no name)"
            yield Row(name, label, tally.count, percent(tally.confidence))
