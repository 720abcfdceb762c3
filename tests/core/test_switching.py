"""From one model version to another, while pictures are being recognised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.attempts import FIRST_ATTEMPT
from bot.core.errors import ModelLimitReached, ModelOutOfReach, ModelRefused
from bot.core.life import ModelLife
from bot.core.life_record import Phase
from bot.core.model import ModelState, ModelStatus
from bot.core.ports import Model
from bot.core.requests import Entry, StartTerms, SwitchRequest
from bot.core.switching import LEFT_AFTER, Leftovers, Switching
from bot.core.training_steps import switch
from bot.core.versions import BASE, ModelVersion, Training
from tests.core.lives import START_SECONDS, STOP_SECONDS, FakeCloud, World
from tests.fake_records import FakeVersions
from tests.fakes import FakeJobs, FakeJournal

DETECTOR = "custom-labels"
STEP = 15.0


class Yard:
    """Two trained versions, of which `v1` is in use; the life looks after the one in use."""

    def __init__(self) -> None:
        self.world = World()
        self.versions = FakeVersions()
        self.jobs = FakeJobs()
        clock = self.world.clock
        for number in (1, 2):
            made = self.versions.begin(f"k{number}", DETECTOR, number, "U1", 1.0)
            self.versions.update(
                made.number,
                lambda kept: replace(kept, training=Training.DONE, handle=f"arn:{kept.number}"),
            )
        self.clouds = {"arn:1": FakeCloud(clock), "arn:2": FakeCloud(clock)}
        self.versions.use(DETECTOR, 1, "U1", 1.0)
        self.life = self.new_life()
        self.leftovers = Leftovers(
            DETECTOR, self.versions, self, self.handle, self.life.record, self.world.board, clock
        )

    def handle(self) -> str:
        used = self.versions.in_use(DETECTOR)
        return used.handle if used is not None else "arn:base"

    def model(self, handle: str) -> Model:
        return self.clouds[handle]

    def status(self) -> ModelStatus:
        return self.clouds[self.handle()].status()

    def start(self, units: int | None = None, max_units: int | None = None) -> None:
        self.clouds[self.handle()].start(units, max_units)

    def stop(self) -> None:
        self.clouds[self.handle()].stop()

    def new_life(self) -> ModelLife:
        self.world.cloud = self  # type: ignore[assignment]
        return self.world.life()

    def running(self) -> None:
        """The version in use runs."""
        self.life.asking.start("k", "U1", "C1", Entry.COMMAND, StartTerms(), 1)
        self.world.go_on(self.life, START_SECONDS + 20.0)
        assert self.life.record().phase is Phase.ON

    def switching(self) -> Switching:
        """A new process."""
        world = self.world
        return Switching(
            DETECTOR,
            self.versions,
            self,
            self.handle,
            self.life,
            world.records,
            world.board,
            self.jobs,
            world.clock,
            STEP,
            ModelVersion.base(DETECTOR, "arn:base"),
        )

    def go_on(self, seconds: float) -> list[str]:
        """Run the steps as they come; which version answered pictures before each."""
        answered = []
        until = self.world.clock.now() + seconds
        while self.world.clock.now() < until:
            if self.life.ready():
                status = self.clouds[self.handle()].status()
                answered.append("ok" if status.state is ModelState.RUNNING else "failed")
            submitted, self.jobs.submitted[:] = list(self.jobs.submitted), []
            for request, _ in submitted:
                assert isinstance(request, SwitchRequest)
                self.switching().run(request, FakeJournal(FIRST_ATTEMPT))
            self.world.clock.sleep(STEP)
            self.life.look()
        return answered

    def ask(self, number: int) -> None:
        self.jobs.submit(switch(number, "U1", "C1", "command:1", 0))

    def states(self) -> tuple[ModelState, ModelState]:
        return self.clouds["arn:1"].state, self.clouds["arn:2"].state


@pytest.fixture
def yard() -> Yard:
    return Yard()


def test_the_new_one_starts_before_the_old_one_stops(yard: Yard) -> None:
    """While a team is switched over no picture fails, and at the end one model runs."""
    yard.running()
    yard.ask(2)

    answered = yard.go_on(START_SECONDS + STOP_SECONDS + 10 * STEP)

    assert set(answered) == {"ok"}
    assert yard.handle() == "arn:2"
    assert yard.states() == (ModelState.STOPPED, ModelState.RUNNING)
    assert yard.life.record().phase is Phase.ON
    assert yard.world.said("switched the team to v2")
    assert yard.jobs.submitted == []


def test_back_to_the_version_that_the_team_began_with(yard: Yard) -> None:
    """The base model starts beside the one in use, which then stops."""
    yard.running()
    yard.clouds["arn:base"] = FakeCloud(yard.world.clock)
    yard.ask(BASE)

    answered = yard.go_on(START_SECONDS + STOP_SECONDS + 10 * STEP)

    assert set(answered) == {"ok"}
    assert yard.handle() == "arn:base"
    assert yard.clouds["arn:base"].state is ModelState.RUNNING
    assert yard.clouds["arn:1"].state is ModelState.STOPPED
    assert yard.world.said("switched the team to the base model")


def test_asked_at_a_shell(yard: Yard) -> None:
    """Where no channel can be told of a switch, the admins are."""
    yard.running()
    yard.jobs.submit(switch(2, "shell:ada", "", "shell:1", 0))

    yard.go_on(START_SECONDS + STOP_SECONDS + 10 * STEP)

    assert yard.handle() == "arn:2"
    assert any("switched the team to v2" in card.text for _, card in yard.world.board.admins)


def test_back_again(yard: Yard) -> None:
    """The way back is the same."""
    yard.running()
    yard.ask(2)
    yard.go_on(START_SECONDS + STOP_SECONDS + 10 * STEP)
    yard.jobs.submit(switch(1, "U1", "C1", "command:2", 0))

    answered = yard.go_on(START_SECONDS + STOP_SECONDS + 10 * STEP)

    assert set(answered) == {"ok"}
    assert yard.states() == (ModelState.RUNNING, ModelState.STOPPED)


def test_a_model_that_is_off(yard: Yard) -> None:
    """A switch while the model is off starts nothing."""
    yard.ask(2)

    yard.go_on(10 * STEP)

    assert yard.handle() == "arn:2"
    assert yard.states() == (ModelState.STOPPED, ModelState.STOPPED)


def test_a_quota_of_one(yard: Yard) -> None:
    """Where two may not run at once the old one stops first, and the new one comes to run."""
    yard.running()
    yard.clouds["arn:2"].refusals["start"] = [ModelLimitReached(detail="one model runs already.")]
    yard.ask(2)

    yard.go_on(START_SECONDS + 5 * STOP_SECONDS + 20 * STEP)

    assert yard.states() == (ModelState.STOPPED, ModelState.RUNNING)
    assert yard.life.record().phase is Phase.ON
    assert yard.world.said("the one in use stops first")


def test_a_new_one_that_fails(yard: Yard) -> None:
    """A version that does not come to run leaves the one in use as it is."""
    yard.running()
    yard.clouds["arn:2"].starts_fail = 1
    yard.ask(2)

    answered = yard.go_on(START_SECONDS + 10 * STEP)

    assert set(answered) == {"ok"}
    assert yard.handle() == "arn:1"
    assert yard.world.said("failed to start; the one in use stays")


def test_a_start_that_is_refused(yard: Yard) -> None:
    """A refusal is told, and nothing is changed."""
    yard.running()
    refused = ModelRefused(version="v2", reason="MinInferenceUnits.")
    yard.clouds["arn:2"].refusals["start"] = [ModelOutOfReach(), refused]
    yard.ask(2)

    yard.go_on(10 * STEP)

    assert yard.handle() == "arn:1"
    assert yard.world.said("v2 could not be started")
    assert yard.jobs.submitted == []


def test_a_model_that_was_left_running(yard: Yard) -> None:
    """A version that runs although another one is in use is stopped, and admins are told."""
    yard.running()
    yard.clouds["arn:2"].start(1)
    yard.world.clock.sleep(START_SECONDS)

    yard.leftovers.look()
    yard.world.clock.sleep(STOP_SECONDS)

    assert yard.states() == (ModelState.RUNNING, ModelState.STOPPED)
    assert yard.world.told_admins("v2 was running although another one is in use")


def test_what_is_being_started_is_spared(yard: Yard) -> None:
    """A version on its way to be used is not taken for left behind, unless it takes hours."""
    yard.running()
    yard.ask(2)
    yard.go_on(3 * STEP)
    yard.jobs.submitted.clear()  # the job engine has lost everything
    yard.world.clock.sleep(START_SECONDS)

    yard.leftovers.look()
    spared = yard.states()[1]
    yard.world.clock.sleep(LEFT_AFTER)
    yard.leftovers.look()
    yard.world.clock.sleep(STOP_SECONDS)

    assert spared is ModelState.RUNNING
    assert yard.states()[1] is ModelState.STOPPED
