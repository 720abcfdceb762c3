"""Clocks that jump, processes that take over: only time that really passed counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.life_book import Book
from bot.core.life_record import Phase
from bot.core.model import ModelState
from bot.core.requests import StartTerms
from tests.core.lives import START_SECONDS, TICK, World, ask_start, ask_stop

HOURS = 3600.0
JUMPS = [30 * HOURS, 2 * HOURS, -2 * HOURS, -30 * HOURS]


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_jumps_does_not_stop_a_busy_model(jump: float) -> None:
    """A model that is used runs on when the clock jumps, and pays for the time that passed."""
    world = World()
    life = world.running()

    world.clock.jumped += jump
    for _ in range(6):
        world.go_on(life, 600.0)
        life.used()

    (run,) = world.spending.known.values()
    assert world.cloud.accepted == ["start"]
    assert world.said("because") == []
    assert run.dollars == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_jumps_does_not_keep_an_idle_model(jump: float) -> None:
    """An unused model is stopped after its time and its warning, however the clock jumps."""
    world = World()
    life = world.running()

    world.clock.jumped += jump
    world.go_on(life, 1700.0)
    early = list(world.cloud.accepted)
    world.go_on(life, 200.0)

    assert early == ["start"]
    assert world.cloud.accepted == ["start", "stop"]


@pytest.mark.parametrize("jump", JUMPS)
def test_a_lease_bears_a_clock_that_jumps(jump: float) -> None:
    """Two hours are two hours."""
    world = World()
    life = world.running(terms=StartTerms(lease_seconds=2 * HOURS))

    world.clock.jumped += jump
    world.go_on(life, 2 * HOURS - 120.0)
    early = list(world.cloud.accepted)
    world.go_on(life, 300.0)

    assert early == ["start"]
    assert world.cloud.accepted == ["start", "stop"]


def test_the_time_without_a_process_counts() -> None:
    """A model that ran while no process looked is paid for, and idle; it is warned of first."""
    world = World()
    world.running()
    before = next(iter(world.spending.known.values())).dollars

    world.clock.sleep(2 * HOURS)
    life = world.life()
    life.look()
    (warned,) = world.said("because nobody uses it")
    announced = world.board.cards[warned].text
    ends = int(world.clock.wall() + 300.0)
    world.go_on(life, 290.0)
    early = list(world.cloud.accepted)
    world.go_on(life, 20.0)

    run = next(iter(world.spending.known.values()))
    assert f"stops at <!date^{ends}^" in announced
    assert early == ["start"]
    assert run.dollars - before >= 8.0
    assert world.cloud.accepted == ["start", "stop"]


def test_a_restart_on_another_machine() -> None:
    """A process of the same name whose monotonic clock begins anew counts the time all the same."""
    world = World()
    world.running()
    before = next(iter(world.spending.known.values())).seconds

    world.clock.sleep(600.0)
    uptime = world.clock.seconds - 5.0
    world.clock.seconds, world.clock.jumped = 5.0, world.clock.jumped + uptime
    world.cloud.changes = [(0.0, ModelState.RUNNING)]
    world.life().look()

    after = next(iter(world.spending.known.values())).seconds
    assert after - before == pytest.approx(600.0)


def test_a_start_that_nobody_saw_end() -> None:
    """A model that came to run while no process looked is paid for from when it was last seen."""
    world = World()
    life = world.life()
    ask_start(life)
    life.look()

    world.clock.sleep(3 * HOURS)
    world.life().look()

    (run,) = world.spending.known.values()
    assert run.seconds == pytest.approx(3 * HOURS)


def test_the_time_counts_from_the_wish_on() -> None:
    """When the process ends between a wish and its first look, the time since then counts."""
    world = World()
    ask_start(world.life())
    world.cloud.start()

    world.clock.sleep(3 * HOURS)
    world.life().look()

    (run,) = world.spending.known.values()
    assert run.seconds == pytest.approx(3 * HOURS)


def test_one_process_looks() -> None:
    """One process looks after the model; another one takes over after a minute of silence."""
    world = World()
    first, second = world.life("first"), world.life("second")
    first.look()
    ask_start(second)

    second.look()
    before = list(world.cloud.asked)
    world.clock.sleep(61.0)
    second.look()
    after = list(world.cloud.asked)
    first.look()

    assert (before, after) == ([], ["start"])
    assert world.records.leaders == {world.name: "second"}


def test_a_process_that_ends_lets_another_one_look() -> None:
    """A process that is stopped in good order hands the model over at once."""
    world = World()
    first, second = world.life("first"), world.life("second")
    first.look()

    first.resign()
    ask_start(second)
    second.look()

    assert world.cloud.asked == ["start"]


def test_time_passes_across_a_takeover() -> None:
    """Idle time, lease and cost go on where the other process left them."""
    world = World()
    life = world.running(terms=StartTerms(lease_seconds=2 * HOURS))
    world.go_on(life, HOURS)

    second = world.life("second")
    world.clock.sleep(70.0)
    world.go_on(second, HOURS)

    (run,) = world.spending.known.values()
    assert world.kept.running_for == pytest.approx(run.seconds, abs=1.0)
    assert world.cloud.accepted == ["start", "stop"]
    assert len(world.said("is running")) == 1


def test_a_jump_at_a_takeover_is_warned_of() -> None:
    """When the clock jumps just as another process takes over, an idle model is warned of first."""
    world = World()
    world.running()
    world.clock.jumped += 5 * HOURS
    second = world.life("second")

    second.look()
    warned = list(world.said("because nobody uses it"))
    second.used()
    world.go_on(second, 600.0)

    assert len(warned) == 1
    assert world.cloud.accepted == ["start"]


def test_a_clock_that_went_back_at_a_takeover() -> None:
    """When the clock goes back as another process takes over, time goes on from there."""
    world = World()
    life = world.running()
    life.resign()
    world.clock.jumped -= 5 * HOURS
    second = world.life("second")

    world.go_on(second, 1900.0)

    assert world.cloud.accepted == ["start", "stop"]


def test_a_process_that_slept_does_not_write_into_the_next_run() -> None:
    """A process that wakes up after a whole run changes nothing of the next one."""
    world = World()
    asleep = world.life("asleep")
    ask_start(asleep)
    asleep.look()
    awake = world.life("awake")
    status = world.cloud.status

    def sleep_through_a_run() -> object:
        world.cloud.status = status  # type: ignore[method-assign]
        before = status()
        world.clock.sleep(61.0)
        world.go_on(awake, START_SECONDS)
        ask_stop(awake, now=True)
        world.go_on(awake, 120.0)
        ask_start(awake, "U2", "C2")
        awake.look()
        return before

    world.clock.sleep(TICK)
    world.cloud.status = sleep_through_a_run  # type: ignore[method-assign,assignment]
    asleep.look()

    assert (world.kept.who, world.kept.phase) == ("U2", Phase.STARTING)
    assert world.cloud.accepted == ["start", "stop", "start"]


def test_what_was_looked_at_before_is_changed_no_more() -> None:
    """A change counts only for the run and the phase that it was made for."""
    world = World()
    book = Book(
        world.records, world.spending, world.audit, world.clock, world.name, lambda: world.version
    )
    before = world.running().record()

    other_run = book.update(replace(before, run="another"), idle=99.0)
    other_phase = book.update(replace(before, phase=Phase.STARTING), idle=99.0)
    same = book.update(before, idle=99.0)

    assert other_run == other_phase == before
    assert same == replace(before, idle=99.0)


def test_the_second_process_writes_once_in_five_seconds() -> None:
    """Work is noted often enough to keep a model, and not for each image."""
    world = World()
    life = world.running()
    changes: list[str] = []
    update = world.records.update

    def counted(model: str, change: object) -> object:
        changes.append(model)
        return update(model, change)  # type: ignore[arg-type]

    world.records.update = counted  # type: ignore[method-assign,assignment]
    for _ in range(100):
        world.clock.sleep(0.1)
        life.used()

    assert 1 <= len(changes) <= 3
