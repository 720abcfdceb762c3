"""What nobody would notice: a vendor that does not answer, a model that was left behind."""

from __future__ import annotations

import logging
import uuid

from bot.core import life_alarms as alarms
from bot.core import life_words as words
from bot.core.errors import RekogError, Unexpected
from bot.core.life_book import Book
from bot.core.life_record import LifeRecord, Phase
from bot.core.life_rules import LifeRules
from bot.core.life_telling import Telling
from bot.core.ports import Clock
from bot.core.records import Spending

log = logging.getLogger(__name__)

OUT_OF_SIGHT = 600.0
"""Seconds without an answer, after which admins are told."""
LATEST_RUNS = 50


class Sight:
    """Tells admins what they cannot see."""

    def __init__(
        self, book: Book, spending: Spending, telling: Telling, rules: LifeRules, clock: Clock
    ) -> None:
        self._book = book
        self._spending = spending
        self._telling = telling
        self._rules = rules
        self._clock = clock
        self._lost: float | None = None
        self._looked_back = False

    def found(self) -> None:
        """The vendor answered, or another process looks."""
        self._lost = None

    def lost(self, record: LifeRecord, error: Exception) -> None:
        """The vendor did not say how the model is."""
        if self._lost is None:
            self._lost = self._clock.now()
        reference = uuid.uuid4().hex[:10]
        level = logging.INFO if isinstance(error, RekogError) else logging.ERROR
        log.log(level, "%s: the model cannot be seen: %s", reference, error, exc_info=error)
        if record.phase is Phase.OFF or self._clock.now() - self._lost < OUT_OF_SIGHT:
            return
        known = error if isinstance(error, RekogError) else Unexpected(reference=reference)
        cost = words.price(self._rules, record.units, record.max_units)
        card = alarms.out_of_sight(self._book.version, known.sentence, cost)
        day = self._book.at.date()
        self._telling.admins(f"life:{record.run}:out-of-sight:{day}", card)

    def look_back(self) -> None:
        """Tell of models that ran when the settings were changed to another one; once."""
        if self._looked_back:
            return
        for run in self._spending.runs(LATEST_RUNS):
            if run.ended is None and run.dollars > 0 and run.model != self._book.name:
                self._telling.admins(f"life:{run.id}:left-behind", alarms.left_behind(run))
        self._looked_back = True
