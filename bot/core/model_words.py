"""What people read about the model's life."""

from __future__ import annotations

from bot.core.model import ModelState, ModelStatus
from bot.core.model_change import WANTED, Answer, Asked
from bot.core.requests import ModelAction


def status(now: ModelStatus, who: str) -> str:
    """The answer to `/rekog status`: how the model is, and who may change that."""
    if now.state is ModelState.ALWAYS_ON:
        return describe(now)
    return f"{describe(now)} It may be started and stopped by {who}."


def describe(status: ModelStatus) -> str:
    """How the model is, in a line."""
    if status.state is ModelState.ALWAYS_ON:
        return f"{status.version} is always on: paid by the image, with nothing to start or stop."
    on = status.state in (ModelState.STARTING, ModelState.RUNNING)
    units = f" with {_units(status.inference_units)}" if on and status.inference_units else ""
    message = f" Its status message: {status.message}" if status.message else ""
    return f"The model {status.version} is {status.state.value}{units}.{message}"


def answered(action: ModelAction, asked: Asked) -> str:
    """What the asker reads at once."""
    status = asked.status
    match asked.answer:
        case Answer.ALREADY:
            return f"Nothing to do: the model {status.version} is already {status.state.value}."
        case Answer.UNDER_WAY:
            return f"{describe(status)} I will tell this channel when it is {WANTED[action].value}."
        case Answer.OTHER_WAY:
            return (
                f"{describe(status)} That has to end first: I will tell this channel when it has, "
                f"then send `/rekog {action.value}` again."
            )
        case _:
            return describe(status)


def under_way(action: ModelAction, user: str, status: ModelStatus) -> str:
    """What the channel reads when a change begins."""
    if action is ModelAction.STOP:
        return f"<@{user}> is stopping the model {status.version}. I will say when it has stopped."
    return (
        f"<@{user}> is starting the model {status.version}. That takes some minutes; I will say "
        f"when it runs.{_price(status)}"
    )


def ended(action: ModelAction, user: str, status: ModelStatus, waited: float) -> str:
    """What the channel reads when a change has ended, as it was meant to or not."""
    who = f"asked for by <@{user}>"
    if status.state is WANTED[action]:
        took = f", after {duration(waited)}" if waited >= 1 else ""
        told = (
            "Post a picture." if action is ModelAction.START else "`/rekog start` starts it again."
        )
        return f"The model {status.version} is {status.state.value} ({who}{took}). {told}"
    if status.state is ModelState.FAILED:
        return f"The {action.value} of the model, {who}, failed. {describe(status)}"
    return f"The {action.value} of the model, {who}, did not last. {describe(status)}"


def too_long(action: ModelAction, user: str, waited: float) -> str:
    """What the channel reads when nobody should wait any longer."""
    return (
        f"The {action.value} of the model, asked for by <@{user}>, is not done after "
        f"{duration(waited)}. `/rekog status` says how it stands; a running model costs money."
    )


def duration(seconds: float) -> str:
    """`45 s`, `4 min 10 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _units(count: int) -> str:
    return f"{count} inference unit" + ("s" if count > 1 else "")


def _price(status: ModelStatus) -> str:
    if status.inference_units is None:
        return ""
    # 4.00 USD an hour for each unit: https://aws.amazon.com/rekognition/pricing/
    cost = 4 * status.inference_units
    return f" AWS bills about {cost} US dollars an hour until it is stopped, used or not."
