"""A model that is wanted to be stopped, until it is seen to have stopped."""

from __future__ import annotations

import logging
import uuid

from bot.core import life_alarms as alarms
from bot.core import life_words as words
from bot.core.cards import Card
from bot.core.errors import ModelBusy, RekogError, Unexpected
from bot.core.life_book import Book, Seen
from bot.core.life_money import Purse
from bot.core.life_record import LifeRecord, Phase
from bot.core.life_rules import LifeRules
from bot.core.life_telling import Telling
from bot.core.model import ModelState, ModelStatus
from bot.core.ports import Model

log = logging.getLogger(__name__)

PATIENCE = 1800.0
TELL_AFTER = 3
TELL_AGAIN = 360
"""Refusals between two words to the admins: about an hour of polls."""
GONE = frozenset({ModelState.STOPPED, ModelState.FAILED, ModelState.UNAVAILABLE})


class Stopping:
    """Takes the next step of a stop.

    Args:
        stale: seconds for which the vendor may still describe the state before a change.
    """

    def __init__(
        self,
        model: Model,
        book: Book,
        telling: Telling,
        purse: Purse,
        rules: LifeRules,
        *,
        stale: float,
    ) -> None:
        self._model = model
        self._book = book
        self._telling = telling
        self._purse = purse
        self._rules = rules
        self._stale = stale

    def drain(self, record: LifeRecord, seen: Seen) -> LifeRecord:
        """Let the images in flight be finished, but not for ever; then stop."""
        status = seen.status
        if status is not None and status.state in GONE and record.phase_for >= self._stale:
            return self.has_stopped(record, status)
        left = seen.unfinished()
        if left and record.phase_for < self._rules.drain_limit:
            return self._show(record, words.draining(record, self._book.version, left))
        after = self._book.update(record, phase=Phase.STOPPING, phase_for=0.0)
        return self.stop(after, seen) if after.phase is Phase.STOPPING else after

    def stop(self, record: LifeRecord, seen: Seen) -> LifeRecord:
        """Ask for the stop until the model is seen to have stopped; also when it is not seen."""
        status = seen.status
        if status is not None:
            if self._is_over(record, status):
                return self.has_stopped(record, status)
            self._tell_late(record)
            if status.state is not ModelState.RUNNING:
                return self._show(record, words.stopping(record, self._book.version))
            record = self._count(record, seen)
        try:
            self._model.stop()
        except Exception as error:
            return self._refused(record, error)
        record = self._book.update(record, start_asked=None, failures=0)
        now = self._model.status() if status is not None else None  # at once, in this process
        if now is not None and self._is_over(record, now):
            return self.has_stopped(record, now)
        return self._show(record, words.stopping(record, self._book.version))

    def has_stopped(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        """It has stopped: tell what this run has cost, and keep it."""
        spent = self._book.dollars(record)
        self._book.end(record, words.why(record))
        card = words.stopped(record, status.version, spent, self._rules)
        if not self._telling.change(record, card):
            self._telling.everybody(record, "stopped", card)
        self._book.write("stopped", f"run {record.run}, {words.why(record)}")
        return self._book.update(
            record, phase=Phase.OFF, phase_for=0.0, failures=0, warned=None, start_asked=None
        )

    def _is_over(self, record: LifeRecord, status: ModelStatus) -> bool:
        # A start that was just asked for may not be seen yet: the model would run after all.
        unseen = record.start_asked is not None and record.start_asked < self._stale
        return not unseen and (status.state in GONE or status.state is ModelState.TRAINING)

    def _count(self, record: LifeRecord, seen: Seen) -> LifeRecord:
        """Count what it costs when it came to run although its start was called off."""
        if record.running_for > 0:
            return record
        self._book.begin(record)
        record = self._book.update(record, running_for=max(seen.passed, 1.0))
        self._purse.spend(record, seen.passed)
        return record

    def _show(self, record: LifeRecord, card: Card) -> LifeRecord:
        ts = self._telling.show(record, f"stopping:{record.serial}", card)
        return self._book.update(record, message=ts) if ts != record.message else record

    def _refused(self, record: LifeRecord, error: Exception) -> LifeRecord:
        if isinstance(error, ModelBusy):
            log.info("the stop has to wait: %s", error)
            return self._show(record, words.stopping(record, self._book.version))
        reference = uuid.uuid4().hex[:10]
        log.warning("%s: the stop was refused: %s", reference, error, exc_info=error)
        known = error if isinstance(error, RekogError) else Unexpected(reference=reference)
        after = self._book.update(record, failures=record.failures + 1)
        if after.failures == TELL_AFTER or (after.failures and after.failures % TELL_AGAIN == 0):
            cost = words.price(self._rules, record.units, record.max_units)
            card = alarms.not_stopped(self._book.version, known.sentence, after.failures, cost)
            self._telling.admins(f"life:{record.run}:not-stopped:{after.failures}", card)
            self._book.write("stop refused", f"run {record.run}: {known.sentence}")
        return self._show(after, words.stopping(after, self._book.version))

    def _tell_late(self, record: LifeRecord) -> None:
        if record.phase_for < PATIENCE:
            return
        cost = words.price(self._rules, record.units, record.max_units)
        card = alarms.stuck(self._book.version, record.phase_for, cost)
        self._telling.admins(f"life:{record.run}:stuck", card)
