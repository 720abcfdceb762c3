"""From what is wanted and what the vendor says to the next step of the model's life."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.core import life_words as words
from bot.core.errors import (
    DetectionThrottled,
    ModelBusy,
    ModelOutOfReach,
    ModelUnavailable,
    RekogError,
    Unexpected,
)
from bot.core.life_money import Purse
from bot.core.life_record import LifeRecord, Phase, Run
from bot.core.life_rules import Due, LifeRules
from bot.core.life_telling import Telling
from bot.core.model import ModelState, ModelStatus
from bot.core.ports import Clock, Model
from bot.core.records import Audit, AuditEntry, LifeRecords, Spending

log = logging.getLogger(__name__)

# For a while after a change was accepted, AWS may still describe the state before it.
STALE = 60.0
STARTS = 2
START_PATIENCE = 3600.0
TELL_AFTER = 3
TELL_AGAIN = 360
"""Refusals between two words to the admins: about an hour of polls."""
SOON_OVER = (ModelBusy, ModelOutOfReach, DetectionThrottled)
GONE = frozenset({ModelState.STOPPED, ModelState.FAILED, ModelState.UNAVAILABLE})

Unfinished = Callable[[], int]


class Changes:
    """Takes the next step, and tells people about it."""

    def __init__(
        self,
        model: Model,
        records: LifeRecords,
        spending: Spending,
        audit: Audit,
        telling: Telling,
        purse: Purse,
        rules: LifeRules,
        clock: Clock,
        name: str,
    ) -> None:
        self._model = model
        self._records = records
        self._spending = spending
        self._audit = audit
        self._telling = telling
        self._purse = purse
        self._rules = rules
        self._clock = clock
        self._name = name
        self._start_asked = float("-inf")
        self._stopped = float("-inf")

    def meet(self, record: LifeRecord, status: ModelStatus, unfinished: Unfinished) -> LifeRecord:
        """Compare what is wanted with what is, and take the next step.

        Args:
            record: what is wanted.
            status: what the vendor says.
            unfinished: how many images' requests are still worked on.
        """
        match record.phase:
            case Phase.OFF:
                return self._off(record, status)
            case Phase.STARTING:
                return self._starting(record, status)
            case Phase.ON:
                return self._on(record, status)
            case Phase.DRAINING:
                return self._draining(record, status, unfinished())
            case Phase.STOPPING:
                return self._stopping(record, status)

    # ---- warnings -----------------------------------------------------------------------------

    def warn(self, record: LifeRecord, ends: Due) -> LifeRecord:
        """Tell that a stop is near; it comes no sooner than announced."""
        ends = Due(max(ends.seconds, self._rules.warn), ends.reason)
        version = _version(self._name)
        what = f"warning:{int(record.running_for)}"
        card = words.warning(record, version, ends, self._clock.wall())
        ts = self._telling.everybody(record, what, card)
        return self._update(record, warned=0.0, message=ts or record.message)

    def calm(self, record: LifeRecord, ends: Due | None) -> LifeRecord:
        """Take a warning back."""
        if record.warned is None:
            return record
        said = words.stops(ends, self._clock.wall(), self._rules, record)
        self._telling.change(record, words.kept(_version(self._name), said))
        return self._update(record, warned=None)

    def stop(self, record: LifeRecord, reason: str, *, now: bool) -> LifeRecord:
        """Stop by a rule."""
        after = self._update(
            record,
            phase=Phase.STOPPING if now else Phase.DRAINING,
            phase_for=0.0,
            stopped_by="",
            reason=reason,
            warned=None,
            failures=0,
        )
        self._write("", "stop", f"run {record.run}: {reason}")
        return after

    # ---- phases -------------------------------------------------------------------------------

    def _off(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        stale = not self._rules.free and self._clock.now() - self._stopped < STALE
        if stale or status.state not in (ModelState.RUNNING, ModelState.STARTING):
            return record
        running = status.state is ModelState.RUNNING
        adopted = LifeRecord(
            self._name,
            Phase.ON if running else Phase.STARTING,
            uuid.uuid4().hex[:12],
            channel=record.channel,
            units=status.inference_units or self._rules.units,
            max_units=status.max_inference_units,
            wakes=record.wakes,
        )
        self._begin(adopted)
        if not self._rules.free:
            self._write("", "adopt", f"run {adopted.run}, started outside of Slack")
            ends = words.stops(None, self._clock.wall(), self._rules, adopted)
            card = words.adopted(adopted, status.version, self._rules, ends)
            self._telling.admins(f"life:{adopted.run}:adopted", card)
        return self._records.update(
            self._name, lambda kept: adopted if kept.phase is Phase.OFF else kept
        )[1]

    def _starting(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        state = status.state
        if state is ModelState.RUNNING:
            return self._has_started(record, status)
        if state in (ModelState.STARTING, ModelState.STOPPING):
            return self._tell_starting(record, status)
        if state in (ModelState.UNAVAILABLE, ModelState.TRAINING):
            reason = status.message or f"it is {state.value}"
            gone = ModelUnavailable(version=status.version, reason=reason)
            return self._give_up_start(record, status, gone.sentence)
        if self._clock.now() - self._start_asked < STALE:
            return record
        if record.failures >= STARTS or record.phase_for > START_PATIENCE:
            return self._give_up_start(record, status, words.describe(status))
        return self._ask_start(record, status)

    def _ask_start(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        try:
            self._model.start(record.units, record.max_units)
        except SOON_OVER as error:
            log.info("the start has to wait: %s", error)
            if record.phase_for > START_PATIENCE:
                return self._give_up_start(record, status, error.sentence)
            return self._tell_starting(record, status)
        except RekogError as error:
            log.info("the start was refused: %s", error, exc_info=error)
            return self._give_up_start(record, status, error.sentence)
        self._start_asked = self._clock.now()
        record = self._update(record, failures=record.failures + 1)
        now = self._model.status()
        if now.state is ModelState.RUNNING:
            return self._has_started(record, now)
        return self._tell_starting(record, now)

    def _tell_starting(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        card = words.starting(record, status.version, self._rules)
        if record.message:
            self._telling.change(record, card)
            return record
        ts = self._telling.channel(record, "starting", card)
        return self._update(record, message=ts) if ts else record

    def _has_started(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        took = record.phase_for
        lease = None if record.lease is None else Due(record.lease, "")
        ends = words.stops(lease, self._clock.wall(), self._rules, record)
        # Told before it is kept: a crash in between tells it again, which is told once.
        self._begin(record)
        self._telling.change(record, words.started(record, status.version))
        self._telling.channel(record, "running", words.running(record, status.version, took, ends))
        return self._update(record, phase=Phase.ON, phase_for=0.0, failures=0, idle=0.0)

    def _give_up_start(self, record: LifeRecord, status: ModelStatus, sentence: str) -> LifeRecord:
        card = words.not_started(record, status.version, sentence)
        self._telling.change(record, card)
        self._telling.everybody(record, "not-started", card)
        self._write("", "start failed", f"run {record.run}: {sentence}")
        return self._update(record, phase=Phase.OFF, phase_for=0.0)

    def _on(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        if status.state in GONE and record.phase_for >= STALE:
            reason = "" if status.state is ModelState.STOPPED else words.describe(status)
            return self._has_stopped(record, status, reason)
        if status.state is ModelState.STOPPING and record.phase_for >= STALE:
            return self._update(record, phase=Phase.STOPPING, phase_for=0.0)
        return record

    def _draining(self, record: LifeRecord, status: ModelStatus, left: int) -> LifeRecord:
        if status.state in GONE and record.phase_for >= STALE:
            return self._has_stopped(record, status, record.reason)
        if left and record.phase_for < self._rules.drain_limit:
            card = words.draining(record, status.version, left)
            ts = self._telling.channel(record, "stopping", card)
            return self._update(record, message=ts) if ts else record
        after = self._update(record, phase=Phase.STOPPING, phase_for=0.0)
        return self._stopping(after, status)

    def _stopping(self, record: LifeRecord, status: ModelStatus) -> LifeRecord:
        if record.phase is not Phase.STOPPING:
            return record
        if status.state in GONE or status.state is ModelState.TRAINING:
            return self._has_stopped(record, status, record.reason)
        if status.state is ModelState.RUNNING:
            try:
                self._model.stop()
            except Exception as error:
                return self._not_stopped(record, status, error)
            status = self._model.status()
            if status.state is ModelState.STOPPED:
                return self._has_stopped(record, status, record.reason)
        ts = self._telling.channel(record, "stopping", words.stopping(record, status.version))
        return self._update(record, message=ts) if ts and ts != record.message else record

    def _not_stopped(self, record: LifeRecord, status: ModelStatus, error: Exception) -> LifeRecord:
        reference = uuid.uuid4().hex[:10]
        log.warning("%s: the stop was refused: %s", reference, error, exc_info=error)
        unexpected = Unexpected(reference=reference).sentence
        sentence = error.sentence if isinstance(error, RekogError) else unexpected
        after = self._update(record, failures=record.failures + 1)
        if after.failures == TELL_AFTER or after.failures % TELL_AGAIN == 0:
            cost = words.price(self._rules, record.units, record.max_units)
            card = words.not_stopped(status.version, sentence, after.failures, cost)
            self._telling.admins(f"life:{record.run}:not-stopped:{after.failures}", card)
            self._write("", "stop refused", f"run {record.run}: {sentence}")
        return after

    def _has_stopped(self, record: LifeRecord, status: ModelStatus, reason: str) -> LifeRecord:
        self._stopped = self._clock.now()
        spent = self._spending.run(record.run)
        ended = reason or (f"asked for by {record.stopped_by}" if record.stopped_by else "outside")
        self._spending.end(record.run, self._clock.wall(), ended)
        told = replace(record, reason=reason)
        card = words.stopped(told, status.version, spent.dollars if spent else 0.0, self._rules)
        self._telling.everybody(record, "stopped", card)
        self._write("", "stopped", f"run {record.run}: {ended}")
        return self._update(record, phase=Phase.OFF, phase_for=0.0, failures=0, warned=None)

    # ---- what is kept -------------------------------------------------------------------------

    def _begin(self, record: LifeRecord) -> None:
        self._spending.begin(
            Run(
                record.run,
                self._name,
                record.who,
                self._clock.wall(),
                0.0,
                0.0,
                record.units,
                record.max_units,
            )
        )

    def _update(self, record: LifeRecord, **changes: Any) -> LifeRecord:
        """Change what is kept, unless somebody else changed the phase meanwhile."""

        def change(kept: LifeRecord) -> LifeRecord:
            return replace(kept, **changes) if kept.phase is record.phase else kept

        return self._records.update(self._name, change)[1]

    def _write(self, user: str, action: str, detail: str) -> None:
        entry = AuditEntry(self._clock.wall(), user, action, "watch", self._name, detail)
        self._audit.write(entry)


def _version(name: str) -> str:
    """The model version's name in an ARN: `…/version/NAME/TIME`."""
    parts = name.split("/")
    return parts[-2] if len(parts) > 2 else name
