"""From one running model version to another: the new one starts before the old one stops.

Where the account's quota does not allow two at once, the old one stops first, and images wait
until the new one runs. Every step looks at the vendor anew, so that a crash between two changes
nothing but the time it takes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from bot.core import training_words as words
from bot.core.attempts import Journal
from bot.core.cards import Card
from bot.core.errors import ModelBusy, ModelLimitReached, ModelOutOfReach, RekogError
from bot.core.life_asking import Asking
from bot.core.life_record import LifeRecord, Phase
from bot.core.model import ModelState, Thread
from bot.core.ports import Board, Clock, JobQueue, Model
from bot.core.records import LifeRecords
from bot.core.requests import Entry, StartTerms, SwitchRequest
from bot.core.versions import BASE, ModelVersion, Training, Versions

log = logging.getLogger(__name__)

STEP_SECONDS = 15.0
MOST_STEPS = 480
"""Two hours of steps; a start takes 5 to 30 minutes."""
LEFT_AFTER = MOST_STEPS * STEP_SECONDS


class Fleet(Protocol):
    """The models of the vendor by their handles."""

    def model(self, handle: str) -> Model:
        """One of them."""


class Life(Protocol):
    """What a switch needs of the life of the model in use."""

    name: str
    asking: Asking

    def record(self) -> LifeRecord:
        """What is kept."""

    def wake(self) -> None:
        """Look at the vendor soon."""


class Switching:
    """What the workers run to switch the team over.

    Args:
        detector: the setting's word.
        versions: which one is in use.
        fleet: the vendor's models.
        handle: of the one in use now; empty when there is none.
        life: of the model in use.
        records: where it is kept what is being started, so that nobody takes it for left behind.
        board: where it is told.
        jobs: where the next step waits.
        clock: for the time of day.
        step_seconds: between two steps.
        base: the version that the team began with; `None` without one.
    """

    def __init__(
        self,
        detector: str,
        versions: Versions,
        fleet: Fleet,
        handle: Callable[[], str],
        life: Life,
        records: LifeRecords,
        board: Board,
        jobs: JobQueue,
        clock: Clock,
        step_seconds: float = STEP_SECONDS,
        base: ModelVersion | None = None,
    ) -> None:
        self._detector = detector
        self._versions = versions
        self._fleet = fleet
        self._handle = handle
        self._life = life
        self._records = records
        self._board = board
        self._jobs = jobs
        self._clock = clock
        self._step_seconds = step_seconds
        self._base = base

    def run(self, request: SwitchRequest, journal: Journal) -> None:
        """Take the next step; what comes next is submitted."""
        version = self._base if request.version == BASE else self._versions.get(request.version)
        if version is None or version.training is not Training.DONE:
            self._over(request, f"v{request.version} cannot be used any more; nothing was changed.")
            return
        if request.step >= MOST_STEPS:
            self._over(request, f"{version.name} did not come to run; nothing was changed.")
            return
        if self._handle() == version.handle:
            self._after(request, version)
        elif self._life.record().phase is Phase.OFF:
            self._use(request, version)
        elif request.stop_first:
            self._again(request)  # the old one is still on its way to its stop
        else:
            self._bring_up(request, version)

    def _bring_up(self, request: SwitchRequest, version: ModelVersion) -> None:
        """Start the new one beside the old one, until it runs."""
        model = self._fleet.model(version.handle)
        state = model.status().state
        if state is ModelState.RUNNING:
            self._use(request, version)
        elif state is ModelState.STARTING:
            self._again(request)
        elif state is ModelState.FAILED and request.asked:
            self._over(request, f"{version.name} failed to start; the one in use stays.")
        elif request.asked:
            self._again(request)  # AWS may describe for a while what was before
        else:
            self._ask(request, version, model)

    def _ask(self, request: SwitchRequest, version: ModelVersion, model: Model) -> None:
        record = self._life.record()
        self._note(version.handle)
        try:
            model.start(record.units, record.max_units)
        except ModelLimitReached:
            self._stop_first(request, version)
        except (ModelBusy, ModelOutOfReach):
            self._again(request)
        except RekogError as error:
            self._over(request, f"{version.name} could not be started. {error.sentence}")
        else:
            self._tell(request, "starting", f"{version.name} starts beside the one in use.")
            self._again(replace(request, asked=True))

    def _stop_first(self, request: SwitchRequest, version: ModelVersion) -> None:
        text = (
            f"AWS does not let two models run at once here, so the one in use stops first. "
            f"Pictures wait until {version.name} runs."
        )
        self._tell(request, "stops", text)
        key = f"{request.key}:stop"
        self._life.asking.stop(key, request.user, request.channel, Entry.COMMAND, now=False)
        self._again(replace(request, stop_first=True))

    def _use(self, request: SwitchRequest, version: ModelVersion) -> None:
        """From here on pictures go to the new one; the old one has to stop."""
        old = self._handle()
        before = self._versions.use(
            self._detector, version.number, request.user, self._clock.wall()
        )
        told = words.used_now(version, before or self._base, request.user)
        self._tell(request, "used", told.text)
        if request.stop_first:
            self._start_again(request)
        self._life.wake()
        self._again(replace(request, old=request.old or old))

    def _start_again(self, request: SwitchRequest) -> None:
        record = self._life.record()
        terms = StartTerms(None, record.units, record.max_units)
        key = f"{request.key}:start"
        self._life.asking.start(
            key, request.user, request.channel, Entry.COMMAND, terms, record.units
        )

    def _after(self, request: SwitchRequest, version: ModelVersion) -> None:
        """Stop the old one until it is seen to have stopped."""
        if not request.old or request.old == version.handle:
            self._note("")
            return
        model = self._fleet.model(request.old)
        if stopped(model):
            self._note("")
            return
        self._again(request)

    def _note(self, handle: str) -> None:
        wall = self._clock.wall()
        self._records.update(
            self._life.name,
            lambda kept: replace(kept, switching=handle, switching_since=wall if handle else 0.0),
        )

    def _again(self, request: SwitchRequest) -> None:
        first = request.key.partition("~")[0]
        step = request.step + 1
        after = replace(request, key=f"{first}~{step}", step=step)
        self._jobs.submit(after, delay=self._step_seconds)

    def _over(self, request: SwitchRequest, text: str) -> None:
        self._note("")
        self._tell(request, "over", text)

    def _tell(self, request: SwitchRequest, what: str, text: str) -> None:
        key = f"{request.key.partition('~')[0]}:{what}"
        if request.channel:
            self._board.post(key, Thread(request.channel, ""), Card(text))
        else:
            self._board.tell_admins(key, Card(text))


def stopped(model: Model) -> bool:
    """Ask for a stop where it is not under way yet; whether it has stopped.

    A vendor that cannot be asked just now has not been seen to stop.
    """
    try:
        state = model.status().state
        if state in (ModelState.STARTING, ModelState.STOPPING):
            return False
        if state is not ModelState.RUNNING:
            return True
        model.stop()
    except RekogError as error:
        log.warning("a model that is not used any more is not stopped yet: %s", error.sentence)
    return False


class Leftovers:
    """Stops model versions that run although the team uses another one.

    Args:
        detector: the setting's word.
        versions: all that were trained here.
        fleet: the vendor's models.
        handle: of the one in use.
        record: of the life, which names what is being started.
        board: how admins are told.
        clock: for the time of day.
        every: seconds between two looks.
    """

    def __init__(
        self,
        detector: str,
        versions: Versions,
        fleet: Fleet,
        handle: Callable[[], str],
        record: Callable[[], LifeRecord],
        board: Board,
        clock: Clock,
        every: float = 300.0,
    ) -> None:
        self._detector = detector
        self._versions = versions
        self._fleet = fleet
        self._handle = handle
        self._record = record
        self._board = board
        self._clock = clock
        self._every = every
        self._looked = float("-inf")

    def look(self) -> None:
        """Look now and then. Nothing is raised."""
        if self._clock.now() - self._looked < self._every:
            return
        self._looked = self._clock.now()
        try:
            self._look()
        except Exception:
            log.exception("model versions that may be left running could not be looked at")

    def _look(self) -> None:
        record, wall = self._record(), self._clock.wall()
        coming = record.switching if wall - record.switching_since < LEFT_AFTER else ""
        spared = {self._handle(), coming, ""}
        for version in self._versions.all(self._detector):
            if version.handle in spared or version.training is not Training.DONE:
                continue
            model = self._fleet.model(version.handle)
            if model.status().state is ModelState.RUNNING and not stopped(model):
                text = f"{version.name} was running although another one is in use; I stop it."
                day = int(wall // 86400)
                self._board.tell_admins(f"leftover:{version.handle}:{day}", Card(text))
