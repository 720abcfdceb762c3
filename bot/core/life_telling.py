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
        admins_care: whether admins are told what no channel can be told; a model that costs
            nothing is not worth a message to each of them.
    """

    def __init__(self, board: Board, *, admins_care: bool) -> None:
        self._board = board
        self._admins_care = admins_care
        self._last: tuple[str, Card] | None = None

    def channel(self, record: LifeRecord, what: str, card: Card) -> str:
        """Tell the channel once in a run; the `ts` of the message, empty where there is none."""
        return self._post(record, f"life:{record.run}:{what}", card)

    def show(self, record: LifeRecord, what: str, card: Card) -> str:
        """Change the message of this run, or post it where there is none yet; its `ts`."""
        if record.message and self.change(record, card):
            return record.message
        ts = self.channel(record, what, card)
        if ts:
            self._last = (ts, card)
        return ts

    def change(self, record: LifeRecord, card: Card) -> bool:
        """Bring the message of this run up to date; whether it says so now."""
        if not record.channel or not record.message:
            return False
        return self._last == (record.message, card) or self._edit(record, record.message, card)

    def everybody(self, record: LifeRecord, what: str, card: Card) -> str:
        """Tell the channel; where there is none that can be told, the admins."""
        ts = self.channel(record, what, card)
        if not ts and self._admins_care:
            self.admins(f"life:{record.run}:{what}", card)
        return ts

    def once(self, record: LifeRecord, key: str, card: Card) -> None:
        """Tell the channel and the admins, once by a key that outlives the run."""
        self._post(record, f"{key}:{record.channel}", card)
        self.admins(key, card)

    def admins(self, key: str, card: Card) -> None:
        """Tell the admins once."""
        self._board.tell_admins(key, card)

    def _post(self, record: LifeRecord, key: str, card: Card) -> str:
        if not record.channel:
            return ""
        posted = self._board.post(key, Thread(record.channel, ""), card)
        return posted.ts if posted is not None else ""

    def _edit(self, record: LifeRecord, ts: str, card: Card) -> bool:
        done = self._board.edit(Thread(record.channel, ts), card)
        if done:
            self._last = (ts, card)
        return done
