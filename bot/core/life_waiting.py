"""Those who wait for the model: released when it runs, told when it changes, sent away at last."""

from __future__ import annotations

from bot.core.cards import Card
from bot.core.life_record import LifeRecord, Phase
from bot.core.model import Thread
from bot.core.ports import Board, Clock, JobQueue
from bot.core.records import Waiting, WaitingRoom
from bot.core.requests import FeedRequest
from bot.core.waiting import duration, notice

AT_ONCE = 50
# chat.update may be called some 50 times a minute, and answers come first.
# https://docs.slack.dev/reference/methods/chat.update
TOLD = 10
HOLD = 30.0
"""Seconds after a detection found that the model does not run although it should. Whoever was
released at once would only find the same, as fast as it can be asked."""
ADMINS = "its admins, whom `/rekog status` names"
STATE = {
    Phase.OFF: "stopped",
    Phase.STARTING: "starting",
    Phase.ON: "running",
    Phase.DRAINING: "about to be stopped",
    Phase.STOPPING: "being stopped",
}


class LifeWaiting:
    """Attends to the waiting room."""

    def __init__(
        self, room: WaitingRoom, jobs: JobQueue, board: Board, clock: Clock, limit: float
    ) -> None:
        self._room = room
        self._jobs = jobs
        self._board = board
        self._clock = clock
        self._limit = limit
        self._shown: Phase | None = None

    def attend(self, record: LifeRecord) -> None:
        """Release, in order, those for whom the model runs; send away those who waited long."""
        if record.phase is Phase.ON:
            if record.refused is None or record.refused >= HOLD:
                for waiting in self._room.line(AT_ONCE):
                    self._release(waiting)
        else:
            for waiting in self._room.line(AT_ONCE):
                if self._clock.wall() - waiting.since < self._limit:
                    continue
                if isinstance(waiting.request, FeedRequest):
                    self._release(waiting)  # it knows itself how long it waited, and what to say
                else:
                    self._send_away(waiting)
        self._tell(record)

    def _tell(self, record: LifeRecord) -> None:
        """The model is on its way, or is not any more: tell the next ones in line."""
        if record.phase is self._shown:
            return
        if record.phase in (Phase.STARTING, Phase.OFF):
            who = ADMINS if record.phase is Phase.OFF else ""
            for place, waiting in enumerate(self._room.line(TOLD), start=1):
                card = notice(waiting.request, place, expected(record), who, self._limit)
                self._edit(waiting, card)
        self._shown = record.phase

    def _release(self, waiting: Waiting) -> None:
        # Submitted first: a crash in between submits the same run again, which is run once.
        self._jobs.submit(waiting.request, attempt=waiting.attempt.after_waiting())
        self._room.leave(waiting.request.key)

    def _send_away(self, waiting: Waiting) -> None:
        card = Card(
            f"Nobody started the model within {duration(self._limit)}, so I have stopped waiting. "
            "Post the picture again when it runs."
        )
        if not self._edit(waiting, card):
            self._board.post(f"{waiting.request.key}:gone", waiting.request.thread, card)
        self._room.leave(waiting.request.key)

    def _edit(self, waiting: Waiting, card: Card) -> bool:
        where = Thread(waiting.request.channel, waiting.notice)
        return bool(waiting.notice) and self._board.edit(where, card)


def expected(record: LifeRecord) -> str:
    """How the model stands, for those who wait for it."""
    if record.phase is Phase.STARTING and record.phase_for >= 60:
        return (
            f"The model has been starting for {duration(record.phase_for)}; that usually takes 5 "
            "to 30 minutes."
        )
    usually = "; that usually takes 5 to 30 minutes" if record.phase is Phase.STARTING else ""
    return f"The model is {STATE[record.phase]}{usually}."
