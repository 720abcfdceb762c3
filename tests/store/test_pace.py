"""The pace that processes share."""

from __future__ import annotations

import pytest

from bot.store import Database, SharedPace
from bot.store.pace import ROOM
from tests.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def pace(database: Database, clock: FakeClock, rate: float = 5.0) -> SharedPace:
    return SharedPace(database, "model", lambda: rate, clock)


def test_two_processes_keep_one_rate(tmp_path: object, clock: FakeClock) -> None:
    """Calls by turns are together as fast as the rate, less some room, and no faster."""
    database = Database(f"sqlite:///{tmp_path}/rekog.db")
    database.open()
    both = [pace(database, clock), pace(database, clock)]
    began = clock.now()

    for number in range(20):
        both[number % 2].wait()
    took = clock.now() - began
    database.close()

    assert took == pytest.approx(19 / (5 * ROOM))


def test_each_call_has_a_moment_of_its_own(database: Database, clock: FakeClock) -> None:
    """Callers that come together wait one after the other, on either database."""
    first = pace(database, clock, rate=0.5)

    first.wait()
    second_wait = first._reserve()

    assert second_wait == pytest.approx(2.0, abs=0.5)


def test_throttled_calls_slow_down_for_all(tmp_path: object, clock: FakeClock) -> None:
    """The rate is lowered once for calls that were under way together, and comes back."""
    database = Database(f"sqlite:///{tmp_path}/rekog.db")
    database.open()
    ours, theirs = pace(database, clock, 10.0), pace(database, clock, 10.0)
    ours.wait()
    ours.slow_down()
    theirs.slow_down()
    waits = []

    for _ in range(30):
        began = clock.now()
        theirs.wait()
        waits.append(clock.now() - began)
    database.close()

    assert waits[1] == pytest.approx(1 / (8.2 * ROOM))
    assert waits[-1] == pytest.approx(1 / (10 * ROOM))


def test_a_late_call_costs_the_next_ones_little(tmp_path: object, clock: FakeClock) -> None:
    """A hundred calls of which one is throttled still use 95 % of what is allowed."""
    database = Database(f"sqlite:///{tmp_path}/rekog.db")
    database.open()
    ours = pace(database, clock)
    began = clock.now()

    for number in range(101):
        ours.wait()
        if number == 50:
            ours.slow_down()
    took = clock.now() - began
    database.close()

    assert 99 / (5.0 * took) >= 0.95


def test_a_call_may_be_somewhat_late(tmp_path: object, clock: FakeClock) -> None:
    """At five a second, the fifth call after one that is 20 ms late is still a second later."""
    database = Database(f"sqlite:///{tmp_path}/rekog.db")
    database.open()
    ours = pace(database, clock)
    ours.wait()
    late = clock.now() + 0.02

    for _ in range(5):
        ours.wait()
    after = clock.now()
    database.close()

    assert after - late >= 1.0


def test_a_clock_that_jumps_back_stops_nobody(tmp_path: object, clock: FakeClock) -> None:
    """A reservation that is hours ahead is no queue."""
    database = Database(f"sqlite:///{tmp_path}/rekog.db")
    database.open()
    ours = pace(database, clock)
    ours.wait()

    clock.jumped -= 7200
    before = clock.now()
    ours.wait()
    database.close()

    assert clock.now() - before < 1
