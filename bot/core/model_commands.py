"""What `/rekog start`, `stop`, `keep`, `status`, `cost`, `log` and `jobs` do, and their buttons."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bot.core import command_words as words
from bot.core.answering import Reply, answered
from bot.core.cards import Card
from bot.core.cost_words import chart_days, cost
from bot.core.errors import BudgetSpent, NoModelYet, RekogError, TermsWrong
from bot.core.life import ModelLife
from bot.core.life_asking import Told
from bot.core.life_record import Phase
from bot.core.model import ModelState, ModelStatus
from bot.core.permission import Permission
from bot.core.ports import Clock, Replies
from bot.core.records import Audit, Parking, Spending, WaitingRoom
from bot.core.requests import ModelAction, ModelRequest, StartTerms

log = logging.getLogger(__name__)

MAX_UNITS = 5
"""Of one model. https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/limits.html"""
LOG_LINES, JOB_LINES, RUN_LINES = 20, 10, 8


class ModelCommands:
    """What the workers run for commands and buttons about the model.

    Args:
        life: of the model.
        permission: who may do what.
        replies: how the asker is told.
        waiting: images that wait for the model.
        parking: jobs that kept failing.
        spending: what runs have cost.
        audit: who did what.
        clock: for the time of day.
    """

    def __init__(
        self,
        life: ModelLife,
        permission: Permission,
        replies: Replies,
        *,
        waiting: WaitingRoom,
        parking: Parking,
        spending: Spending,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._life = life
        self._permission = permission
        self._replies = replies
        self._waiting = waiting
        self._parking = parking
        self._spending = spending
        self._audit = audit
        self._clock = clock
        self._runners: Mapping[ModelAction, Callable[[ModelRequest], str | Card | None]] = {
            ModelAction.START: self._start,
            ModelAction.STOP: self._stop,
            ModelAction.KEEP: self._keep,
            ModelAction.STATUS: self._status,
            ModelAction.COST: self._cost,
            ModelAction.LOG: self._log,
            ModelAction.JOBS: self._jobs,
        }

    def run(self, request: ModelRequest) -> None:
        """Do what is asked, and tell the asker. Nothing is raised."""
        told = self.answer(request)
        if told is not None:
            self._replies.privately(request, told)

    def answer(self, request: ModelRequest) -> Reply:
        """Do what is asked; what the asker reads, `None` when the channel is told instead."""

        def work() -> Reply:
            self._permission.require_for(request)
            return self._runners[request.action](request)

        return answered(f"/rekog {request.action.value}", work)

    # ---- the model's life ---------------------------------------------------------------------

    def _start(self, request: ModelRequest) -> str | Card | None:
        life, terms = self._life, request.terms
        status = life.status()
        if status.state is ModelState.ALWAYS_ON:
            return words.always_on(status)
        units = self._units(terms)
        if (budget := life.purse.spent()) is not None:
            raise BudgetSpent(period=budget.period, setting=budget.setting)
        life.adopt(status)  # started elsewhere a moment ago, perhaps
        off = life.record().phase is Phase.OFF
        if off and not life.rules.free and not request.confirmed:
            return words.question(request, units, life.rules, self._at)
        asked = life.asking.start(
            request.key, request.user, request.channel, request.entry, terms, life.rules.units
        )
        told_there = asked.told is Told.DONE and asked.before.phase is Phase.OFF
        return None if told_there else words.start_told(asked, terms)

    def _units(self, terms: StartTerms) -> int:
        """The inference units that are asked for.

        Raises:
            TermsWrong: a model cannot have that many, or that many at most.
        """
        units = terms.units or self._life.rules.units
        most = terms.max_units or units
        if not units <= most <= MAX_UNITS:
            raise TermsWrong(units=units, most=most, limit=MAX_UNITS)
        return units

    def _stop(self, request: ModelRequest) -> str | Card | None:
        if self._life.record().phase is Phase.OFF:
            status = self._life.status()
            if status.state is ModelState.ALWAYS_ON:
                return words.always_on(status)
            self._life.adopt(status)  # started elsewhere a moment ago, perhaps
        asked = self._life.asking.stop(
            request.key, request.user, request.channel, request.entry, now=request.now
        )
        if asked.told is Told.DONE and asked.after.channel == request.channel:
            return None
        return words.stop_told(asked)

    def _keep(self, request: ModelRequest) -> str:
        asked = self._life.asking.keep(request.key, request.user, request.entry)
        return words.keep_told(asked, self._life.rules, self._at)

    def _status(self, request: ModelRequest) -> Card:
        life = self._life
        if not life.exists():
            return Card(NoModelYet().sentence)
        record, (status, trouble) = life.record(), self._see()
        facts = words.Facts(
            version=life.version if status is None else status.version,
            record=record,
            status=status,
            trouble=trouble,
            rules=life.rules,
            at=self._at,
            run=self._spending.run(record.run),
            today=life.purse.day(),
            waiting=self._waiting.count(),
            parked=self._parking.count(),
            who=self._permission.who,
        )
        return words.status(facts)

    def _see(self) -> tuple[ModelStatus | None, str]:
        """What the vendor says, or why it does not; what is kept is told in any case."""
        try:
            return self._life.status(), ""
        except RekogError as error:
            log.info("/rekog status: %s", error.sentence, exc_info=error)
            return None, error.sentence

    # ---- about it -----------------------------------------------------------------------------

    def _cost(self, request: ModelRequest) -> Card:
        purse = self._life.purse
        first, last = chart_days(purse.today)
        return cost(
            today=purse.today,
            spent_today=purse.day(),
            spent_month=purse.month(),
            budgets=purse.budgets(),
            days=self._spending.days(first, last),
            runs=self._spending.runs(RUN_LINES),
            rules=self._life.rules,
        )

    def _log(self, request: ModelRequest) -> Card:
        return words.log(self._audit.latest(LOG_LINES))

    def _jobs(self, request: ModelRequest) -> Card:
        return words.jobs(self._parking.parked(JOB_LINES), self._parking.count())

    @property
    def _at(self) -> datetime:
        return datetime.fromtimestamp(self._clock.wall(), UTC)
