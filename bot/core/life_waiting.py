"""Those who wait for the model: released when it runs, told when it changes, sent away at last."""

from __future__ import annotations

from bot.core import life_words as words
from bot.core.life_record import LifeRecord, Phase
from bot.core.model import Thread
from bot.core.ports import Board, Clock, JobQueue
from bot.core.records import Waiting, WaitingRoom
from bot.core.waiting import notice

AT_ONCE = 50
# chat.update may be called some 50 times a minute, and answers come first.
# https://docs.slack.dev/reference/methods/chat.update
TOLD = 20


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

    def attend(self, record: LifeRecord) -> None:
        """Release, in order, those for whom the model runs; send away those who waited long."""
        for waiting in self._room.line(AT_ONCE):
            if record.phase is Phase.ON:
                self._release(waiting)
            elif self._clock.wall() - waiting.since >= self._limit:
                self._send_away(waiting)

    def changed(self, record: LifeRecord, expected: str) -> None:
        """The model is on its way: tell the next ones in line."""
        if record.phase is not Phase.STARTING:
            return
        for place, waiting in enumerate(self._room.line(TOLD), start=1):
            if waiting.notice:
                card = notice(waiting.request, place, expected, "", self._limit)
                self._board.edit(Thread(waiting.request.channel, waiting.notice), card)

    def _release(self, waiting: Waiting) -> None:
        # Submitted first: a crash in between submits the same run again, which is run once.
        self._jobs.submit(waiting.request, attempt=waiting.attempt.after_waiting())
        self._room.leave(waiting.request.key)

    def _send_away(self, waiting: Waiting) -> None:
        if waiting.notice:
            where = Thread(waiting.request.channel, waiting.notice)
            self._board.edit(where, words.nobody_started(self._limit))
        self._room.leave(waiting.request.key)
