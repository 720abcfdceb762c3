"""What a scan means to the model's life: work keeps it awake, and nothing long begins too late."""

from __future__ import annotations

from bot.core.life_record import Phase
from tests.core.lives import PRICED, TICK, World, ask_stop

IDLE = PRICED.idle_stop or 0.0


def phase(world: World) -> Phase:
    return world.kept.phase


def test_a_scan_keeps_the_model_awake() -> None:
    """As long as objects are looked at, by whichever process, the model is not stopped as idle."""
    world = World()
    life = world.running()
    elsewhere = world.life("another")

    for _ in range(10):
        elsewhere.used()
        world.go_on(life, IDLE / 2)

    assert phase(world) is Phase.ON
    world.go_on(life, 2 * IDLE)
    assert phase(world) is Phase.OFF


def test_long_work_begins_while_the_model_lasts() -> None:
    """Nothing long begins before the model runs, nor once a stop was asked for."""
    world = World()
    off = world.life()
    assert not off.lasting()

    life = world.running()
    assert life.lasting()

    world.jobs.busy = 1
    ask_stop(life)
    life.look()
    assert phase(world) is Phase.DRAINING
    assert life.ready()
    assert not life.lasting()


def test_long_work_waits_where_the_model_refused() -> None:
    """After a detection that found the model off, long work is held back for a while."""
    world = World()
    life = world.running()
    life.not_running()

    assert not life.lasting()
    world.go_on(life, 30.0 + TICK)
    assert life.lasting()


def test_what_is_always_on_lasts() -> None:
    """A detector without a model to start can be worked with at any time."""
    world = World(always_on=True)

    assert world.life().lasting()
