"""What people read about the model's life, while it goes on."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.cards import Button, Card, Press, Style
from bot.core.life_money import Budget
from bot.core.life_record import LifeRecord
from bot.core.life_rules import Due, LifeRules
from bot.core.model import ModelStatus
from bot.core.waiting import duration

STOP = Button("Stop", Press.STOP, style=Style.DANGER)
KEEP = Button("Keep 1 hour", Press.KEEP, style=Style.PRIMARY)
START = Button("Start the model", Press.START, style=Style.PRIMARY)


def moment(wall: float) -> str:
    """A time of day in the reader's own time zone.

    https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
    """
    plain = datetime.fromtimestamp(wall, UTC).strftime("%H:%M UTC")
    return f"<!date^{int(wall)}^{{time}}|{plain}>"


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
    if not user:
        return "somebody outside of Slack"
    return (
        user.removeprefix("shell:") + " at a shell" if user.startswith("shell:") else f"<@{user}>"
    )


def stops(due: Due | None, wall: float, rules: LifeRules, record: LifeRecord) -> str:
    """When it stops by itself, in a sentence."""
    if record.lease is None and rules.idle_stop is not None and not record.keep:
        sentence = f"It stops after {duration(rules.idle_stop)} without work"
        if due is not None and due.seconds < rules.idle_stop - record.idle - 1:
            sentence += f", at {moment(wall + due.seconds)} at the latest"
        return f"{sentence}."
    if due is None:
        return "" if rules.free else "It runs until somebody stops it."
    return f"It stops at {moment(wall + due.seconds)}."


def starting(record: LifeRecord, version: str, rules: LifeRules) -> Card:
    """While it starts."""
    so_far = f", {duration(record.phase_for)} so far" if record.phase_for >= 60 else ""
    cost = price(rules, record.units, record.max_units)
    bill = f" From then on it costs {cost}." if cost else ""
    return Card(
        f"{who(record.who)} is starting the model {version}{so_far}. That usually takes 5 to 30 "
        f"minutes; I tell this channel when it runs.{bill}",
        (STOP,),
    )


def running(record: LifeRecord, version: str, took: float, ends: str) -> Card:
    """When it has come to run."""
    after = f" after {duration(took)}" if took >= 1 else ""
    text = f"The model {version} is running{after}, started by {who(record.who)}. {ends}".rstrip()
    return Card(f"{text} Post a picture.")


def started(record: LifeRecord, version: str) -> Card:
    """What becomes of the message that said that it is starting."""
    return Card(f"{who(record.who)} has started the model {version}.")


def adopted(record: LifeRecord, version: str, rules: LifeRules, ends: str) -> Card:
    """A model that runs although nobody started it here."""
    cost = price(rules, record.units, record.max_units)
    bill = f" It costs {cost}." if cost else ""
    return Card(
        f"The model {version} is running, but it was not started here (in the AWS console, or by a "
        f"script?). I look after it from now on.{bill} {ends}".rstrip(),
        (KEEP, STOP),
    )


def not_started(record: LifeRecord, version: str, sentence: str) -> Card:
    """A start that came to nothing."""
    return Card(
        f"The model {version} could not be started for {who(record.who)}. {sentence}", (START,)
    )


def warning(record: LifeRecord, version: str, due: Due, wall: float) -> Card:
    """A stop is near."""
    return Card(
        f"The model {version} stops at {moment(wall + due.seconds)}, because {due.reason}.",
        (KEEP, STOP),
    )


def kept(version: str, ends: str) -> Card:
    """A warning that was taken back."""
    return Card(f"The model {version} stays on. {ends}".rstrip())


def draining(record: LifeRecord, version: str, left: int) -> Card:
    """While a stop waits for the images in flight."""
    count = "one picture" if left == 1 else f"{left} pictures"
    return Card(
        f"The model {version} is being stopped, {_why(record)}: {count} first. "
        "`/rekog stop now` does not wait."
    )


def stopping(record: LifeRecord, version: str) -> Card:
    """While it stops."""
    return Card(f"The model {version} is being stopped, {_why(record)}.")


def stopped(record: LifeRecord, version: str, spent: float, rules: LifeRules) -> Card:
    """When it has stopped, and what that run cost."""
    most = "at most " if record.max_units and record.max_units > record.units else ""
    bill = f" It ran for {duration(record.running_for)}"
    bill += "." if rules.free else f" and cost {most}{dollars(spent)}."
    return Card(f"The model {version} is stopped, {_why(record)}.{bill}", (START,))


def not_stopped(version: str, sentence: str, failures: int, cost: str) -> Card:
    """For admins: it does not stop."""
    bill = f" Meanwhile it costs {cost}." if cost else ""
    return Card(
        f"The model {version} does not stop: I asked {failures} times. {sentence}{bill} I keep "
        "asking; to be sure, stop it in the Amazon Rekognition console.",
    )


def out_of_sight(version: str, sentence: str, cost: str) -> Card:
    """For admins: nobody knows how the model is."""
    bill = f" If it still runs, it costs {cost}." if cost else ""
    return Card(
        f"I cannot see how the model {version} is. {sentence}{bill} I keep looking; the Amazon "
        "Rekognition console shows it."
    )


def budget_warning(budget: Budget) -> Card:
    """Most of a budget is spent."""
    return Card(
        f"{dollars(budget.spent)} of the {dollars(budget.dollars)} for this {budget.period} are "
        f"spent on the model. At {dollars(budget.dollars)} I stop it ({budget.setting}).",
        (STOP,),
    )


def nobody_started(limit: float) -> Card:
    """To those whose images waited too long."""
    return Card(
        f"Nobody started the model within {duration(limit)}, so I have stopped waiting. Post the "
        "picture again when it runs."
    )


def expected(record: LifeRecord, state: str) -> str:
    """How the model stands, for those who wait for it."""
    return f"The model is {state}" + (
        f" since {duration(record.phase_for)}; that usually takes 5 to 30 minutes."
        if state == "starting"
        else "."
    )


def describe(status: ModelStatus) -> str:
    """How the vendor describes it."""
    message = f" Its status message: {status.message}" if status.message else ""
    return f"It is {status.state.value}.{message}"


def _why(record: LifeRecord) -> str:
    if record.stopped_by:
        return f"asked for by {who(record.stopped_by)}"
    return f"because {record.reason}" if record.reason else "by somebody outside of Slack"
