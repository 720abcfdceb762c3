"""What admins read about the model's life, when something needs them."""

from __future__ import annotations

from bot.core.cards import Card
from bot.core.life_money import Budget
from bot.core.life_record import LifeRecord, Run
from bot.core.life_rules import LifeRules
from bot.core.life_words import KEEP, STOP, dollars, price
from bot.core.waiting import duration

CONSOLE = "stop it in the Amazon Rekognition console"


def adopted(record: LifeRecord, version: str, rules: LifeRules, ends: str) -> Card:
    """A model that runs although nobody started it here."""
    cost = price(rules, record.units, record.max_units)
    bill = f" It costs {cost}." if cost else ""
    return Card(
        f"The model {version} is running, but it was not started here (in the AWS console, or by a "
        f"script?). I look after it from now on.{bill} {ends}".rstrip(),
        (KEEP, STOP),
    )


def slow(version: str, seconds: float, cost: str) -> Card:
    """It does not come to run."""
    bill = f" Once it runs it costs {cost}." if cost else ""
    return Card(
        f"The model {version} has been starting for {duration(seconds)}; that usually takes 5 to "
        f"30 minutes. I keep looking.{bill} If nobody needs it any more, stop it.",
        (STOP,),
    )


def not_stopped(version: str, sentence: str, failures: int, cost: str) -> Card:
    """A stop is refused."""
    bill = f" Meanwhile it costs {cost}." if cost else ""
    return Card(
        f"The model {version} does not stop: I asked {failures} times. {sentence}{bill} I keep "
        f"asking; to be sure, {CONSOLE}."
    )


def stuck(version: str, seconds: float, cost: str) -> Card:
    """A stop was taken, and does not come to an end."""
    bill = f" AWS may charge {cost} for that time." if cost else ""
    return Card(
        f"The model {version} has been stopping for {duration(seconds)}; that usually takes a few "
        f"minutes.{bill} I keep asking; to be sure, look at it in the Amazon Rekognition console."
    )


def out_of_sight(version: str, sentence: str, cost: str) -> Card:
    """Nobody knows how the model is."""
    bill = f" If it still runs, it costs {cost}." if cost else ""
    return Card(
        f"I cannot see how the model {version} is. {sentence}{bill} I keep looking; the Amazon "
        "Rekognition console shows it."
    )


def left_behind(run: Run) -> Card:
    """A model ran when the settings were changed to another one."""
    return Card(
        f"I was looking after another model when my settings were changed, and it was still "
        f"running: {run.model}. I do not look after it any more. If nobody needs it, {CONSOLE}."
    )


def budget_warning(budget: Budget) -> Card:
    """Most of a budget is spent."""
    return Card(
        f"{dollars(budget.spent)} of the {dollars(budget.dollars)} for {budget.period} are "
        f"spent on the model. At {dollars(budget.dollars)} I stop it ({budget.setting}).",
        (STOP,),
    )
