"""What a running model costs: counted as it runs, and held against the budgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from bot.core.life_counting import billed
from bot.core.life_record import LifeRecord
from bot.core.life_rules import LifeRules
from bot.core.ports import Clock
from bot.core.records import Spending

WARN_AT = 0.8


@dataclass(frozen=True, slots=True)
class Budget:
    """One of the budgets, and how far it is spent.

    Attributes:
        setting: its name, for people who can change it.
        period: `today` or `this month`.
        key: names the day or the month, so that each is warned of once.
        dollars: the budget.
        spent: of it.
    """

    setting: str
    period: str
    key: str
    dollars: float
    spent: float

    @property
    def nearly_spent(self) -> bool:
        """Whether it is time for a warning."""
        return self.spent >= WARN_AT * self.dollars

    @property
    def is_spent(self) -> bool:
        """Whether nothing may run any more."""
        return self.spent >= self.dollars


class Purse:
    """Counts what is spent, by day in the team's own time zone."""

    def __init__(self, spending: Spending, rules: LifeRules, clock: Clock) -> None:
        self._spending = spending
        self._rules = rules
        self._clock = clock

    @property
    def today(self) -> date:
        """The day that it is for the team."""
        return datetime.fromtimestamp(self._clock.wall(), UTC).astimezone(self._zone).date()

    def spend(self, record: LifeRecord, seconds: float) -> None:
        """Write down that a model ran for some seconds."""
        if seconds <= 0 or not record.run or not billed(record):
            return
        dollars = self._rules.price(record.units, record.max_units) * seconds / 3600
        self._spending.add(record.run, self.today, seconds, dollars)

    def day(self) -> float:
        """Dollars spent today."""
        today = self.today
        return self._spending.days(today, today).get(today, 0.0)

    def month(self) -> float:
        """Dollars spent in this calendar month."""
        today = self.today
        return sum(self._spending.days(today.replace(day=1), today).values())

    def budgets(self) -> list[Budget]:
        """The budgets that are set; none where the model costs nothing by the hour."""
        rules, today = self._rules, self.today
        found: list[Budget] = []
        if rules.free:
            return found
        if rules.budget_per_day is not None:
            found.append(
                Budget("BUDGET_PER_DAY", "today", f"{today}", rules.budget_per_day, self.day())
            )
        if rules.budget_per_month is not None:
            month = f"{today:%Y-%m}"
            limit, spent = rules.budget_per_month, self.month()
            found.append(Budget("BUDGET_PER_MONTH", "this month", month, limit, spent))
        return found

    def spent(self) -> Budget | None:
        """A budget that is used up, if there is one."""
        return next((each for each in self.budgets() if each.is_spent), None)

    @property
    def _zone(self) -> tzinfo:
        return self._rules.time_zone
