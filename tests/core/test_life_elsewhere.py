"""What was started and stopped elsewhere, and answers of AWS that are late."""

from __future__ import annotations

import pytest

from bot.core.cards import Press
from bot.core.life_record import Phase
from bot.core.life_rules import LifeRules
from bot.core.model import ModelState, ModelStatus
from tests.core.lives import (
    FREE,
    OTHER_ARN,
    START_SECONDS,
    STOP_SECONDS,
    TICK,
    World,
    ask_start,
    ask_stop,
    wait_in_line,
)


def test_a_model_started_elsewhere_is_adopted() -> None:
    """Within five minutes a model that somebody else started is seen, and admins are told once."""
    world = World()
    life = world.life()
    life.look()
    world.cloud.become(ModelState.RUNNING)
    world.cloud.units, world.cloud.max_units = 2, 3

    world.go_on(life, 320.0)

    (card,) = [card for _, card in world.board.admins]
    assert "The model v7 is running, but it was not started here" in card.text
    assert "It costs 8.00 to 12.00 USD an hour for 2 to 3 inference units." in card.text
    assert "It stops after 30 min without work." in card.text
    assert [button.press for button in card.buttons] == [Press.KEEP, Press.STOP]
    assert (world.kept.phase, world.kept.who) == (Phase.ON, "")
    assert "adopt" in [entry.action for entry in world.audit.entries]


def test_an_adopted_model_is_stopped_when_idle() -> None:
    """A model that somebody else started and forgot is stopped, after a warning to the admins."""
    world = World()
    world.cloud.become(ModelState.RUNNING)
    life = world.life()

    world.go_on(life, 2400.0)

    assert world.cloud.state is ModelState.STOPPED
    adopted, warned, stopped = world.told_admins()
    assert "because nobody uses it" in warned
    assert "is stopped, because nobody has used it for 30 minutes. It ran for" in stopped
    assert "was not started here" in adopted


def test_an_adopted_model_is_used() -> None:
    """What waits is answered by a model that somebody else started."""
    world = World()
    request = wait_in_line(world, 1)
    world.cloud.become(ModelState.RUNNING)
    life = world.life()

    life.look()

    assert [each for each, _ in world.jobs.submitted] == [request]
    assert life.ready()


def test_a_start_seen_elsewhere() -> None:
    """A model that somebody else is starting is adopted when it runs."""
    world = World()
    world.cloud.start()
    life = world.life()

    world.go_on(life, START_SECONDS + TICK)

    assert world.kept.phase is Phase.ON
    assert len(world.told_admins("was not started here")) == 1


@pytest.mark.parametrize("end", [ModelState.STOPPED, ModelState.FAILED])
def test_a_start_elsewhere_that_comes_to_nothing(end: ModelState) -> None:
    """What somebody else started is never started by the bot when that start ends."""
    world = World()
    world.cloud.become(ModelState.STARTING)
    world.cloud.become(end, 100.0)
    life = world.life()

    world.go_on(life, 1000.0)

    assert world.cloud.asked == []
    assert world.kept.phase is Phase.OFF


def test_a_model_stopped_elsewhere_is_noticed() -> None:
    """A model that somebody else stopped is told as stopped, with its bill, and not fought."""
    world = World()
    life = world.running()
    world.go_on(life, 600.0)
    world.cloud.become(ModelState.STOPPED)

    world.go_on(life, 300.0)

    assert world.said("The model v7 is stopped, by somebody outside of Slack. It ran for")
    assert [run.ended is not None for run in world.spending.known.values()] == [True]
    assert world.cloud.accepted == ["start"]


def test_a_model_that_breaks() -> None:
    """A model that failed while it ran is told with what AWS says."""
    world = World()
    life = world.running()
    world.go_on(life, 100.0)
    world.cloud.message = "It ran out of memory."
    world.cloud.become(ModelState.FAILED)

    world.go_on(life, 300.0)

    assert world.said("is stopped, because it failed (AWS says: “It ran out of memory.”). It ran")


def test_a_model_that_is_just_stopping() -> None:
    """A model that somebody else is stopping runs no more, and is told when it has stopped."""
    world = World()
    life = world.running()
    world.go_on(life, 600.0)
    world.cloud.stop()
    life.not_running()
    life.look()

    phase = world.kept.phase
    world.go_on(life, STOP_SECONDS + TICK)

    assert phase is Phase.STOPPING
    assert len(world.said("is stopped, by somebody outside of Slack")) == 1


def test_a_detection_that_finds_the_model_stopped() -> None:
    """When a detection finds that the model does not run, AWS is asked at once."""
    world = World()
    life = world.running()
    world.go_on(life, 100.0)
    world.cloud.become(ModelState.STOPPED)

    life.not_running()
    life.look()

    assert world.kept.phase is Phase.OFF


