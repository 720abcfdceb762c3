"""Processes that end between any two things that they do to the outside: what is wanted comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.core.life_asking import Told
from bot.core.life_record import Phase
from bot.core.model import ModelState
from tests.core.lives import START_SECONDS, STOP_SECONDS, World, ask_start, ask_stop


class Killed(BaseException):
    """The process is no more."""


class Reaper:
    """Ends the process at its moment: before or after one of the things that it does outside."""

    def __init__(self, moment: int) -> None:
        self.moments = 0
        self._moment = moment

    def pass_by(self) -> None:
        self.moments += 1
        if self.moments == self._moment:
            raise Killed


class Mortal:
    """Something outside, before and after whose calls the process may end."""

    def __init__(self, outside: Any, reaper: Reaper) -> None:
        self._outside = outside
        self._reaper = reaper

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            self._reaper.pass_by()
            result = getattr(self._outside, name)(*values, **named)
            self._reaper.pass_by()
            return result

        return call


def begin(world: World, moment: int, ask: Callable[[Any], Any], seconds: float) -> int:
    """Ask something of a process that ends at a moment; how many moments there were before."""
    reaper = Reaper(moment)
    life = world.life(within=lambda outside: Mortal(outside, reaper))
    try:
        ask(life)
        world.go_on(life, seconds)
    except Killed:
        pass
    return reaper.moments


def start(world: World, moment: int) -> int:
    """Start the model in a process that ends, then go on in another one."""
    moments = begin(world, moment, ask_start, START_SECONDS + 60.0)
    again = world.life()
    if world.kept.phase is Phase.OFF:
        ask_start(again)  # Slack has told the admin that it did not work
    world.go_on(again, 2 * START_SECONDS)
    return moments


def stop(world: World, moment: int, *, now: bool) -> int:
    """Stop the model in a process that ends, then go on in another one."""
    moments = begin(world, moment, lambda life: ask_stop(life, now=now), 120.0)
    again = world.life()
    if world.kept.phase is Phase.ON:
        ask_stop(again, now=now)
    world.go_on(again, 300.0)
    return moments


NEVER = 10**9


def test_a_start_whenever_the_process_ends() -> None:
    """Ended at any moment of a start, the next process brings it to its end, and tells it once."""
    moments = start(World(), NEVER)

    for moment in range(1, moments + 1):
        world = World()
        start(world, moment)

        assert world.kept.phase is Phase.ON, moment
        assert world.cloud.accepted == ["start"], moment
        assert len(world.said("is running")) == 1, moment
        assert world.said("is starting") == [], moment
        assert [run.ended for run in world.spending.known.values()] == [None], moment
        assert next(iter(world.spending.known.values())).seconds > 200.0, moment
        assert "running" in [entry.action for entry in world.audit.entries], moment
    assert moments > 50


@pytest.mark.parametrize("now", [False, True])
def test_a_stop_whenever_the_process_ends(now: bool) -> None:
    """Ended at any moment of a stop, the next process brings it to its end, and tells it once."""

    def running() -> World:
        world = World()
        world.go_on(world.running(), 600.0)
        return world

    moments = stop(running(), NEVER, now=now)
    for moment in range(1, moments + 1):
        world = running()
        stop(world, moment, now=now)

        (run,) = world.spending.known.values()
        assert world.kept.phase is Phase.OFF, moment
        assert world.cloud.state is ModelState.STOPPED, moment
        assert world.cloud.accepted == ["start", "stop"], moment
        assert len(world.said("is stopped, asked for by <@U1>. It ran for 11 min and cost")) == 1
        assert world.said("is being stopped") == [], moment
        assert run.ended is not None, moment
        assert 600.0 < run.seconds < 800.0, moment
        assert "stopped" in [entry.action for entry in world.audit.entries], moment
    assert moments > 50


def test_an_idle_stop_whenever_the_process_ends() -> None:
    """Ended at any moment of an idle stop, the next process warns and stops, each once."""

    def idle(moment: int) -> tuple[World, int]:
        world = World()
        world.go_on(world.running(), 1400.0)
        moments = begin(world, moment, lambda life: None, 500.0)
        world.go_on(world.life(), 600.0)
        return world, moments

    _, moments = idle(NEVER)
    for moment in range(1, moments + 1):
        world, _ = idle(moment)

        (run,) = world.spending.known.values()
        warnings = [key for key in world.board.cards if "warning" in key]
        assert world.cloud.accepted == ["start", "stop"], moment
        assert len(warnings) == 1, moment
        assert world.said("is stopped, because nobody has used it") == warnings, moment
        assert run.ended is not None, moment
    assert moments > 50


def test_an_adoption_whenever_the_process_ends() -> None:
    """Ended at any moment of an adoption, the next process looks after the model, as one run."""

    def adopt(moment: int) -> tuple[World, int]:
        world = World()
        world.cloud.become(ModelState.RUNNING)
        moments = begin(world, moment, lambda life: None, 30.0)
        world.go_on(world.life(), 600.0)
        return world, moments

    _, moments = adopt(NEVER)
    for moment in range(1, moments + 1):
        world, _ = adopt(moment)

        assert world.kept.phase is Phase.ON, moment
        assert len(world.spending.known) == 1, moment
        assert len(world.told_admins("was not started here")) == 1, moment
        assert next(iter(world.spending.known.values())).seconds >= 580.0, moment
    assert moments > 20


def test_a_start_that_is_run_again_does_not_undo_a_later_stop() -> None:
    """A request that a dead process left behind counts once, whatever was asked for since."""
    world = World()
    life = world.life()
    ask_start(life, key="command:1")
    world.go_on(life, START_SECONDS + 60.0)
    ask_stop(life, key="command:2")

    while_it_stops = ask_start(life, key="command:1")
    world.go_on(life, STOP_SECONDS + 60.0)
    when_it_is_off = ask_start(life, key="command:1")
    world.go_on(life, START_SECONDS + 60.0)

    assert [while_it_stops.told, when_it_is_off.told] == [Told.BEFORE, Told.BEFORE]
    assert world.kept.phase is Phase.OFF
    assert world.cloud.accepted == ["start", "stop"]
    assert [entry.action for entry in world.audit.entries if entry.who == "U1"] == ["start", "stop"]


def test_a_stop_that_is_run_again_does_not_stop_a_later_run() -> None:
    """It was for the run of then; also after that of now was started outside of the bot."""
    world = World()
    life = world.running()
    ask_stop(life, key="command:2")
    world.go_on(life, STOP_SECONDS + 60.0)
    world.cloud.become(ModelState.RUNNING)
    world.go_on(life, 400.0)

    again = ask_stop(life, key="command:2")

    assert again.told is Told.BEFORE
    assert world.kept.phase is Phase.ON


def test_a_start_that_came_too_late_does_not_count_later() -> None:
    """A start of a model that runs changes nothing, also when it is run again after a stop."""
    world = World()
    life = world.running()
    first = ask_start(life, key="command:2")
    ask_stop(life)
    world.go_on(life, STOP_SECONDS + 60.0)

    again = ask_start(life, key="command:2")

    assert [first.told, again.told] == [Told.ALREADY, Told.BEFORE]
    assert world.kept.phase is Phase.OFF
