"""When a model is stopped by itself: without work, after its time, at night, over budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.life_record import LifeRecord, Phase
from bot.core.life_rules import LifeRules, due, until_quiet
from bot.core.model import ModelState
from bot.core.requests import Entry, StartTerms
from tests.core.lives import PRICED, TICK, World, new_key, wait_in_line

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = (time(22), time(6))
ON = LifeRecord("m", Phase.ON, "r1", "U1")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_stop_without_work_is_announced() -> None:
    """Five minutes before, the channel reads when it stops and why, with a button to keep it."""
    world = World()
    life = world.running()

    world.go_on(life, 1470.0)
    early = world.said("because nobody uses it")
    world.go_on(life, 3 * TICK)

    (key,) = world.said("because nobody uses it.")
    assert early == []
    assert [button.text for button in world.board.cards[key].buttons] == ["Keep 1 hour", "Stop"]
    assert world.cloud.accepted == ["start"]


def test_a_stop_without_work_comes_when_it_was_announced() -> None:
    """An idle model is stopped after its warning, and that message tells the end and the bill."""
    world = World()
    life = world.running()
    world.go_on(life, 1520.0)
    (key,) = world.said("because nobody uses it")

    world.go_on(life, 250.0)
    before = list(world.cloud.accepted)
    world.go_on(life, 150.0)

    assert before == ["start"]
    assert world.said("is stopped, because nobody has used it for 30 minutes. It ran for") == [key]
    assert world.cloud.state is ModelState.STOPPED


def test_work_takes_a_warning_back() -> None:
    """A model that is used again stays on, and the warning is edited to say so."""
    world = World()
    life = world.running()
    world.go_on(life, 1520.0)
    (key,) = world.said("because nobody uses it")

    life.used()
    life.look()
    world.go_on(life, 1000.0)

    assert world.board.cards[key].text == (
        "The model v7 stays on. It stops after 30 min without work."
    )
    assert world.board.cards[key].buttons == ()
    assert world.cloud.accepted == ["start"]


def test_a_second_warning_is_a_message_of_its_own() -> None:
    """Each time that a model gets idle there is one warning, posted anew."""
    world = World()
    life = world.running()
    world.go_on(life, 1520.0)
    (first,) = world.said("because nobody uses it")
    life.used()
    life.look()

    world.go_on(life, 1520.0)

    (second,) = world.said("because nobody uses it")
    assert second != first


def test_keep_takes_a_warning_back() -> None:
    """“Keep 1 hour” keeps an idle model for an hour, and the warning says until when."""
    world = World()
    life = world.running()
    world.go_on(life, 1520.0)
    (key,) = world.said("because nobody uses it")

    life.asking.keep(new_key(), "U2", Entry.BUTTON)
    life.look()
    ends = int(world.clock.wall() + 3600)
    said = world.board.cards[key].text
    world.go_on(life, 3200.0)
    kept = list(world.cloud.accepted)
    world.go_on(life, 900.0)

    assert said == (
        "The model v7 stays on. It stops after 30 min without work, but not before "
        f"<!date^{ends}^{{time}}|{datetime.fromtimestamp(ends, UTC):%H:%M} UTC>."
    )
    assert kept == ["start"]
    assert world.cloud.accepted == ["start", "stop"]
    assert ("U2", "keep") in [(entry.who, entry.action) for entry in world.audit.entries]


def test_a_stop_by_a_rule_is_kept_off_while_it_waits() -> None:
    """“Keep 1 hour” also calls off a stop by a rule that waits for the images in flight."""
    world = World()
    life = world.running(terms=StartTerms(lease_seconds=600.0))
    world.jobs.busy = 1
    world.go_on(life, 700.0)
    phase = world.kept.phase

    life.asking.keep(new_key(), "U2", Entry.BUTTON)
    world.go_on(life, 60.0)

    assert phase is Phase.DRAINING
    assert world.kept.phase is Phase.ON
    assert world.said("stays on")


@pytest.mark.parametrize("at_work", ["in flight", "waiting"])
def test_a_busy_model_is_not_idle(at_work: str) -> None:
    """While images are worked on, or wait to be, the time without work does not begin."""
    world = World()
    life = world.running()
    life.not_running()
    world.jobs.busy = at_work == "in flight"

    for _ in range(100):
        if at_work == "waiting":
            world.records.update(world.name, lambda kept: replace(kept, refused=0.0))
            wait_in_line(world, 1)
        world.go_on(life, 60.0)

    assert world.cloud.accepted == ["start"]
    assert world.said("because") == []


def test_a_short_idle_stop_does_not_warn_of_a_busy_model() -> None:
    """With an idle stop shorter than its warning, the warning comes half way, and not at once."""
    world = World(rules=replace(PRICED, idle_stop=120.0))
    life = world.running()

    world.go_on(life, 40.0)
    early = world.said("because nobody uses it")
    world.go_on(life, 30.0)
    warned = world.said("because nobody uses it")
    world.go_on(life, 70.0)

    assert (early, len(warned)) == ([], 1)
    assert world.cloud.accepted == ["start", "stop"]


def test_a_lease_ends() -> None:
    """A model that was started for two hours stops after them, used or not, and warns before."""
    world = World()
    life = world.running(terms=StartTerms(lease_seconds=7200.0))

    for _ in range(6):
        world.go_on(life, 1140.0)
        life.used()
    early = list(world.board.cards)
    world.go_on(life, 300.0)
    warned = world.said("because the time that it was started for is over then.")
    world.go_on(life, 200.0)

    assert len(early) == 2
    assert len(warned) == 1
    assert world.said("is stopped, because the time that it was started for is over") == warned


def test_a_lease_outlasts_idle_time() -> None:
    """Within the time that it was started for, a model is not stopped for want of work."""
    world = World()
    life = world.running(terms=StartTerms(lease_seconds=7200.0))

    world.go_on(life, 6000.0)

    assert world.cloud.accepted == ["start"]


@pytest.mark.parametrize(
    ("record", "seconds"),
    [
        (ON, 1800.0),
        (replace(ON, idle=1000.0), 800.0),
        (replace(ON, idle=1000.0, keep=3600.0), 3600.0),
        (replace(ON, idle=5000.0), 0.0),
        (replace(ON, lease=60.0, idle=1790.0), 60.0),
        (replace(ON, lease=60.0, keep=100.0), 100.0),
    ],
)
def test_when_a_model_is_due(record: LifeRecord, seconds: float) -> None:
    """The idle time counts without a lease, the lease with one, and “Keep” puts both off."""
    ends = due(record, PRICED, NOON)

    assert ends is not None
    assert ends.seconds == seconds


def test_a_model_that_nothing_stops() -> None:
    """Without any rule a model is never due, and people are told that it runs on."""
    world = World(rules=LifeRules(price_per_unit_hour=4.0))
    life = world.running()

    world.go_on(life, 90_000.0, tick=300.0)

    assert due(ON, world.rules, NOON) is None
    assert world.cloud.accepted == ["start"]
    assert world.said("It runs until somebody stops it.")


@pytest.mark.parametrize(
    ("quiet", "at", "hours"),
    [
        (NIGHT, datetime(2026, 6, 1, 12), 10.0),
        (NIGHT, datetime(2026, 6, 1, 22), 0.0),
        (NIGHT, datetime(2026, 6, 2, 0, 30), 0.0),
        (NIGHT, datetime(2026, 6, 2, 5, 59), 0.0),
        (NIGHT, datetime(2026, 6, 2, 6), 16.0),
        ((time(13), time(14)), datetime(2026, 6, 1, 13, 30), 0.0),
        ((time(13), time(14)), datetime(2026, 6, 1, 14), 23.0),
        ((time(13, 30), time(14)), datetime(2026, 6, 1, 13), 0.5),
        # The night in which the clocks go forward has an hour less, the other one an hour more.
        ((time(4), time(6)), datetime(2026, 3, 29, 0), 3.0),
        ((time(4), time(6)), datetime(2026, 10, 25, 0), 5.0),
        ((time(2, 30), time(6)), datetime(2026, 3, 29, 1), 1.5),
    ],
)
def test_quiet_hours(quiet: tuple[time, time], at: datetime, hours: float) -> None:
    """Quiet hours may cross midnight, and begin by the clock on the wall, also in summer."""
    seconds = until_quiet(quiet, at.replace(tzinfo=BERLIN))

    assert seconds == hours * 3600


def evening(world: World, hour: int, minute: int = 0) -> None:
    """Set the time of day of a world in Berlin."""
    at = datetime(2026, 6, 1, hour, minute, tzinfo=BERLIN)
    world.clock.jumped = at.timestamp() - world.clock.seconds


def test_a_model_is_stopped_for_the_night() -> None:
    """When the quiet hours begin a model is stopped although it is used, after a warning."""
    world = World(rules=replace(PRICED, quiet_hours=NIGHT, time_zone=BERLIN))
    evening(world, 21, 30)
    life = world.running()
    announced = world.board.cards[world.said("is running")[0]].text

    for _ in range(5):
        world.go_on(life, 280.0)
        life.used()
    warned = world.said("because the quiet hours begin.")
    world.go_on(life, 240.0)

    ends = int(datetime(2026, 6, 1, 22, tzinfo=BERLIN).timestamp())
    assert f"without work, and at <!date^{ends}^{{time}}|20:00 UTC> at the latest." in announced
    assert world.said("is stopped, because the quiet hours have begun") == warned
    assert len(warned) == 1


def test_a_start_in_the_quiet_hours() -> None:
    """Whoever starts a model at night gets an hour, and is told so."""
    world = World(rules=replace(PRICED, quiet_hours=NIGHT, time_zone=BERLIN))
    evening(world, 23)
    life = world.running()
    announced = world.board.cards[world.said("is running")[0]].text

    world.go_on(life, 3200.0)
    early = list(world.cloud.accepted)
    world.go_on(life, 500.0)

    ends = datetime(2026, 6, 2, 0, 5, tzinfo=BERLIN).timestamp()
    assert f"It stops at <!date^{int(ends)}^" in announced
    assert early == ["start"]
    assert world.cloud.accepted == ["start", "stop"]


def test_a_lease_outlasts_the_evening() -> None:
    """A model that was started for five hours is not stopped when the quiet hours begin."""
    world = World(rules=replace(PRICED, quiet_hours=NIGHT, time_zone=BERLIN))
    evening(world, 21)
    life = world.running(terms=StartTerms(lease_seconds=5 * 3600.0))

    world.go_on(life, 2 * 3600.0)

    assert world.cloud.accepted == ["start"]


def spend(world: World, dollars: float, days_ago: int = 0) -> None:
    """Money was spent on a day."""
    day = datetime.fromtimestamp(world.clock.wall(), UTC).date() - timedelta(days=days_ago)
    world.spending.by_day[day] = dollars


def test_most_of_a_budget_is_spent() -> None:
    """At 80 % of a budget the channel and the admins are warned, once, across restarts and runs."""
    world = World(rules=replace(PRICED, budget_per_day=10.0))
    spend(world, 7.95)
    life = world.running()
    early = world.told_admins()

    world.go_on(life, 120.0)
    world.go_on(world.life(), 120.0)

    (told,) = world.told_admins()
    assert early == []
    assert "of the 10.00 USD for today are spent on the model. At 10.00 USD I stop it" in told
    assert len(world.said("of the 10.00 USD for today are spent")) == 1


@pytest.mark.parametrize(
    ("rules", "days_ago", "setting"),
    [
        (replace(PRICED, budget_per_day=10.0), 0, "BUDGET_PER_DAY"),
        (replace(PRICED, budget_per_month=10.0), 3, "BUDGET_PER_MONTH"),
    ],
    ids=["day", "month"],
)
def test_a_spent_budget(rules: LifeRules, days_ago: int, setting: str) -> None:
    """At 100 % the model is stopped at once, used or kept or not, and people read which budget."""
    world = World(rules=rules)
    spend(world, 9.95, days_ago)
    life = world.running(terms=StartTerms(lease_seconds=7200.0))
    life.asking.keep(new_key(), "U1", Entry.BUTTON)
    world.jobs.busy = 1

    world.go_on(life, 200.0)

    assert world.cloud.state is ModelState.STOPPED
    assert world.said(f"is spent ({setting}). It ran for")


def test_an_old_day_is_not_counted() -> None:
    """What was spent yesterday does not count for the budget of today, nor last month's."""
    world = World(rules=replace(PRICED, budget_per_day=10.0, budget_per_month=100.0))
    spend(world, 9.95, days_ago=1)
    world.spending.by_day[datetime(2020, 1, 1).date()] = 1000.0
    life = world.running()

    world.go_on(life, 600.0)

    assert world.kept.phase is Phase.ON
    assert world.told_admins() == []


def test_a_budget_does_not_stop_what_costs_nothing() -> None:
    """The embedded model runs on although a budget is spent."""
    world = World(rules=LifeRules(budget_per_day=1.0), name="local")
    spend(world, 5.0)
    world.cloud.become(ModelState.RUNNING)
    life = world.life()

    world.go_on(life, 600.0)

    assert world.kept.phase is Phase.ON
    assert life.purse.spent() is None


def test_the_day_of_a_budget() -> None:
    """A day of a budget is one in the team's time zone."""
    world = World(rules=replace(PRICED, time_zone=BERLIN))
    evening(world, 0, 30)

    today = world.life().purse.today

    assert today.isoformat() == "2026-06-01"
