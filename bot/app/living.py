"""The model's life, wired: for the bot, and for a shell beside it."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.state import State
from bot.app.timing import Timing
from bot.app.wiring import Parts, model_name, rate
from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.cards import Card
from bot.core.life import ModelLife
from bot.core.life_rules import LifeRules
from bot.core.model import Thread
from bot.core.ports import Board, Clock, JobQueue
from bot.core.records import Waiting, WaitingRoom
from bot.core.requests import RecognitionRequest, Request
from bot.lifecycle.always_on import AlwaysOn
from bot.settings import Settings
from bot.store import SharedPace


def life(
    settings: Settings,
    made: Parts,
    state: State,
    timing: Timing,
    *,
    waiting: WaitingRoom,
    jobs: JobQueue,
    board: Board,
) -> ModelLife:
    """The life of the model that the settings name."""
    store, cloud = state.store, made.cloud
    return ModelLife(
        made.model,
        model_name(settings),
        rules(settings, timing),
        records=store.lives,
        spending=store.spending,
        audit=store.audit,
        waiting=waiting,
        jobs=jobs,
        board=board,
        clock=made.clock,
        holder=state.process,
        version=cloud.name if cloud is not None else lambda: settings.detector,
        exists=cloud.exists if cloud is not None else lambda: True,
        always_on=isinstance(made.model, AlwaysOn),
    )


def rules(settings: Settings, timing: Timing) -> LifeRules:
    """When a model is stopped, by the settings."""
    asked = settings.life
    minutes = asked.idle_stop_minutes
    return LifeRules(
        price_per_unit_hour=asked.price_per_unit_hour,
        units=settings.inference_units,
        idle_stop=None if minutes is None else minutes * 60.0,
        quiet_hours=asked.quiet_hours,
        time_zone=asked.time_zone,
        budget_per_day=asked.budget_per_day,
        budget_per_month=asked.budget_per_month,
        wait_limit=asked.wait_hours * 3600.0,
        poll=timing.poll,
        compare=timing.compare,
        warn=timing.warn,
    )


def shared_pace(settings: Settings, state: State, clock: Clock) -> SharedPace:
    """The pace that all processes keep together; it follows the inference units that run."""
    name = model_name(settings)

    def now() -> float:
        record = state.store.lives.load(name)
        return rate(settings, record.max_units or record.units)

    return SharedPace(state.database, name, now, clock)


class NoBoard:
    """Where there is no Slack, nobody is told there; fits `Board`."""

    def post(self, key: str, where: Thread, card: Card) -> Thread | None:
        """Nothing is posted."""
        return None

    def edit(self, message: Thread, card: Card) -> bool:
        """Nothing is edited."""
        return False

    def tell(self, key: str, user: str, card: Card) -> Thread | None:
        """Nobody is told."""
        return None

    def tell_admins(self, key: str, card: Card) -> None:
        """Nobody is told."""


class NoGallery:
    """Where there is no Slack, nothing is shared there; fits `Gallery`."""

    def share(self, key: str, name: str, data: bytes, alt: str, thread: Thread) -> None:
        """Nothing is shared."""


class NoJournal:
    """A journal that forgets: a shell command that dies is typed again; fits `Journal`."""

    def __init__(self, attempt: Attempt = FIRST_ATTEMPT) -> None:
        self.attempt = attempt

    def step(self, name: str, work: Callable[[], object]) -> object:
        """Do it, whatever was done before."""
        return work()


class NoJobs:
    """A shell runs no jobs; fits `JobQueue`."""

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        """Nothing is accepted."""
        return False

    def unfinished(self) -> int:
        """Nothing is known to be in flight."""
        return 0


class NoWaiting:
    """A shell lets nobody wait, and releases nobody; fits `WaitingRoom`."""

    def enter(self, request: RecognitionRequest, attempt: Attempt, since: float) -> int:
        """Nobody enters."""
        raise NotImplementedError

    def noticed(self, key: str, notice: str) -> None:
        """Nobody is there."""

    def notice(self, key: str) -> str:
        """Nobody is there."""
        return ""

    def line(self, limit: int) -> list[Waiting]:
        """Nobody is there."""
        return []

    def count(self) -> int:
        """Nobody is there."""
        return 0

    def leave(self, key: str) -> bool:
        """Nobody is there."""
        return False
