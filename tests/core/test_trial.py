"""A version that nobody uses is started to be measured, and always stopped again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.attempts import FIRST_ATTEMPT, Journal
from bot.core.errors import ModelLimitReached, ModelOutOfReach, ModelRefused, S3Unavailable
from bot.core.model import ModelState
from bot.core.requests import FollowRequest, TrialRequest
from bot.core.switching import MOST_STEPS
from bot.core.training_steps import trial
from bot.core.trial import Trials
from bot.core.versions import Training
from tests.core.lives import START_SECONDS, STOP_SECONDS
from tests.core.test_switching import DETECTOR, STEP, Yard
from tests.fakes import FakeJournal

PRICE = 4.0
RUN = "trial:command:1"


class Trying(Yard):
    """`v1` is in use and runs; `v2` is to be measured."""

    def __init__(self) -> None:
        super().__init__()
        self.measured: list[FollowRequest] = []
        self.states_then: list[tuple[ModelState, ModelState]] = []
        self.trouble: Exception | None = None
        self.running()

    def trials(self) -> Trials:
        """A new process."""
        world = self.world
        return Trials(
            self.versions,
            self,
            self.handle,
            self.life,
            world.records,
            spending=world.spending,
            measure=self._measure,
            board=world.board,
            jobs=self.jobs,
            clock=world.clock,
            price=PRICE,
            step_seconds=STEP,
        )

    def try_out(self, seconds: float, request: TrialRequest | None = None) -> None:
        """Take the steps as they come, while the watch looks for what was left running."""
        self.jobs.submit(request or trial(2, "U1", "C1", "command:1"))
        until = self.world.clock.now() + seconds
        while self.world.clock.now() < until and self.jobs.submitted:
            submitted, self.jobs.submitted[:] = list(self.jobs.submitted), []
            for each, _ in submitted:
                assert isinstance(each, TrialRequest)
                self.trials().run(each, FakeJournal(FIRST_ATTEMPT))
            self.leftovers.look()
            self.world.clock.sleep(STEP)
            self.life.look()

    def _measure(self, request: FollowRequest, journal: Journal) -> None:
        self.measured.append(request)
        self.states_then.append(self.states())
        if self.trouble is not None:
            raise self.trouble


@pytest.fixture
def yard() -> Trying:
    return Trying()


LONG = START_SECONDS + STOP_SECONDS + 20 * STEP


def test_a_version_is_started_measured_and_stopped(yard: Trying) -> None:
    """The one in use runs on all the while, and what it cost is in the books."""
    yard.try_out(LONG)

    assert yard.states_then == [(ModelState.RUNNING, ModelState.RUNNING)]
    assert yard.states() == (ModelState.RUNNING, ModelState.STOPPED)
    assert yard.handle() == "arn:1"
    paid = yard.world.spending.run(RUN)
    assert paid is not None
    assert paid.ended is not None
    assert paid.dollars == pytest.approx(PRICE * paid.seconds / 3600)
    assert STOP_SECONDS <= paid.seconds <= STOP_SECONDS + 4 * STEP
    assert yard.life.record().switching == ""


def test_what_cannot_be_measured_is_stopped_all_the_same(yard: Trying) -> None:
    """A failure in the middle is told, and leaves nothing running."""
    yard.trouble = S3Unavailable(uri="s3://teaching/a.png")

    yard.try_out(LONG)

    assert yard.world.said("v2 was not measured.")
    assert yard.states() == (ModelState.RUNNING, ModelState.STOPPED)


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        (ModelLimitReached(detail="2 models run."), "AWS lets no more models run at once"),
        (ModelRefused(version="v2", reason="No."), "v2 could not be started"),
    ],
)
def test_a_start_that_is_refused(yard: Trying, refusal: Exception, says: str) -> None:
    """People read why, and nothing is measured."""
    yard.clouds["arn:2"].refusals["start"] = [refusal]

    yard.try_out(LONG)

    assert yard.world.said(says)
    assert yard.measured == []
    assert yard.life.record().switching == ""


def test_aws_out_of_reach_for_a_moment(yard: Trying) -> None:
    """The trial goes on when AWS is there again."""
    yard.clouds["arn:2"].refusals["start"] = [ModelOutOfReach()]

    yard.try_out(LONG)

    assert len(yard.measured) == 1
    assert yard.states() == (ModelState.RUNNING, ModelState.STOPPED)


def test_a_version_that_fails_to_start(yard: Trying) -> None:
    """It is told, and nothing is measured."""
    yard.clouds["arn:2"].starts_fail = 1

    yard.try_out(LONG)

    assert yard.world.said("v2 failed to start")
    assert yard.measured == []


def test_a_version_that_comes_into_use_meanwhile(yard: Trying) -> None:
    """It is the team's then, and is not stopped."""
    yard.jobs.submit(trial(2, "U1", "C1", "command:1"))
    yard.try_out(START_SECONDS / 2)
    yard.versions.use(DETECTOR, 2, "U1", 1.0)

    yard.try_out(LONG)

    assert yard.world.said("v2 is in use now")
    assert yard.states()[1] in (ModelState.STARTING, ModelState.RUNNING)
    assert yard.clouds["arn:2"].accepted == ["start"]


def test_one_that_is_being_switched_to_comes_first(yard: Trying) -> None:
    """While another version is started, no third one is."""
    yard.world.records.update(yard.life.name, lambda kept: replace(kept, switching="arn:3"))

    yard.try_out(LONG)

    assert yard.world.said("Another version is being started just now")
    assert yard.states()[1] is ModelState.STOPPED


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        (TrialRequest("k~1", 9, "U1", "C1"), "v9 is not there any more"),
        (TrialRequest("k~1", 2, "U1", "C1", MOST_STEPS), "v2 did not come to run"),
    ],
)
def test_a_trial_that_comes_to_nothing(yard: Trying, request_: TrialRequest, says: str) -> None:
    """A version that is gone, or never runs, ends the trial with a word."""
    yard.try_out(LONG, request_)

    assert yard.world.said(says)


def test_asked_at_a_shell(yard: Trying) -> None:
    """Where no channel can be told, the admins are."""
    yard.versions.update(2, lambda kept: replace(kept, training=Training.DELETED))

    yard.try_out(LONG, trial(2, "shell:ada", "", "shell:1"))

    assert [card.text for _, card in yard.world.board.admins if "v2" in card.text]
