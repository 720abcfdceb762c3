"""Starting and stopping, idempotent: look first, ask only when asking makes sense."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.core.errors import ModelUnavailable
from bot.core.model import ModelState, ModelStatus
from bot.core.ports import Model
from bot.core.requests import ModelAction

WANTED = {ModelAction.START: ModelState.RUNNING, ModelAction.STOP: ModelState.STOPPED}
CHANGING = frozenset({ModelState.STARTING, ModelState.STOPPING})

# For a short while after a change was accepted, AWS may still describe the state before it.
STALE_SECONDS = 60.0


class Answer(Enum):
    """What became of asking for a start or a stop."""

    DONE = "it was asked for, and it is done"
    ASKED = "it was asked for, and takes a while"
    ALREADY = "it is so already"
    UNDER_WAY = "somebody asked for it before, and it takes a while"
    OTHER_WAY = "the opposite is under way, and has to end first"
    NOTHING = "this model cannot be started or stopped as it is"


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer, and the model's status when it was given."""

    answer: Answer
    status: ModelStatus


def ask(model: Model, action: ModelAction) -> Asked:
    """Ask for a start or a stop, unless that is so already or cannot be.

    Raises:
        ModelUnavailable: the model can never be started.
        RekogError: the vendor refused; a leaf says why.
    """
    status = model.status()
    if (answer := _without_asking(action, status)) is not None:
        return Asked(answer, status)
    if action is ModelAction.START:
        model.start()
    else:
        model.stop()
    after = model.status()
    return Asked(Answer.DONE if after.state is WANTED[action] else Answer.ASKED, after)


def arrived(action: ModelAction, status: ModelStatus, waited: float) -> bool:
    """Whether following a change has come to an end, good or bad.

    Args:
        action: what was asked.
        status: what is now.
        waited: seconds since it was asked.
    """
    if status.state in CHANGING:
        return False
    return (
        status.state is WANTED[action]
        or status.state is ModelState.FAILED
        or waited > STALE_SECONDS
    )


def _without_asking(action: ModelAction, status: ModelStatus) -> Answer | None:
    state = status.state
    if state is WANTED[action]:
        return Answer.ALREADY
    if state in CHANGING:
        starting = state is ModelState.STARTING
        return Answer.UNDER_WAY if starting is (action is ModelAction.START) else Answer.OTHER_WAY
    if state in (ModelState.ALWAYS_ON, ModelState.TRAINING):
        return Answer.NOTHING
    if action is ModelAction.STOP and state in (ModelState.FAILED, ModelState.UNAVAILABLE):
        return Answer.NOTHING
    if state is ModelState.UNAVAILABLE:
        raise ModelUnavailable(
            version=status.version, reason=status.message or "AWS has retired it"
        )
    return None
