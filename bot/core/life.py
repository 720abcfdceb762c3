"""The model's life: what is wanted is kept, and made true by looking again and again.

Commands only change what is wanted. One process of all, the leader, looks every few seconds,
compares what is wanted with what the vendor says, and does the next thing. Whatever was cut off
by a crash is simply done at the next look; the job engine plays no part in it.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bot.core import life_words as words
from bot.core.errors import RekogError, Unexpected
from bot.core.life_asking import Asking
from bot.core.life_changes import Changes
from bot.core.life_money import Purse
from bot.core.life_record import LifeRecord, Phase
from bot.core.life_rules import LifeRules, advance, due, elapsed
from bot.core.life_telling import Telling
from bot.core.life_waiting import LifeWaiting
from bot.core.model import ModelStatus
from bot.core.ports import Board, Clock, JobQueue, Model
from bot.core.records import Audit, LifeRecords, Spending, WaitingRoom

log = logging.getLogger(__name__)

USED_EVERY = 5.0
OUT_OF_SIGHT = 600.0
CHANGING = frozenset({Phase.STARTING, Phase.DRAINING, Phase.STOPPING})
STATE = {
    Phase.OFF: "stopped",
    Phase.STARTING: "starting",
    Phase.ON: "running",
    Phase.DRAINING: "about to be stopped",
    Phase.STOPPING: "stopping",
}


class ModelLife:
    """The life of the one model that this bot is set to.

    Args:
        model: the vendor's side.
        name: which model: an ARN, or the detector's name.
        rules: from the settings.
        records: what is kept of its life.
        spending: what it cost.
        audit: who did what.
        waiting: images that wait for it.
        jobs: where they go when it runs.
        board: where people are told.
        clock: monotonic for what passes, the time of day for people and for other processes.
        holder: this process, among all.
        always_on: there is nothing to start or stop.
    """

    def __init__(
        self,
        model: Model,
        name: str,
        rules: LifeRules,
        *,
        records: LifeRecords,
        spending: Spending,
        audit: Audit,
        waiting: WaitingRoom,
        jobs: JobQueue,
        board: Board,
        clock: Clock,
        holder: str,
        always_on: bool = False,
    ) -> None:
        self.rules = rules
        self.name = name
        self.purse = Purse(spending, rules, clock)
        self.asking = Asking(records, audit, clock, name, self.wake)
        self._model = model
        self._records = records
        self._waiting = LifeWaiting(waiting, jobs, board, clock, rules.wait_limit)
        self._room = waiting
        self._jobs = jobs
        self._telling = Telling(board)
        self._changes = Changes(
            model, records, spending, audit, self._telling, self.purse, rules, clock, name
        )
        self._clock = clock
        self._holder = holder
        self._asked = float("-inf")
        self._seen = clock.now()
        self._used = float("-inf")
        self._always_on = always_on
        self._known: tuple[Phase, int] | None = None
        self._on_wake: Callable[[], None] = lambda: None

    # ---- for those who work with the model ----------------------------------------------------

    def ready(self) -> bool:
        """Whether it makes sense to detect now."""
        return self._always_on or self.record().phase in (Phase.ON, Phase.DRAINING)

    def used(self) -> None:
        """The model did some work; it is not idle."""
        now = self._clock.now()
        if now - self._used >= USED_EVERY:
            self._used = now
            self._records.update(self.name, lambda kept: replace(kept, idle=0.0))

    def not_running(self) -> None:
        """A detection found that the model does not run, whatever was known before."""
        self._records.update(self.name, lambda kept: replace(kept, wakes=kept.wakes + 1))
        self.wake()

    def expected(self) -> str:
        """How the model stands, for those who wait for it."""
        record = self.record()
        return words.expected(record, STATE[record.phase])

    def record(self) -> LifeRecord:
        """What is kept."""
        return self._records.load(self.name)

    def status(self) -> ModelStatus:
        """What the vendor says now.

        Raises:
            RekogError: it does not say.
        """
        return self._model.status()

    def adopt(self, status: ModelStatus) -> None:
        """Look after a model that runs although nobody started it here."""
        self._changes.meet(self.record(), status, self._jobs.unfinished)

    def resign(self) -> None:
        """Let another process look after the model at once."""
        self._records.resign(self.name, self._holder)

    def wake(self) -> None:
        """Look at the vendor at the next look, which comes soon."""
        self._asked = float("-inf")
        self._on_wake()

    def on_wake(self, call: Callable[[], None]) -> None:
        """Who is told that a look is wanted."""
        self._on_wake = call

    # ---- the look -----------------------------------------------------------------------------

    def look(self) -> None:
        """Look once, and do what is next. Nothing is raised."""
        try:
            self._look()
        except Exception:
            log.exception("%s: a look at the model failed", uuid.uuid4().hex[:10])

    def _look(self) -> None:
        if self._always_on or not self._records.lead(self.name, self._holder, self._clock.wall()):
            return
        record = self._advance()
        if self._is_time(record):
            record = self._compare(record)
        if record.phase is Phase.ON:
            record = self._guard(record)
        self._waiting.attend(record)

    def _advance(self) -> LifeRecord:
        """Count the time that has passed."""
        now, wall = self._clock.now(), self._clock.wall()
        before = self.record()
        if before.phase is Phase.OFF:
            return before
        busy = before.phase is Phase.ON and bool(self._jobs.unfinished() or self._room.count())
        passed = elapsed(before, now, wall, self._holder)

        def change(record: LifeRecord) -> LifeRecord:
            return advance(record, passed, busy=busy, now=now, wall=wall, holder=self._holder)

        before, after = self._records.update(self.name, change)
        self.purse.spend(before, passed)
        return after

    def _is_time(self, record: LifeRecord) -> bool:
        """Whether the vendor is to be asked: now and then, and when somebody wants something."""
        known, self._known = self._known, (record.phase, record.wakes)
        if known != self._known:
            return True
        pause = self.rules.poll if record.phase in CHANGING else self.rules.compare
        return self._clock.now() - self._asked >= pause

    def _compare(self, record: LifeRecord) -> LifeRecord:
        """Compare with what the vendor says, and take the next step."""
        self._asked = self._clock.now()
        try:
            status = self._model.status()
        except Exception as error:
            self._out_of_sight(record, error)
            return record
        self._seen = self._clock.now()
        after = self._changes.meet(record, status, self._jobs.unfinished)
        if after.phase is not record.phase:
            self._known = (after.phase, after.wakes)
            self._asked = self._clock.now() - self.rules.compare  # what comes next, soon
            self._waiting.changed(after, self.expected())
            self._on_wake()
        return after

    def _guard(self, record: LifeRecord) -> LifeRecord:
        """Budgets, leases, idle models, quiet hours: warn, stop, or take a warning back."""
        for budget in self.purse.budgets():
            if budget.nearly_spent and not budget.is_spent:
                card = words.budget_warning(budget)
                key = f"budget:{budget.period}:{budget.key}:{self.name}"
                self._telling.channel(record, key, card)
                self._telling.admins(key, card)
            if budget.is_spent:
                reason = f"the budget for this {budget.period} is spent ({budget.setting})"
                return self._stop(record, reason, now=True)
        at = datetime.fromtimestamp(self._clock.wall(), UTC)
        ends = due(record, self.rules, at)
        if ends is None or ends.seconds > self.rules.warn:
            return self._changes.calm(record, ends)
        if record.warned is None:
            return self._changes.warn(record, ends)
        if ends.seconds <= 0 and record.warned >= self.rules.warn:
            return self._stop(record, ends.reason, now=False)
        return record

    def _stop(self, record: LifeRecord, reason: str, *, now: bool) -> LifeRecord:
        after = self._changes.stop(record, reason, now=now)
        self.wake()
        return after

    def _out_of_sight(self, record: LifeRecord, error: Exception) -> None:
        expected = isinstance(error, RekogError)
        sentence = error.sentence if isinstance(error, RekogError) else ""
        reference = uuid.uuid4().hex[:10]
        log.log(
            logging.INFO if expected else logging.ERROR,
            "%s: the model cannot be seen: %s",
            reference,
            error,
            exc_info=error,
        )
        unseen = self._clock.now() - self._seen
        if record.phase is not Phase.OFF and unseen >= OUT_OF_SIGHT:
            told = sentence or Unexpected(reference=reference).sentence
            cost = words.price(self.rules, record.units, record.max_units)
            card = words.out_of_sight(self.name.rsplit("/", 1)[-1], told, cost)
            self._telling.admins(f"life:{record.run}:out-of-sight", card)
