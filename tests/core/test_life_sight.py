"""A vendor that does not answer, an engine that has lost everything: the look goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from bot.core.errors import ModelOutOfReach
from bot.core.life_record import Phase
from bot.core.model import ModelState
from tests.core.lives import TICK, World, ask_stop


class Broken:
    """Something outside that answers every call with an error."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            raise RuntimeError(f"{name} is broken")

        return call


PARTS = ["records", "spending", "audit", "room", "jobs", "cloud", "board"]


@pytest.mark.parametrize("broken", PARTS)
def test_a_look_never_fails(broken: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is out of order, a look ends with a line in the log and not with an error."""
    world = World()
    life = world.running()
    setattr(world, broken, Broken())
    life = world.life()
    caplog.set_level(logging.INFO)

    for _ in range(3):
        world.clock.sleep(400.0)
        life.look()

    assert broken in ("board", "audit", "spending") or "broken" in caplog.text


@pytest.mark.parametrize("broken", ["records", "spending", "audit", "room", "jobs", "cloud"])
def test_a_look_goes_on_after_a_while(broken: str) -> None:
    """When what was out of order works again, an idle model is stopped as if nothing had been."""
    world = World()
    world.running()
    works = getattr(world, broken)
    setattr(world, broken, Broken())
    world.go_on(world.life(), 600.0)
    setattr(world, broken, works)

    world.go_on(world.life(), 1900.0)

    assert world.cloud.state is ModelState.STOPPED
    assert world.kept.phase is Phase.OFF


def test_an_engine_that_lost_everything() -> None:
    """An idle model is stopped although the job engine does not answer any more."""
    world = World()
    world.running()
    world.jobs = Broken()  # type: ignore[assignment]

    world.go_on(world.life(), 2400.0)

    assert world.cloud.state is ModelState.STOPPED


def test_a_vendor_that_cannot_be_seen() -> None:
    """After ten minutes without a word from AWS about a running model, admins are told, once."""
    world = World()
    life = world.running()
    world.cloud.unseen = ModelOutOfReach()

    world.go_on(life, 880.0)
    early = world.told_admins()
    for _ in range(6):
        world.go_on(life, 200.0)
        life.used()

    (told,) = world.told_admins()
    assert early == []
    assert "I cannot see how the model v7 is." in told
    assert "If it still runs, it costs 4.00 USD an hour for 1 inference unit." in told


def test_a_short_silence() -> None:
    """A vendor that answers now and then is no news."""
    world = World()
    life = world.running()
    for silent in (True, False) * 6:
        world.cloud.unseen = ModelOutOfReach() if silent else None
        world.go_on(life, 310.0)
        life.used()

    assert world.told_admins() == []


def test_a_silence_while_nothing_runs() -> None:
    """When no model runs, a vendor that cannot be seen is nobody's business."""
    world = World()
    life = world.life()
    world.cloud.unseen = ModelOutOfReach()

    world.go_on(life, 7200.0)

    assert world.told_admins() == []


def test_a_silence_begins_with_its_first_moment() -> None:
    """A process that takes over does not count the time in which it did not look."""
    world = World()
    second = world.life("second")
    life = world.running()
    world.go_on(life, 1200.0)
    life.resign()
    world.cloud.unseen = ModelOutOfReach()

    world.go_on(second, 300.0)

    assert world.told_admins("I cannot see") == []


def test_a_silence_before_another_process_looked() -> None:
    """A silence that another process saw end does not go on for the one that looks again."""
    world = World()
    second = world.life("second")
    life = world.running()
    life.resign()
    world.cloud.unseen = ModelOutOfReach()
    second.look()
    second.resign()
    life.look()
    second.look()
    world.go_on(life, 1200.0)
    early = len(world.told_admins("I cannot see"))
    life.resign()
    world.board.admins.clear()

    second.look()

    assert early == 1
    assert world.told_admins("I cannot see") == []


def test_an_unforeseen_error_is_not_shown() -> None:
    """Admins read a reference for an error that nobody foresaw; the error is in the log."""
    world = World()
    life = world.running()
    world.cloud.unseen = RuntimeError("secret")

    world.go_on(life, 1400.0)

    (told,) = world.told_admins("I cannot see")
    assert "secret" not in told
    assert "tell an admin this reference" in told


def test_rules_hold_for_what_is_not_seen() -> None:
    """A model that cannot be seen is stopped when it is idle, without being asked for its state."""
    world = World()
    life = world.running()
    world.cloud.unseen = ModelOutOfReach()

    world.go_on(life, 1900.0)

    assert world.cloud.accepted == ["start", "stop"]


def test_a_look_is_cheap() -> None:
    """A running model is looked at in the cloud every five minutes, a changing one every poll."""
    world = World()
    life = world.running()
    looks: list[float] = []
    status = world.cloud.status

    def counted() -> Any:
        looks.append(world.clock.now())
        return status()

    world.cloud.status = counted  # type: ignore[method-assign]
    world.go_on(life, 1200.0, tick=2.0)
    running = len(looks)
    ask_stop(life)
    world.go_on(life, 40.0, tick=2.0)

    assert running in (4, 5)
    assert 4 <= len(looks) - running <= 8


def test_whoever_asks_wakes_the_watch() -> None:
    """A command does not wait for the next look: it asks for one at once."""
    world = World()
    life = world.running()
    woken: list[float] = []
    life.on_wake(lambda: woken.append(world.clock.now()))

    ask_stop(life)
    world.clock.sleep(TICK)
    life.not_running()

    assert len(woken) == 2
