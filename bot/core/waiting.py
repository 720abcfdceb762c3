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
        card = notice(request, place, self._life.expected(), self._who, self._limit)
        if known := self._room.notice(request.key):
            self._board.edit(Thread(request.channel, known), card)
            return place
        message = self._board.post(f"{request.key}:wait", request.thread, card)
        if message is not None:
            self._room.noticed(request.key, message.ts)
        return place

    def over(self, request: RecognitionRequest) -> None:
        """Say how long an answered request waited; nothing when it did not wait."""
        known = self._room.notice(request.key)
        if not known:
            return
        # A message's `ts` is the time at which it was posted, in seconds since 1970 UTC.
        # https://docs.slack.dev/messaging/retrieving-messages/
        waited = max(0.0, self._clock.wall() - float(known))
        card = Card(f"Waited {duration(waited)} for the model.")
        self._board.edit(Thread(request.channel, known), card)


def notice(request: RecognitionRequest, place: int, expected: str, who: str, limit: float) -> Card:
    """The message in a thread whose images wait.

    Args:
        request: that waits.
        place: in the line, 1 for the next.
        expected: how the model stands, in whole sentences.
        who: those who may start it; empty when it is being started.
        limit: seconds after which nobody waits any more.
    """
    one = len(request.sources) == 1
    they, wait = ("This picture", "waits") if one else ("These pictures", "wait")
    line = "next in line" if place == 1 else f"number {place} in line"
    text = (
        f"{they} {wait} for the model, {line}. {expected} The answer follows here by itself; "
        f"after {duration(limit)} without the model I give up."
    )
    if not who:
        return Card(text)
    button = Button("Start the model", Press.START, style=Style.PRIMARY)
    return Card(f"{text} Who may start it: {who}.", (button,))


def duration(seconds: float) -> str:
    """`45 s`, `12 min`, `2 h`, `2 h 5 min`."""
    if seconds < 60:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
