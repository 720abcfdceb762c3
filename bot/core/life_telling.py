"""Telling people about the model's life: in the channel where it was asked for, and the admins."""

from __future__ import annotations

from bot.core.cards import Card
from bot.core.life_record import LifeRecord
from bot.core.model import Thread
from bot.core.ports import Board


class Telling:
    """Posts once by key, and keeps messages up to date. Nothing here raises.

    Args:
        board: where it is posted.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._last: tuple[str, Card] | None = None

    def channel(self, record: LifeRecord, what: str, card: Card) -> str:
        """Tell the channel once in a run; the `ts` of the message, empty where there is none."""
        if not record.channel:
            return ""
        where = Thread(record.channel, "")
        posted = self._board.post(f"life:{record.run}:{what}", where, card)
        return posted.ts if posted is not None else ""

    def change(self, record: LifeRecord, card: Card) -> None:
        """Bring the message of this run up to date, if it is not so already."""
        if not record.channel or not record.message or self._last == (record.message, card):
            return
        if self._board.edit(Thread(record.channel, record.message), card):
            self._last = (record.message, card)

    def everybody(self, record: LifeRecord, what: str, card: Card) -> str:
        """Tell the channel; where there is none, the admins."""
        if record.channel:
            return self.channel(record, what, card)
        self.admins(f"life:{record.run}:{what}", card)
        return ""

    def admins(self, key: str, card: Card) -> None:
        """Tell the admins once."""
        self._board.tell_admins(key, card)
