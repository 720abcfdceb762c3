"""An image that meets a model that is off: it waits, and its thread says so in one message."""

from __future__ import annotations

from typing import Protocol

from bot.core.attempts import Attempt
from bot.core.cards import Button, Card, Press, Style
from bot.core.model import Thread
from bot.core.ports import Board, Clock
from bot.core.records import WaitingRoom
from bot.core.requests import RecognitionRequest

WAIT_SECONDS = 24 * 3600.0


class Life(Protocol):
    """What an image on its way needs to know of the model's life."""

    def ready(self) -> bool:
        """Whether it makes sense to detect now."""

    def used(self) -> None:
        """The model did some work."""

    def not_running(self) -> None:
        """A detection found that the model does not run, whatever was known before."""

    def expected(self) -> str:
        """How the model stands and when it is expected, in a sentence or two for people."""


class Waiters:
    """Brings requests into the waiting room, and tells their threads.

    Args:
        room: where they wait; it takes no worker.
        board: for the one message in each thread.
        life: of the model that they wait for.
        clock: for the time of arrival.
        who: those who may start the model, for a message in a channel.
        limit: seconds after which a request stops waiting.
    """

    def __init__(
        self,
        room: WaitingRoom,
        board: Board,
        life: Life,
        clock: Clock,
        *,
        who: str,
        limit: float = WAIT_SECONDS,
    ) -> None:
        self._room = room
        self._board = board
        self._life = life
        self._clock = clock
        self._who = who
        self._limit = limit

    def wait(self, request: RecognitionRequest, attempt: Attempt) -> int:
        """Let a request wait, and say so in its thread: anew, or by editing what was said before.

        Returns:
            The place in the line, 1 for the next.
        """
        place = self._room.enter(request, attempt, self._clock.wall())
        card = self._card(request, place)
        notice = self._room.notice(request.key)
        if notice:
            self._board.edit(Thread(request.channel, notice), card)
            return place
        message = self._board.post(f"{request.key}:wait", request.thread, card)
        if message is not None:
            self._room.noticed(request.key, message.ts)
        return place

    def over(self, request: RecognitionRequest) -> None:
        """Say how long an answered request waited; nothing when it did not wait."""
        notice = self._room.notice(request.key)
        if not notice:
            return
        # A message's `ts` is the time at which it was posted, in seconds since 1970 UTC.
        # https://docs.slack.dev/messaging/retrieving-messages/
        waited = max(0.0, self._clock.wall() - float(notice))
        card = Card(f"Waited {duration(waited)} for the model.")
        self._board.edit(Thread(request.channel, notice), card)

    def _card(self, request: RecognitionRequest, place: int) -> Card:
        one = len(request.sources) == 1
        they, wait = ("This picture", "waits") if one else ("These pictures", "wait")
        line = "next in line" if place == 1 else f"number {place} in line"
        text = (
            f"{they} {wait} for the model, {line}. {self._life.expected()} The answer follows here "
            f"by itself; after {duration(self._limit)} without the model I give up. "
            f"Who may start it: {self._who}."
        )
        return Card(text, (Button("Start the model", Press.START, style=Style.PRIMARY),))


def duration(seconds: float) -> str:
    """`45 s`, `12 min`, `2 h`, `2 h 5 min`."""
    if seconds < 60:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
