"""What people read in answer to their commands about the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.core.cards import Button, Card, Press, Style, write_terms
from bot.core.life_asking import Asked, Told
from bot.core.life_money import Budget
from bot.core.life_record import LifeRecord, Phase, Run
from bot.core.life_rules import LifeRules, due
from bot.core.life_words import KEEP, START, STOP, dollars, price, stops, units, who
from bot.core.model import ModelState, ModelStatus
from bot.core.parked import describe as describe_job
from bot.core.records import AuditEntry, Parked
from bot.core.requests import ModelRequest
from bot.core.waiting import duration

# A phone shows some 38 columns without wrapping.
CHART_DAYS, CHART_WIDTH = 14, 16
EIGHTHS = " ▏▎▍▌▋▊▉"


def question(request: ModelRequest, count: int, rules: LifeRules, wall: float) -> Card:
    """Before a start that costs money."""
    terms = request.terms
    lease = terms.lease_seconds
    if lease is not None:
        ends = f"It stops {duration(lease)} after it has come to run."
    elif rules.idle_stop is not None:
        ends = f"It stops after {duration(rules.idle_stop)} without work."
    else:
        ends = "It runs until somebody stops it."
    text = (
        f"Starting the model costs *{price(rules, count, terms.max_units)}*, used or not, until "
        f"it is stopped. {ends} Shall I start it?"
    )
    value = write_terms(terms)
    return Card(
        text,
        (
            Button("Start it", Press.CONFIRM_START, value, Style.PRIMARY),
            Button("Not now", Press.DISMISS),
        ),
    )


def always_on(status: ModelStatus) -> str:
    """There is nothing to start or stop."""
    return f"{status.version} is always on: paid by the image, with nothing to start or stop."


def start_told(asked: Asked) -> str:
    """What the second of two admins reads, and whoever starts what runs."""
    before = asked.before
    match asked.told:
        case Told.ALREADY:
            return f"Nothing to do: the model is running already, started by {who(before.who)}."
        case Told.UNDER_WAY:
            return (
                f"{who(before.who)} is starting the model already, for {duration(before.phase_for)}"
                " so far. The channel where that was asked is told when it runs."
            )
        case _:
            return (
                "The model is being stopped. That has to end first; then send `/rekog start` again."
            )


def stop_told(asked: Asked) -> str:
    """What whoever stops what is stopped reads, or who asked in another channel."""
    if asked.told is Told.DONE:
        return f"The model is being stopped. <#{asked.after.channel}> is told when it has stopped."
    if asked.told is Told.ALREADY:
        return "Nothing to do: the model is stopped already."
    by = f", asked for by {who(asked.before.stopped_by)}" if asked.before.stopped_by else ""
    return f"The model is being stopped already{by}. `/rekog stop now` does not wait for pictures."


def keep_told(asked: Asked, rules: LifeRules, wall: float) -> str:
    """What came of asking for an hour more."""
    if asked.told is not Told.DONE:
        return "The model is not running, so there is nothing to keep. `/rekog start` starts it."
    ends = due(asked.after, rules, datetime.fromtimestamp(wall, UTC))
    return f"The model stays on for an hour. {stops(ends, wall, rules, asked.after)}".rstrip()


@dataclass(frozen=True, slots=True)
class Facts:
    """What `/rekog status` tells.

    Attributes:
        record: of the model's life.
        status: what the vendor says.
        rules: from the settings.
        wall: now, in seconds since 1970 UTC.
        run: the run that is under way, or the last one.
        today: dollars spent today.
        waiting: images that wait for the model.
        parked: jobs that kept failing.
        who: those who may start and stop it; empty where that is no question.
    """

    record: LifeRecord
    status: ModelStatus
    rules: LifeRules
    wall: float
    run: Run | None
    today: float
    waiting: int
    parked: int
    who: str


def status(facts: Facts) -> Card:
    """How the model is, what it costs, when it stops, and who may change that."""
    now, record = facts.status, facts.record
    if now.state is ModelState.ALWAYS_ON:
        return Card(always_on(now))
    on = record.phase is Phase.ON
    lines = [_state(facts)]
    if on:
        at = datetime.fromtimestamp(facts.wall, UTC)
        lines.append(stops(due(record, facts.rules, at), facts.wall, facts.rules, record))
    if facts.waiting:
        lines.append(
            "One picture waits for it."
            if facts.waiting == 1
            else f"{facts.waiting} pictures wait for it."
        )
    if facts.parked:
        jobs = "One job" if facts.parked == 1 else f"{facts.parked} jobs"
        lines.append(f"{jobs} kept failing: `/rekog jobs`.")
    if facts.who:
        lines.append(f"It may be started and stopped by {facts.who}.")
    buttons = {Phase.OFF: (START,), Phase.ON: (KEEP, STOP), Phase.STARTING: (STOP,)}
    return Card("\n".join(filter(None, lines)), buttons.get(record.phase, ()))


def _state(facts: Facts) -> str:
    now, record, rules = facts.status, facts.record, facts.rules
    going = record.phase in (Phase.ON, Phase.DRAINING)
    parts = [f"The model {now.version} is {now.state.value}"]
    if going and now.inference_units:
        parts.append(f"with {units(record.units, record.max_units)}")
    if going and record.running_for >= 1:
        parts.append(f"for {duration(record.running_for)}")
    if going:
        parts.append(f"started by {who(record.who)}")
    text = ", ".join(parts) + "."
    if going and not rules.free:
        run = facts.run.dollars if facts.run else 0.0
        text += (
            f" It costs {price(rules, record.units, record.max_units)}: {dollars(run)} in this run,"
            f" {dollars(facts.today)} today."
        )
    return f"{text} Its status message: {now.message}" if now.message else text


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
    if rules.free and not runs:
        return Card("This model costs nothing by the hour.")
    by_period = {budget.period: f" of {dollars(budget.dollars)}" for budget in budgets}
    text = (
        f"*Today* {dollars(spent_today)}{by_period.get('day', '')} · "
        f"*this month* {dollars(spent_month)}{by_period.get('month', '')}\n"
        "Counted while the model runs, at most; the AWS bill is what holds."
    )
    return Card(text, figures="\n".join([*_chart(today, days), "", *_runs(runs)]).rstrip())


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


def _runs(runs: Sequence[Run]) -> list[str]:
    if not runs:
        return []
    lines = [f"{'run (UTC)':<12} {'time':>10} {'units':>5} {'USD':>8}"]
    for run in runs:
        began = datetime.fromtimestamp(run.began, UTC).strftime("%d %b %H:%M")
        most = f"{run.units}-{run.max_units}" if run.max_units else f"{run.units}"
        lines.append(f"{began:<12} {duration(run.seconds):>10} {most:>5} {run.dollars:8.2f}")
    return lines


def log(entries: Sequence[AuditEntry]) -> Card:
    """Who did what, the latest first."""
    if not entries:
        return Card("Nothing was started, stopped or changed yet.")
    lines = []
    for entry in entries:
        by = who(entry.who) if entry.who else "Rekog"
        lines.append(
            f"{_date(entry.at)}  *{entry.action}* by {by} ({entry.entry}) {_plain(entry.detail)}"
        )
    return Card("\n".join(lines))


def jobs(parked: Sequence[Parked], count: int) -> Card:
    """Jobs that kept failing, each with its buttons."""
    if not parked:
        return Card("No job waits for an admin.")
    lines, buttons = [], []
    for each in parked:
        lines.append(
            f"`{each.reference}` {_date(each.at)}: {describe_job(each.request)}. {each.sentence}"
        )
        buttons.append(Button(f"Retry {each.reference}", Press.RETRY_JOB, each.reference))
        buttons.append(Button(f"Drop {each.reference}", Press.DROP_JOB, each.reference))
    if count > len(parked):
        lines.append(f"… and {count - len(parked)} more.")
    return Card("\n".join(lines), tuple(buttons))


def _date(wall: float) -> str:
    plain = datetime.fromtimestamp(wall, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(wall)}^{{date_short_pretty}} {{time}}|{plain}>"


def _plain(text: str) -> str:
    """Words that a person or a vendor wrote, short enough for a line."""
    return text if len(text) <= 60 else f"{text[:59]}…"
