"""What people read in answer to their commands about the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.cards import Button, Card, Press, Style, write_terms
from bot.core.life_asking import Asked, Told
from bot.core.life_record import LifeRecord, Phase, Run
from bot.core.life_rules import LifeRules, is_quiet
from bot.core.life_words import KEEP, START, STOP, dollars, price, stops, units, who
from bot.core.model import ModelState, ModelStatus
from bot.core.parked import describe as describe_job
from bot.core.records import AuditEntry, Parked
from bot.core.requests import ModelRequest, StartTerms
from bot.core.waiting import duration

PHASES = {
    Phase.OFF: "stopped",
    Phase.STARTING: "starting",
    Phase.ON: "running",
    Phase.DRAINING: "running",
    Phase.STOPPING: "stopping",
}
LONGEST = 60
"""Characters of a detail in the log; what a vendor said may be longer."""


def question(request: ModelRequest, count: int, rules: LifeRules, at: datetime) -> Card:
    """Before a start that costs money."""
    terms = request.terms
    text = (
        f"Starting the model costs *{price(rules, count, terms.max_units)}*, used or not, until "
        f"it is stopped. {_ends(terms, count, rules, at)} Shall I start it?"
    )
    return Card(
        text,
        (
            Button("Start it", Press.CONFIRM_START, write_terms(terms), Style.PRIMARY),
            Button("Not now", Press.DISMISS),
        ),
    )


def _ends(terms: StartTerms, count: int, rules: LifeRules, at: datetime) -> str:
    """When it will stop by itself, before it is known when it will run."""
    if terms.lease_seconds is not None:
        in_all = rules.price(count, terms.max_units) * terms.lease_seconds / 3600
        return (
            f"It stops {duration(terms.lease_seconds)} after it has come to run: at most "
            f"{dollars(in_all)} in all, unless somebody keeps it."
        )
    if is_quiet(rules, at):
        return "These are quiet hours, so it stops an hour after it has come to run."
    if rules.idle_stop is not None:
        return f"It stops after {duration(rules.idle_stop)} without work."
    if rules.quiet_hours is not None:
        return f"It stops when the quiet hours begin, at {rules.quiet_hours[0]:%H:%M}."
    return "It runs until somebody stops it."


def always_on(status: ModelStatus) -> str:
    """There is nothing to start or stop."""
    return f"{status.version} is always on: paid by the image, with nothing to start or stop."


MET_BEFORE = (
    "The bot was restarted while it did that, and has done it once. `/rekog status` says how the "
    "model is now."
)


def start_told(asked: Asked, terms: StartTerms) -> str:
    """What the second of two admins reads, and whoever starts what runs."""
    before = asked.before
    if asked.told is Told.BEFORE:
        return MET_BEFORE
    if asked.told is Told.DONE:
        return "The stop is called off: the model stays on for at least an hour."
    if asked.told is Told.OTHER_WAY:
        return "The model is being stopped. That has to end first; then send `/rekog start` again."
    same = "" if terms == StartTerms() else " What you asked for in addition changes nothing."
    if asked.told is Told.ALREADY:
        return f"Nothing to do: the model is running already, started by {who(before.who)}.{same}"
    since = f", for {duration(before.phase_for)} so far" if before.phase_for >= 1 else ""
    told = f" <#{before.channel}> is told when it runs." if before.channel else ""
    return f"The model is being started already by {who(before.who)}{since}.{told}{same}"


def stop_told(asked: Asked) -> str:
    """What whoever stops what is stopped reads, or who asked in another channel."""
    if asked.told is Told.BEFORE:
        return MET_BEFORE
    if asked.told is Told.DONE:
        where = asked.after.channel
        told = f" <#{where}> is told when it has stopped." if where else ""
        return f"The model is being stopped.{told}"
    if asked.told is Told.ALREADY:
        return "Nothing to do: the model is stopped already."
    before = asked.before
    by = f", asked for by {who(before.stopped_by)}" if before.stopped_by else ""
    now = " `/rekog stop now` does not wait for pictures." if before.phase is Phase.DRAINING else ""
    return f"The model is being stopped already{by}.{now}"


def keep_told(asked: Asked, rules: LifeRules, at: datetime) -> str:
    """What came of asking for an hour more."""
    if asked.told is Told.BEFORE:
        return MET_BEFORE
    if asked.told is Told.DONE:
        ends = stops(asked.after, rules, at)
        return f"The model stays on for at least an hour. {ends}".rstrip()
    if asked.before.phase is Phase.DRAINING:
        return "The model is being stopped, but it still runs: `/rekog start` calls that off."
    return "The model is not running, so there is nothing to keep. `/rekog start` starts it."


@dataclass(frozen=True, slots=True)
class Facts:
    """What `/rekog status` tells.

    Attributes:
        version: the model's name, as people know it.
        record: of the model's life.
        status: what the vendor says; `None` when it does not say.
        trouble: why not, in a sentence.
        rules: from the settings.
        at: the time of day.
        run: the run that is under way, or the last one.
        today: dollars spent today.
        waiting: images that wait for the model.
        parked: jobs that kept failing.
        who: those who may start and stop it; empty where that is no question.
    """

    version: str
    record: LifeRecord
    status: ModelStatus | None
    trouble: str
    rules: LifeRules
    at: datetime
    run: Run | None
    today: float
    waiting: int
    parked: int
    who: str


def status(facts: Facts) -> Card:
    """How the model is, what it costs, when it stops, and who may change that."""
    record = facts.record
    if facts.status is not None and facts.status.state is ModelState.ALWAYS_ON:
        return Card(always_on(facts.status))
    lines = [_state(facts), facts.trouble, _money(facts)]
    if record.phase is Phase.ON:
        lines.append(stops(record, facts.rules, facts.at))
    if facts.waiting:
        one = facts.waiting == 1
        lines.append("One picture waits" if one else f"{facts.waiting} pictures wait")
        lines[-1] += " for it."
    if facts.parked:
        jobs = "One job" if facts.parked == 1 else f"{facts.parked} jobs"
        lines.append(f"{jobs} kept failing: `/rekog jobs`.")
    if facts.who:
        lines.append(f"It may be started and stopped by {facts.who}.")
    buttons = {Phase.OFF: (START,), Phase.ON: (KEEP, STOP), Phase.STARTING: (STOP,)}
    return Card("\n".join(filter(None, lines)), buttons.get(record.phase, ()))


def _state(facts: Facts) -> str:
    record, now = facts.record, facts.status
    state = now.state.value if now is not None else f"{PHASES[record.phase]}, as far as I know"
    parts = [f"The model {facts.version} is {state}"]
    if record.phase in (Phase.ON, Phase.DRAINING):
        if now is None or now.inference_units:
            parts.append(f"with {units(record.units, record.max_units)}")
        if record.running_for >= 1:
            parts.append(f"for {duration(record.running_for)}")
        parts.append(f"started by {who(record.who)}")
    elif record.phase is Phase.STARTING and record.who:
        parts.append(f"asked for by {who(record.who)}")
    if record.phase is Phase.DRAINING:
        parts.append("about to be stopped")
    said = f" Its status message: {now.message}" if now is not None and now.message else ""
    return f"{', '.join(parts)}.{said}"


def _money(facts: Facts) -> str:
    """What it costs while it runs, and after."""
    record, rules = facts.record, facts.rules
    if rules.free:
        return ""
    if record.phase is Phase.OFF:
        return f"Today it has cost {dollars(facts.today)}." if facts.today else ""
    if record.phase is Phase.STARTING:
        return f"Once it runs it costs {price(rules, record.units, record.max_units)}."
    spent = facts.run.dollars if facts.run else 0.0
    return (
        f"It costs {price(rules, record.units, record.max_units)}: {dollars(spent)} in this run, "
        f"{dollars(facts.today)} today."
    )


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
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
