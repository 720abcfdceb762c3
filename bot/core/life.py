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

from bot.core.life_asking import Asking
from bot.core.life_book import Book, Seen
from bot.core.life_changes import Changes
from bot.core.life_counting import advance, elapsed
from bot.core.life_guard import Guard
from bot.core.life_money import Purse
from bot.core.life_record import LifeRecord, Phase
from bot.core.life_rules import LifeRules
from bot.core.life_sight import Sight
from bot.core.life_telling import Telling
from bot.core.life_waiting import HOLD, LifeWaiting, expected
from bot.core.model import ModelStatus
from bot.core.ports import Board, Clock, JobQueue, Model
from bot.core.records import Audit, LifeRecords, Spending, WaitingRoom

log = logging.getLogger(__name__)

USED_EVERY = 5.0
CHANGING = frozenset({Phase.STARTING, Phase.DRAINING, Phase.STOPPING})


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
        version: its name for people, which changes when the team switches to another one.
        exists: whether there is a model at all; a team may still have to train its first.
        always_on: there is nothing to start or stop.
        who: those who may start it, for messages in a channel.

    Attributes:
        exists: whether there is a model at all.
        leads: whether this process looked after the model at its last look.
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
        version: Callable[[], str],
        exists: Callable[[], bool] = lambda: True,
        always_on: bool = False,
        who: str = "its admins, whom `/rekog status` names",
    ) -> None:
        # A process that is started again may have the same name, but not the same clock.
        self._looker = f"{holder}:{uuid.uuid4().hex[:8]}"
        self.rules = rules
        self.name = name
        book = Book(records, spending, audit, clock, name, version)
        self._book = book
        self.exists = exists
        self.leads = False
        self.purse = Purse(spending, rules, clock)
        self.asking = Asking(records, audit, clock, name, self.wake, self._looker)
        self._model = model
        self._records = records
        self._room = waiting
        self._jobs = jobs
        self._clock = clock
        self._holder = holder
        self._always_on = always_on
        telling = Telling(board, admins_care=not rules.free)
        self._changes = Changes(model, book, telling, self.purse, rules, clock, self._looker)
        self._guard = Guard(book, telling, self.purse, rules)
        self._sight = Sight(book, spending, telling, rules, clock)
        self._waiting = LifeWaiting(waiting, jobs, board, clock, rules.wait_limit)
        self._asked = float("-inf")
        self._unasked = 0.0
        self._used = float("-inf")
        self._known: tuple[str, Phase, int] | None = None
        self._on_wake: Callable[[], None] = lambda: None

    # ---- for those who work with the model ----------------------------------------------------

    @property
    def version(self) -> str:
        """Its name for people."""
        return self._book.version

    def ready(self) -> bool:
        """Whether it makes sense to detect now: a team without a model is told so at once."""
        if self._always_on or self.record().phase in (Phase.ON, Phase.DRAINING):
            return True
        return not self.exists()

    def lasting(self) -> bool:
        """Whether long work may begin: it runs, and is not about to be stopped.

        A team without a model is told so by the work itself, as in `ready`.
        """
        if self._always_on or not self.exists():
            return True
        record = self.record()
        refused = record.refused is not None and record.refused < HOLD
        return record.phase is Phase.ON and not refused

    def used(self) -> None:
        """The model did some work; it is not idle."""
        now = self._clock.now()
        if now - self._used >= USED_EVERY:
            self._used = now
            self._records.update(self.name, lambda kept: replace(kept, idle=0.0))

    def not_running(self) -> None:
        """A detection found that the model does not run, whatever was known before."""

        def change(kept: LifeRecord) -> LifeRecord:
            refused = 0.0 if kept.phase is Phase.ON else kept.refused
            return replace(kept, wakes=kept.wakes + 1, refused=refused)

        self._records.update(self.name, change)
        self.wake()

    def expected(self) -> str:
        """How the model stands, for those who wait for it."""
        return expected(self.record())

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
        record = self.record()
        if record.phase is Phase.OFF:
            self._changes.meet(record, Seen(status, 0.0, self._unfinished))

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
        self.leads = self._records.lead(self.name, self._holder, self._clock.wall())
        if not self.leads:
            self._sight.found()  # whoever looks instead will tell
            self._unasked = 0.0
            return
        self._sight.look_back()
        if self._always_on:
            self._waiting.attend(LifeRecord(self.name, Phase.ON))
            return
        record = self._advance()
        if record.phase is Phase.OFF and not self.exists():
            return
        if self._is_time(record):
            record = self._compare(record)
        if record.phase is Phase.ON:
            record = self._watch_over(record)
        self._waiting.attend(record)

    def _advance(self) -> LifeRecord:
        """Count the time that has passed."""
        now, wall = self._clock.now(), self._clock.wall()
        before = self.record()
        if before.phase is Phase.OFF:
            return before
        busy = before.phase is Phase.ON and bool(self._unfinished() or self._room.count())
        passed = elapsed(before, now, wall, self._looker)

        def change(record: LifeRecord) -> LifeRecord:
            return advance(record, passed, busy=busy, now=now, wall=wall, looker=self._looker)

        before, after = self._records.update(self.name, change)
        self.purse.spend(before, passed)
        self._unasked += passed
        return after

    def _is_time(self, record: LifeRecord) -> bool:
        """Whether the vendor is to be asked: now and then, and when somebody wants something."""
        known, self._known = self._known, (record.run, record.phase, record.wakes)
        if known != self._known:
            return True
        pause = self.rules.poll if record.phase in CHANGING else self.rules.compare
        return self._clock.now() - self._asked >= pause

    def _compare(self, record: LifeRecord) -> LifeRecord:
        """Compare with what the vendor says, and take the next step."""
        self._asked = self._clock.now()
        status = self._see(record)
        after = self._changes.meet(record, Seen(status, self._unasked, self._unfinished))
        if status is not None:
            self._unasked = 0.0
        if after.phase is not record.phase:
            self._known = None  # what comes next, soon
            self._on_wake()
        return after

    def _see(self, record: LifeRecord) -> ModelStatus | None:
        try:
            status = self._model.status()
        except Exception as error:
            self._sight.lost(record, error)
            return None
        self._sight.found()
        return status

    def _watch_over(self, record: LifeRecord) -> LifeRecord:
        """Stop by the rules, or warn of it."""
        after = self._guard.look(record)
        if after.phase is not record.phase:
            self.wake()
        return after

    def _unfinished(self) -> int:
        """What is still worked on; a job engine that cannot say keeps no model running."""
        try:
            return self._jobs.unfinished()
        except Exception:
            log.exception("the job engine does not say what is unfinished")
            return 0
