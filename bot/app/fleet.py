"""Model versions of Custom Labels beside the one in use: switched to, or left running."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.in_use import CUSTOM_LABELS, CloudVersion
from bot.app.state import State
from bot.app.timing import Timing
from bot.app.wiring import control_calls
from bot.core.arn import ModelArn
from bot.core.attempts import Journal
from bot.core.ports import Board, Clock, JobQueue, Model
from bot.core.requests import FollowRequest
from bot.core.switching import Leftovers, Life, Switching
from bot.core.trial import Trials
from bot.lifecycle.custom_labels import CustomLabelsModel
from bot.settings import Settings


class Fleet:
    """Models of Custom Labels by their ARNs; fits `bot.core.switching.Fleet`."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._calls = control_calls(settings, clock)
        self._units = settings.inference_units

    def model(self, handle: str) -> Model:
        """See the port."""
        arn = ModelArn.parse(handle)
        return CustomLabelsModel(self._calls.named(lambda: arn.version), lambda: arn, self._units)


def switching(
    settings: Settings,
    cloud: CloudVersion,
    state: State,
    clock: Clock,
    *,
    board: Board,
    jobs: JobQueue,
    timing: Timing,
    life: Life,
) -> Switching:
    """What switches the team over."""
    return Switching(
        CUSTOM_LABELS,
        state.store.versions,
        Fleet(settings, clock),
        cloud.handle,
        life,
        state.store.lives,
        board,
        jobs,
        clock,
        timing.switching,
        cloud.base,
    )


def trials(
    settings: Settings,
    cloud: CloudVersion,
    state: State,
    clock: Clock,
    *,
    board: Board,
    jobs: JobQueue,
    timing: Timing,
    life: Life,
    measure: Callable[[FollowRequest, Journal], None],
) -> Trials:
    """What measures a version that is not in use."""
    return Trials(
        state.store.versions,
        Fleet(settings, clock),
        cloud.handle,
        life,
        state.store.lives,
        spending=state.store.spending,
        measure=measure,
        board=board,
        jobs=jobs,
        clock=clock,
        price=settings.life.price_per_unit_hour,
        step_seconds=timing.switching,
    )


def leftovers(
    settings: Settings, cloud: CloudVersion, state: State, clock: Clock, life: Life, board: Board
) -> Leftovers:
    """Looks for model versions that run although another one is in use."""
    return Leftovers(
        CUSTOM_LABELS,
        state.store.versions,
        Fleet(settings, clock),
        cloud.handle,
        life.record,
        board,
        clock,
    )
