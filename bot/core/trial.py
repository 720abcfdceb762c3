"""A trial: a model version runs only to be measured, beside the one in use, and stops again.

So the figures of a version that nobody uses yet come from the same code, and the same test images,
as those of the one in use. Every step looks at the vendor anew, as in `bot.core.switching`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bot.core import training_words as words
from bot.core.attempts import Journal
from bot.core.cards import Card
from bot.core.errors import ModelBusy, ModelLimitReached, ModelOutOfReach, RekogError
from bot.core.life_record import Run
from bot.core.model import ModelState, Thread
from bot.core.ports import Board, Clock, JobQueue, Model
from bot.core.records import LifeRecords, Spending
from bot.core.requests import FollowRequest, TrialRequest
from bot.core.switching import MOST_STEPS, STEP_SECONDS, Fleet, Life, stopped
from bot.core.training_steps import ANEW
from bot.core.versions import Estimate, ModelVersion, Training, Versions

log = logging.getLogger(__name__)

UNITS = 1
STOP_SECONDS = 120.0
"""A guess at what it runs beside the test images, until it is seen to have stopped."""


class Trials:
    """What the workers run to measure a version that is not in use.

    Args:
        versions: what was trained.
        fleet: the vendor's models.
        handle: of the one in use; empty when there is none.
        life: of the one in use.
        records: where it is kept what runs for a trial, so that nobody takes it for left behind.
        spending: what it costs.
        measure: measures a version that runs, and tells of it.
        board: where it is told.
        jobs: where the next step waits.
        clock: for the time of day.
        price: US dollars for an hour of one inference unit.
        step_seconds: between two steps.
    """

    def __init__(
        self,
        versions: Versions,
        fleet: Fleet,
        handle: Callable[[], str],
        life: Life,
        records: LifeRecords,
        *,
        spending: Spending,
        measure: Callable[[FollowRequest, Journal], None],
        board: Board,
        jobs: JobQueue,
        clock: Clock,
        price: float,
        step_seconds: float = STEP_SECONDS,
    ) -> None:
        self._versions = versions
        self._fleet = fleet
        self._handle = handle
        self._life = life
        self._records = records
        self._spending = spending
        self._measure = measure
        self._board = board
        self._jobs = jobs
        self._clock = clock
        self._price = price
        self._step_seconds = step_seconds

    def run(self, request: TrialRequest, journal: Journal) -> None:
        """Take the next step; what comes next is submitted."""
        version = self._versions.get(request.version)
        if version is None or version.training is not Training.DONE:
            self._over(request, f"v{request.version} is not there any more.")
        elif self._handle() == version.handle:
            # Somebody began to use it meanwhile: its life is no longer this trial's business.
            self._over(request, f"{version.name} is in use now: `/rekog evaluate` measures it.")
        elif request.measured:
            self._end(request, version, journal)
        elif request.step >= MOST_STEPS:
            self._over(request, f"{version.name} did not come to run, so it was not measured.")
        else:
            self._go_on(request, version, journal)

    def _go_on(self, request: TrialRequest, version: ModelVersion, journal: Journal) -> None:
        model = self._fleet.model(version.handle)
        try:
            state = model.status().state
        except ModelOutOfReach:
            self._again(request)
            return
        if state is ModelState.RUNNING:
            self._look(request, version, journal)
        elif state is ModelState.FAILED and request.asked:
            self._over(request, f"{version.name} failed to start, so it was not measured.")
        elif request.asked or state is ModelState.STARTING:
            self._again(request)
        else:
            self._start(request, version, model)

    def _start(self, request: TrialRequest, version: ModelVersion, model: Model) -> None:
        record = self._life.record()
        if record.switching not in ("", version.handle):
            self._over(request, "Another version is being started just now. Ask again later.")
            return
        self._note(version.handle)
        try:
            model.start(UNITS, None)
        except ModelLimitReached:
            self._over(request, words.NO_ROOM_FOR_A_TRIAL.format(name=version.name))
        except (ModelBusy, ModelOutOfReach):
            self._again(request)
        except RekogError as error:
            self._over(request, f"{version.name} could not be started. {error.sentence}")
        else:
            self._tell(request, "starts", f"{version.name} starts, to be measured.")
            self._again(replace(request, asked=True))

    def _look(self, request: TrialRequest, version: ModelVersion, journal: Journal) -> None:
        """It runs: from here on it costs money, and whatever happens it is stopped."""
        wall = self._clock.wall()
        running = replace(request, since=request.since or wall)
        self._spending.begin(self._paid(running, version))
        try:
            key, channel = f"{_first(request)}:figures", request.channel
            self._measure(FollowRequest(key, version.number, channel, ANEW, request.user), journal)
        except RekogError as error:
            self._tell(request, "not", f"{version.name} was not measured. {error.sentence}")
        self._again(replace(running, measured=True))

    def _end(self, request: TrialRequest, version: ModelVersion, journal: Journal) -> None:
        """Stop it until it is seen to have stopped."""
        if not stopped(self._fleet.model(version.handle)):
            self._again(request)
            return
        journal.step("paid", lambda: self._pay(request, version))
        self._note("")

    def _pay(self, request: TrialRequest, version: ModelVersion) -> None:
        run, wall = self._paid(request, version).id, self._clock.wall()
        seconds = max(0.0, wall - request.since)
        today = datetime.fromtimestamp(wall, UTC).date()
        self._spending.add(run, today, seconds, self._price * seconds / 3600.0)
        self._spending.end(run, wall, "measured")

    def _paid(self, request: TrialRequest, version: ModelVersion) -> Run:
        run = f"trial:{_first(request)}"
        return Run(run, version.handle, request.user, request.since, 0.0, 0.0, UNITS)

    def _note(self, handle: str) -> None:
        wall = self._clock.wall()
        self._records.update(
            self._life.name,
            lambda kept: replace(kept, switching=handle, switching_since=wall if handle else 0.0),
        )

    def _again(self, request: TrialRequest) -> None:
        step = request.step + 1
        after = replace(request, key=f"{_first(request)}~{step}", step=step)
        self._jobs.submit(after, delay=self._step_seconds)

    def _over(self, request: TrialRequest, text: str) -> None:
        self._note("")
        self._tell(request, "over", text)

    def _tell(self, request: TrialRequest, what: str, text: str) -> None:
        key = f"{_first(request)}:{what}"
        if request.channel:
            self._board.post(key, Thread(request.channel, ""), Card(text))
        else:
            self._board.tell_admins(key, Card(text))


def estimate(images: int, calls_per_second: float, price: float) -> Estimate:
    """What a trial will take: it is billed while it runs, not while it starts."""
    seconds = images / calls_per_second + STOP_SECONDS
    return Estimate(seconds, price * seconds / 3600.0, "while it runs; a start is not billed")


def _first(request: TrialRequest) -> str:
    """The key of the trial, of which each step has one of its own."""
    return request.key.partition("~")[0]