def test_a_model_that_says_it_runs_and_does_not() -> None:
    """What waits is not sent round in circles while AWS says that a model runs which does not."""
    world = World()
    life = world.running()
    wait_in_line(world, 1)

    life.not_running()
    world.go_on(life, 2 * TICK)
    held = list(world.jobs.submitted)
    world.go_on(life, TICK)

    assert held == []
    assert len(world.jobs.submitted) == 1


def test_units_that_changed_elsewhere() -> None:
    """A model that somebody started anew with more units is counted at its new price."""
    world = World()
    life = world.running()
    world.cloud.units = 5

    world.go_on(life, 300.0)
    before = next(iter(world.spending.known.values())).dollars
    world.go_on(life, 360.0)

    after = next(iter(world.spending.known.values())).dollars
    assert after - before == pytest.approx(20 * 360 / 3600)
    assert "units" in [entry.action for entry in world.audit.entries]


@pytest.mark.parametrize("lag", [10.0, 30.0, 55.0])
def test_late_answers_do_no_harm(lag: float) -> None:
    """With answers that are up to a minute late there is one start, one stop, and one run."""
    world = World()
    world.cloud.lag = lag
    life = world.life()

    ask_start(life)
    world.go_on(life, START_SECONDS + 200.0)
    running = world.kept.phase
    ask_stop(life)
    world.go_on(life, 1000.0)

    assert running is Phase.ON
    assert world.cloud.accepted == ["start", "stop"]
    assert world.cloud.asked.count("start") == 1
    assert world.kept.phase is Phase.OFF
    assert len(world.spending.known) == 1
    assert world.told_admins() == []


def test_late_answers_after_a_restart() -> None:
    """A process that was started again just after a start does not take a late answer for news."""
    world = World()
    world.cloud.lag = 55.0
    life = world.life()
    ask_start(life)
    life.look()

    again = world.life()
    world.go_on(again, START_SECONDS + 100.0)

    assert world.cloud.asked == ["start"]
    assert world.kept.phase is Phase.ON


def test_a_late_answer_does_not_end_a_run() -> None:
    """A model that was just seen to run is not taken for stopped because of one late answer."""
    world = World()
    life = world.running()
    world.cloud.become(ModelState.STOPPED)
    world.cloud.become(ModelState.RUNNING, 30.0)

    life.not_running()
    world.go_on(life, 60.0)

    assert world.kept.phase is Phase.ON
    assert world.said("is stopped") == []


def test_a_late_answer_does_not_begin_a_run() -> None:
    """A model that was just seen to have stopped is not adopted because of one late answer."""
    world = World()
    life = world.running()
    ask_stop(life)
    world.go_on(life, STOP_SECONDS + TICK)
    world.cloud.become(ModelState.RUNNING)
    world.cloud.become(ModelState.STOPPED, 30.0)

    life.not_running()
    world.go_on(life, 600.0)

    assert len(world.spending.known) == 1
    assert world.told_admins() == []


def test_two_processes_adopt_at_once() -> None:
    """A model that two processes see at the same time is adopted once, as one run."""
    world = World()
    world.cloud.become(ModelState.RUNNING)
    first, second = world.life("first"), world.life("second")
    status = world.cloud.status

    def seen_by_the_other_one_as_well() -> ModelStatus:
        world.cloud.status = status  # type: ignore[method-assign]
        second.adopt(status())
        return status()

    world.cloud.status = seen_by_the_other_one_as_well  # type: ignore[method-assign]
    first.look()

    assert len(world.spending.known) == 1
    assert [entry.action for entry in world.audit.entries].count("adopt") == 1


def test_a_model_without_a_price_is_adopted_in_silence() -> None:
    """The embedded model, which runs from the first, is nobody's news."""
    world = World(rules=FREE, name="local")
    world.cloud.become(ModelState.RUNNING)
    world.cloud.units = None
    life = world.life()

    world.go_on(life, 3600.0)

    assert world.board.history == world.board.admins == []
    assert world.cloud.accepted == ["stop"]


def test_a_detector_without_a_model() -> None:
    """Where there is nothing to start, nothing is asked, and what waited is released."""
    world = World(name="labels", rules=LifeRules(), always_on=True)
    request = wait_in_line(world, 1)
    life = world.life()

    life.look()

    assert [each for each, _ in world.jobs.submitted] == [request]
    assert life.ready()
    assert world.records.lives == {}


def test_a_model_that_was_left_behind() -> None:
    """Admins are told of a model that still ran when the settings were changed to another one."""
    world = World()
    world.go_on(world.running(), 600.0)

    world.name = OTHER_ARN
    life = world.life()
    life.look()
    life.look()
    world.life().look()

    (told,) = world.told_admins("another model")
    assert "version/v7/1700000000000. I do not look after it any more." in told
