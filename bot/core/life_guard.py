"""Whether a running model may go on: budgets, leases, idle models, quiet hours."""

from __future__ import annotations

from bot.core import life_alarms as alarms
from bot.core import life_words as words
from bot.core.life_book import Book
from bot.core.life_money import Budget, Purse
from bot.core.life_record import LifeRecord, Phase
from bot.core.life_rules import Due, LifeRules, due
from bot.core.life_telling import Telling


class Guard:
    """Warns of a stop, takes the warning back, or stops."""

    def __init__(self, book: Book, telling: Telling, purse: Purse, rules: LifeRules) -> None:
        self._book = book
        self._telling = telling
        self._purse = purse
        self._rules = rules
        self._warned_of: set[str] = set()

    def look(self, record: LifeRecord) -> LifeRecord:
        """Look at a model that is on."""
        for budget in self._purse.budgets():
            if budget.is_spent:
                reason = f"the budget for {budget.period} is spent ({budget.setting})"
                return self._stop(record, reason, now=True)
            if budget.nearly_spent:
                self._warn_of(budget, record)
        ends = due(record, self._rules, self._book.at)
        if ends is None or ends.seconds > self._rules.ahead:
            return self._calm(record)
        if record.warned is None:
            return self._warn(record, ends)
        if ends.seconds <= 0 and record.warned >= self._rules.ahead:
            return self._stop(record, ends.reason, now=False)
        return record

    def _warn_of(self, budget: Budget, record: LifeRecord) -> None:
        key = f"budget:{budget.key}:{self._book.name}"
        if key not in self._warned_of:
            # The board tells it once in all; this keeps it from being asked at every look.
            self._warned_of.add(key)
            self._telling.once(record, key, alarms.budget_warning(budget))

    def _warn(self, record: LifeRecord, ends: Due) -> LifeRecord:
        """Tell that a stop is near; it comes no sooner than announced."""
        at = self._book.at.timestamp() + max(ends.seconds, self._rules.ahead)
        card = words.warning(self._book.version, at, ends.ahead)
        ts = self._telling.everybody(record, f"warning:{record.serial}", card)
        return self._book.update(record, warned=0.0, message=ts, serial=record.serial + 1)

    def _calm(self, record: LifeRecord) -> LifeRecord:
        """Take a warning back, or a stop that was called off."""
        if record.warned is None:
            return record
        ends = words.stops(record, self._rules, self._book.at)
        card = words.kept(self._book.version, ends)
        if not self._telling.change(record, card):
            self._telling.everybody(record, f"kept:{record.serial}", card)
        return self._book.update(record, warned=None)

    def _stop(self, record: LifeRecord, reason: str, *, now: bool) -> LifeRecord:
        """Stop by a rule."""
        self._book.write("stop", f"run {record.run}: {reason}")
        return self._book.update(
            record,
            phase=Phase.STOPPING if now else Phase.DRAINING,
            phase_for=0.0,
            stopped_by="",
            reason=reason,
            message=record.message if record.warned is not None else "",
            serial=record.serial + 1,
            failures=0,
        )
