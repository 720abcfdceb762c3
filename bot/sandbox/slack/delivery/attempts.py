"""One thing that the app is told, and each time that it was told."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from bot.sandbox.slack.words import Json

EVENT = "events_api"
COMMAND = "slash_commands"
INTERACTIVE = "interactive"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try.

    Attributes:
        number: 0 for the first, then Slack's retry number.
        acked: whether the app acknowledged in time.
        seconds: until it did, or until Slack gave up.
        reason: why not, in Slack's words for `retry_reason`; empty when it did.
        body: what came with the acknowledgement.
        status: HTTP status; 0 in Socket Mode or without an answer.
        final: whether the app asked for no retries.
    """

    number: int
    acked: bool
    seconds: float
    reason: str = ""
    body: Json = field(default_factory=dict)
    status: int = 0
    final: bool = False


@dataclass(slots=True)
class Delivery:
    """What was sent, and how each try went.

    Attributes:
        kind: `events_api`, `slash_commands` or `interactive`.
        first: done when the first try is over.
    """

    kind: str
    payload: Json
    first: asyncio.Future[Attempt]
    attempts: list[Attempt] = field(default_factory=list)
    over: bool = False

    @property
    def acked(self) -> bool:
        """Whether any try was acknowledged."""
        return any(each.acked for each in self.attempts)

    @property
    def event_type(self) -> str:
        """Of an event; empty otherwise."""
        return str((self.payload.get("event") or {}).get("type") or "")


class Transport(Protocol):
    """A way to the app."""

    async def once(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        """Try once; `number` and `reason` are those of a retry."""
