"""From what is wanted and what the vendor says to the next step of the model's life."""

from __future__ import annotations

import uuid
from dataclasses import replace

from bot.core import life_words as words
from bot.core.life_book import Book, Seen
from bot.core.life_counting import from_now
from bot.core.life_money import Purse
from bot.core.life_record import LifeRecord, Phase
from bot.core.life_rules import LifeRules
from bot.core.life_starting import Starting, as_seen
from bot.core.life_stopping import GONE, Stopping
from bot.core.life_telling import Telling
from bot.core.model import ModelState, ModelStatus
from bot.core.ports import Clock, Model

# For a while after a change was accepted, AWS may still describe the state before it. A model
# that costs nothing is in this process, and never does.
STALE = 60.0


class Changes:
    """Takes the next step, and tells people about it.

    Args:
        looker: this process, told from all others.
    """

    def __init__(
        self,
        model: Model,
        book: Book,
        telling: Telling,
        purse: Purse,
        rules: LifeRules,
        clock: Clock,
        looker: str,
    ) -> None:
        self._book = book
        self._rules = rules
        self._clock = clock
        self._looker = looker
        self._stale = 0.0 if rules.free else STALE
        self._starting = Starting(model, book, telling, purse, rules, stale=self._stale)
        self._stopping = Stopping(model, book, telling, purse, rules, stale=self._stale)
        self._stopped = float("-inf")

    def meet(self, record: LifeRecord, seen: Seen) -> LifeRecord:
        """Compare what is wanted with what is, and take the next step."""
        after = self._step(record, seen)
        if after.phase is Phase.OFF and record.phase is not Phase.OFF:
            self._stopped = self._clock.now()
        return after

    def _step(self, record: LifeRecord, seen: Seen) -> LifeRecord:
        if record.phase is Phase.DRAINING:
            return self._stopping.drain(record, seen)
        if record.phase is Phase.STOPPING:
            return self._stopping.stop(record, seen)
        if seen.status is None:
            return record
        if record.phase is Phase.STARTING:
            return self._starting.meet(record, seen.status, seen)
        if record.phase is Phase.ON:
            return self._on(record, seen.status)
        return self._off(record, seen.status, seen)

    def _off(self, record: LifeRecord, status: ModelStatus, seen: Seen) -> LifeRecord:
        """Adopt what was started elsewhere; from then on it is a start like any other."""
        if self._clock.now() - self._stopped < self._stale:
            return record
        if status.state not in (ModelState.RUNNING, ModelState.STARTING):
            return record
        new = LifeRecord(
            self._book.name,
            Phase.STARTING,
            uuid.uuid4().hex[:12],
            wakes=record.wakes,
            wishes=record.wishes,
        )
        new = as_seen(replace(new, units=self._rules.units), status)
        new = from_now(new, self._clock.now(), self._clock.wall(), self._looker)
        adopted = self._book.adopt(new)
        if adopted.run != new.run:
            return adopted  # somebody else was quicker
        if not self._rules.free:
            self._book.write("adopt", f"run {adopted.run}, started outside of Slack")
        return self._starting.meet(adopted, status, replace(seen, passed=0.0))

    def _on(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        """Notice what was stopped elsewhere, or started anew with other units."""
        if status.state is ModelState.RUNNING:
            return self._with_units(record, status)
        if record.phase_for < self._stale:
            return record
        message = record.message if record.warned is not None else ""
        if status.state in GONE:
            reason = "" if status.state is ModelState.STOPPED else words.describe(status)
            ended = replace(record, message=message, reason=reason)
            return self._stopping.has_stopped(ended, status)
        if status.state is ModelState.STOPPING:
            return self._book.update(
                record,
                phase=Phase.STOPPING,
                phase_for=0.0,
                message=message,
                serial=record.serial + 1,
            )
        return record

    def _with_units(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        now = as_seen(record, status)
        if now == record:
            return record
        self._book.write("units", f"run {record.run}: {words.units(now.units, now.max_units)}")
        return self._book.update(record, units=now.units, max_units=now.max_units)
