"""What running the model has cost, as people read it: a table and a small chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from bot.core.cards import Card
from bot.core.life_money import Budget
from bot.core.life_record import Run
from bot.core.life_rules import LifeRules
from bot.core.life_words import dollars

# A phone shows some 38 columns without wrapping.
CHART_DAYS, CHART_WIDTH = 14, 16
EIGHTHS = " ▏▎▍▌▋▊▉"


def chart_days(today: date) -> tuple[date, date]:
    """The days of the chart, the first and the last."""
    return today - timedelta(days=CHART_DAYS - 1), today


def cost(
    *,
    today: date,
    spent_today: float,
    spent_month: float,
    budgets: Sequence[Budget],
    days: Mapping[date, float],
    runs: Sequence[Run],
    rules: LifeRules,
) -> Card:
    """Today, this month, the last days as a chart, the last runs as a table."""
    if rules.free and not any(days.values()):
        return Card("This model costs nothing by the hour.")
    by_period = {budget.period: f" of {dollars(budget.dollars)}" for budget in budgets}
    text = (
        f"*Today* {dollars(spent_today)}{by_period.get('today', '')} · "
        f"*this month* {dollars(spent_month)}{by_period.get('this month', '')}\n"
        "Counted while the model runs, at most; what counts in the end is the AWS bill."
    )
    return Card(text, figures="\n".join([*_chart(today, days), "", *_runs(runs, rules)]).rstrip())


def _chart(today: date, days: Mapping[date, float]) -> list[str]:
    first, _ = chart_days(today)
    most = max(days.values(), default=0.0)
    lines = []
    for number in range(CHART_DAYS):
        day = first + timedelta(days=number)
        amount = days.get(day, 0.0)
        lines.append(f"{day:%a %d %b} {_bar(amount, most)} {amount:8.2f}")
    return lines


def _bar(amount: float, most: float) -> str:
    """A bar as wide as the amount, in eighths of a character."""
    eighths = round(amount / most * CHART_WIDTH * 8) if most > 0 else 0
    if amount > 0:
        eighths = max(eighths, 1)
    bar = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
    return bar.ljust(CHART_WIDTH)


def _runs(runs: Sequence[Run], rules: LifeRules) -> list[str]:
    if not runs:
        return []
    lines = [f"{'begun':<12} {'h:mm':>7} {'units':>5} {'USD':>9}"]
    for run in runs:
        began = datetime.fromtimestamp(run.began, UTC).astimezone(rules.time_zone)
        most = f"{run.units}-{run.max_units}" if run.max_units else f"{run.units}"
        hours, minutes = divmod(round(run.seconds / 60), 60)
        time = f"{hours}:{minutes:02}"
        lines.append(f"{began:%d %b %H:%M} {time:>7} {most:>5} {run.dollars:9.2f}")
    return lines
