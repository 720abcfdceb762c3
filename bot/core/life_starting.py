"""A model that is wanted to run, until it runs or cannot."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace

from bot.core import life_alarms as alarms
from bot.core import life_words as words
from bot.core.errors import (
    DetectionThrottled,
    ModelBusy,
    ModelOutOfReach,
    ModelUnavailable,
    RekogError,
    Unexpected,
)
from bot.core.life_asking import KEEP_SECONDS
from bot.core.life_book import Book, Seen
from bot.core.life_money import Purse
from bot.core.life_record import LifeRecord, Phase
from bot.core.life_rules import LifeRules, is_quiet
from bot.core.life_telling import Telling
from bot.core.model import ModelState, ModelStatus
from bot.core.ports import Model

log = logging.getLogger(__name__)

STARTS = 2
"""A start that fails is tried once more."""
PATIENCE = 3600.0
SOON_OVER = (ModelBusy, ModelOutOfReach, DetectionThrottled)
"""Refusals that are worth another try."""


class Starting:
    """Takes the next step of a start.

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

    def meet(self, record: LifeRecord, status: ModelStatus, seen: Seen) -> LifeRecord:
        """Take the next step of a start that was asked for, or that was seen elsewhere."""
        if status.state is ModelState.RUNNING:
            return self._has_started(record, status, seen)
        if status.state is ModelState.STARTING:
            return self._tell(record, status)
        if not record.who:
            return self._not_ours(record, status)
        return self._not_yet(record, status, seen)

    def _not_yet(self, record: LifeRecord, status: ModelStatus, seen: Seen) -> LifeRecord:
        """The vendor does not start it: ask, wait for its word, or give up."""
        if status.state in (ModelState.UNAVAILABLE, ModelState.TRAINING):
            reason = status.message or f"it is {status.state.value}"
            gone = ModelUnavailable(version=status.version, reason=reason)
            return self._give_up(record, status, gone.sentence)
        if record.start_asked is not None and record.start_asked < self._stale:
            return record
        if status.state is ModelState.FAILED and record.failures >= STARTS:
            return self._give_up(record, status, words.failed(status, record.failures))
        if status.state is not ModelState.FAILED and record.failures:
            return self._give_up(record, status, words.STOPPED_ELSEWHERE)
        if status.state is ModelState.STOPPING:
            return self._tell(record, status)
        return self._ask(record, status, seen)

    def _ask(self, record: LifeRecord, status: ModelStatus, seen: Seen) -> LifeRecord:
        # Kept before it is asked: after a crash in between, nobody takes a stale answer for news.
        record = self._book.update(record, start_asked=0.0)
        if record.phase is not Phase.STARTING:
            return record
        try:
            self._model.start(record.units, record.max_units)
        except Exception as error:
            return self._refused(record, status, error)
        record = self._book.update(record, failures=record.failures + 1)
        if record.phase is not Phase.STARTING:
            return record
        now = self._model.status()  # one in this process runs at once
        if now.state is ModelState.RUNNING:
            return self._has_started(record, now, seen)
        return self._tell(record, now)

    def _refused(self, record: LifeRecord, status: ModelStatus, error: Exception) -> LifeRecord:
        if isinstance(error, SOON_OVER) and record.phase_for < PATIENCE:
            log.info("the start has to wait: %s", error)
            record = self._book.update(record, start_asked=None)
            return self._tell(record, status)
        reference = uuid.uuid4().hex[:10]
        log.warning("%s: the start was refused: %s", reference, error, exc_info=error)
        known = error if isinstance(error, RekogError) else Unexpected(reference=reference)
        return self._give_up(record, status, known.sentence)

    def _tell(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        if record.phase_for >= PATIENCE:
            cost = words.price(self._rules, record.units, record.max_units)
            card = alarms.slow(status.version, record.phase_for, cost)
            self._telling.admins(f"life:{record.run}:slow", card)
        if not record.who or record.phase is not Phase.STARTING:
            return record
        ts = self._telling.show(record, "starting", words.starting(record, status, self._rules))
        return self._book.update(record, message=ts) if ts != record.message else record

    def _has_started(self, record: LifeRecord, status: ModelStatus, seen: Seen) -> LifeRecord:
        quiet = is_quiet(self._rules, self._book.at)
        # Whoever starts it in the quiet hours wants it; it would be stopped at once.
        keep = KEEP_SECONDS if record.who and record.lease is None and quiet else 0.0
        on = replace(as_seen(record, status), phase=Phase.ON, keep=keep, idle=0.0)
        # Told before it is kept: a crash in between tells it again, which is told once.
        self._book.begin(on)
        self._announce(record, on, status)
        self._book.write("running", f"run {on.run}, {words.asked_by(on)}")
        after = self._book.update(
            record,
            phase=Phase.ON,
            phase_for=0.0,
            # It may run since shortly after the vendor was asked before.
            running_for=seen.passed,
            units=on.units,
            max_units=on.max_units,
            keep=keep,
            idle=0.0,
            failures=0,
            start_asked=None,
            refused=None,
        )
        if after.phase is Phase.ON:
            self._purse.spend(after, seen.passed)
        return after

    def _announce(self, record: LifeRecord, on: LifeRecord, status: ModelStatus) -> None:
        ends = words.stops(on, self._rules, self._book.at)
        if record.who:
            self._telling.change(record, words.started(record, status.version))
            card = words.running(record, status.version, ends)
            self._telling.channel(record, "running", card)
        elif not self._rules.free:
            card = alarms.adopted(on, status.version, self._rules, ends)
            self._telling.admins(f"life:{record.run}:adopted", card)

    def _not_ours(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        """A start that was seen elsewhere is not taken up here when it comes to nothing."""
        if record.phase_for < self._stale:
            return record
        self._book.end(record, words.describe(status))
        self._book.write("start ended", f"run {record.run}: {words.describe(status)}")
        return self._book.update(record, phase=Phase.OFF, phase_for=0.0)

    def _give_up(self, record: LifeRecord, status: ModelStatus, sentence: str) -> LifeRecord:
        self._telling.change(record, words.start_ended(record, status.version))
        card = words.not_started(record, status.version, sentence)
        self._telling.everybody(record, "not-started", card)
        self._book.end(record, sentence)
        self._book.write("start failed", f"run {record.run}: {sentence}")
        return self._book.update(record, phase=Phase.OFF, phase_for=0.0)


def as_seen(record: LifeRecord, status: ModelStatus) -> LifeRecord:
    """The record with the units that the vendor runs, which are those that it bills."""
    if status.inference_units is None:
        return record
    return replace(record, units=status.inference_units, max_units=status.max_inference_units)
