"""What people read about the model's life, while it goes on."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.cards import Button, Card, Press, Style
from bot.core.life_record import LifeRecord
from bot.core.life_rules import LifeRules, due, is_quiet, until_quiet
from bot.core.model import ModelState, ModelStatus
from bot.core.waiting import duration

STOP = Button("Stop", Press.STOP, style=Style.DANGER)
KEEP = Button("Keep 1 hour", Press.KEEP, style=Style.PRIMARY)
START = Button("Start the model", Press.START, style=Style.PRIMARY)

STOPPED_ELSEWHERE = (
    "It was stopped outside of Slack (in the AWS console, or by a script?) while it was starting. "
    "If that was a mistake, start it again."
)
FAR = 20 * 3600.0
"""Seconds from now on which a time of day alone would be mistaken for today's."""


def moment(wall: float, *, far: bool = False) -> str:
    """A time of day in the reader's own time zone, with the day when that is far away.

    https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
    """
    at = datetime.fromtimestamp(wall, UTC)
    if far:
        return f"<!date^{int(wall)}^{{time}} on {{date_short}}|{at:%H:%M UTC on %d %b}>"
    return f"<!date^{int(wall)}^{{time}}|{at:%H:%M UTC}>"


def dollars(amount: float) -> str:
    """`4.00 USD`."""
    return f"{amount:,.2f} USD"


def units(count: int, most: int | None = None) -> str:
    """`1 inference unit`, `2 inference units`, `2 to 4 inference units`."""
    if most is not None and most > count:
        return f"{count} to {most} inference units"
    return f"{count} inference unit" + ("s" if count > 1 else "")


def price(rules: LifeRules, count: int, most: int | None) -> str:
    """`4.00 USD an hour for 1 inference unit`; empty for a model that costs nothing."""
    if rules.free:
        return ""
    least, highest = rules.price(count, None), rules.price(count, most)
    amount = dollars(highest) if least == highest else f"{least:,.2f} to {dollars(highest)}"
    return f"{amount} an hour for {units(count, most)}"


def who(user: str) -> str:
    """A person, a shell, or nobody here."""
    if user.startswith("shell:"):
        return user.removeprefix("shell:") + " at a shell"
    return f"<@{user}>" if user else "somebody outside of Slack"


def asked_by(record: LifeRecord) -> str:
    """Who started it, for the audit."""
    return f"asked for by {record.who}" if record.who else "started outside of Slack"


def stops(record: LifeRecord, rules: LifeRules, at: datetime) -> str:
    """When it stops by itself, in a sentence; empty where that is no question."""
    ends = due(record, rules, at)
    if ends is None:
        return "" if rules.free else "It runs until somebody stops it."
    idle = rules.idle_stop
    if record.lease is not None or idle is None or is_quiet(rules, at):
        return f"It stops at {_in(ends.seconds, at)}."
    sentence = f"It stops after {duration(idle)} without work"
    if record.keep > idle - record.idle:
        sentence += f", but not before {_in(record.keep, at)}"
    if rules.quiet_hours is not None:
        quiet = until_quiet(rules.quiet_hours, at.astimezone(rules.time_zone))
        sentence += f", and at {_in(max(quiet, record.keep), at)} at the latest"
    return f"{sentence}."


def starting(record: LifeRecord, status: ModelStatus, rules: LifeRules) -> Card:
    """While it starts."""
    so_far = f", {duration(record.phase_for)} so far" if record.phase_for >= 60 else ""
    cost = price(rules, record.units, record.max_units)
    bill = f" From then on it costs {cost}." if cost else ""
    return Card(
        f"{who(record.who)} is starting the model {status.version}{so_far}. That usually takes 5 "
        f"to 30 minutes; I tell this channel when it runs.{bill}",
        (STOP,),
    )


def started(record: LifeRecord, version: str) -> Card:
    """What becomes of the message that said that it is starting."""
    return Card(f"{who(record.who)} has started the model {version}.")


def running(record: LifeRecord, version: str, ends: str) -> Card:
    """When it has come to run."""
    after = f" after {duration(record.phase_for)}" if record.phase_for >= 1 else ""
    text = f"The model {version} is running{after}, started by {who(record.who)}. {ends}".rstrip()
    return Card(f"{text} Post a picture.")


def failed(status: ModelStatus, times: int) -> str:
    """The vendor tried, and could not."""
    said = f" AWS says: “{status.message}”" if status.message else ""
    return (
        f"AWS accepted the start {times} times, and each time it failed.{said} Try again in an "
        "hour; if it fails then too, train or copy a new version, and set MODEL_ARN to it."
    )


def start_ended(record: LifeRecord, version: str) -> Card:
    """What becomes of the message that said that it is starting, when it does not come to run."""
    return Card(f"{who(record.who)} wanted to start the model {version}; that did not work.")


def not_started(record: LifeRecord, version: str, sentence: str) -> Card:
    """A start that came to nothing."""
    return Card(
        f"The model {version} could not be started for {who(record.who)}. {sentence}", (START,)
    )


def warning(version: str, wall: float, reason: str) -> Card:
    """A stop is near."""
    return Card(f"The model {version} stops at {moment(wall)}, because {reason}.", (KEEP, STOP))


def kept(version: str, ends: str) -> Card:
    """A warning that was taken back."""
    return Card(f"The model {version} stays on. {ends}".rstrip())


def draining(record: LifeRecord, version: str, left: int) -> Card:
    """While a stop waits for the images in flight."""
    count = "one picture first" if left == 1 else f"{left} pictures first"
    return Card(
        f"The model {version} is being stopped, {why(record)}. I finish {count}; "
        "`/rekog stop now` does not wait for that."
    )


def stopping(record: LifeRecord, version: str) -> Card:
    """While it stops."""
    return Card(f"The model {version} is being stopped, {why(record)}.")


def stopped(record: LifeRecord, version: str, spent: float, rules: LifeRules) -> Card:
    """When it has stopped, and what that run cost."""
    most = "at most " if record.max_units and record.max_units > record.units else ""
    if record.running_for <= 0:
        bill = "It had not come to run" + ("." if rules.free else ", so it cost nothing.")
    elif rules.free:
        bill = f"It ran for {duration(record.running_for)}."
    else:
        bill = f"It ran for {duration(record.running_for)} and cost {most}{dollars(spent)}."
    return Card(f"The model {version} is stopped, {why(record)}. {bill}", (START,))


def why(record: LifeRecord) -> str:
    """Who asked for the stop, or the rule that did."""
    if record.stopped_by:
        return f"asked for by {who(record.stopped_by)}"
    return f"because {record.reason}" if record.reason else "by somebody outside of Slack"


def describe(status: ModelStatus) -> str:
    """How the vendor describes it, after “because”."""
    said = f" (AWS says: “{status.message}”)" if status.message else ""
    is_so = "it failed" if status.state is ModelState.FAILED else f"it is {status.state.value}"
    return is_so + said


def _in(seconds: float, at: datetime) -> str:
    return moment(at.timestamp() + seconds, far=seconds >= FAR)
