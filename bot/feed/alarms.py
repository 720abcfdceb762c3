"""What admins are told of the queue, and not too often."""

from __future__ import annotations

import html

from bot.core.cards import Card
from bot.core.errors import RekogError
from bot.core.ports import Board, Clock

DAY_SECONDS = 86400.0
MOST_TOLD = 5
"""Messages in a day, by each process; the log has them all."""


class Alarms:
    """Tells admins of what only they can put right.

    Args:
        board: how.
        clock: for the day.
    """

    def __init__(self, board: Board, clock: Clock) -> None:
        self._board = board
        self._clock = clock
        self._told: set[str] = set()
        self._day = 0

    def poison(self, message: str, reason: str) -> None:
        """A message cannot be read; it is told of once.

        Args:
            message: its id.
            reason: why.
        """
        text = (
            f"A message in the feed's queue cannot be read: {html.escape(reason, quote=False)} "
            f"(message `{message}`). I leave it there, so that SQS moves it to the queue's "
            "dead-letter queue after some more deliveries. Look there who sent it: only S3's "
            "notifications belong into this queue."
        )
        self._tell(f"feed:poison:{message}", text, MOST_TOLD)

    def refused(self, refusal: RekogError) -> None:
        """AWS does not let the bot read; it is told once a day."""
        sentence = html.escape(refusal.sentence, quote=False)
        key = f"feed:refused:{type(refusal).__name__}:{self._today()}"
        self._tell(key, f"The S3 feed stands still. {sentence}")

    def _tell(self, key: str, text: str, most: int | None = None) -> None:
        if self._today() != self._day:
            self._day, self._told = self._today(), set()
        if key not in self._told and (most is None or len(self._told) < most):
            self._told.add(key)
            self._board.tell_admins(key, Card(text))

    def _today(self) -> int:
        return int(self._clock.wall() // DAY_SECONDS)
