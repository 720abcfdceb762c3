"""A start, from the wish to the announcement, and what is said when it does not come to that."""

from __future__ import annotations

import pytest

from bot.core.cards import Press
from bot.core.errors import (
    ModelBusy,
    ModelLimitReached,
    ModelOutOfReach,
    ModelRefused,
)
from bot.core.life_asking import Told
from bot.core.life_record import Phase
from bot.core.model import ModelState
from bot.core.requests import StartTerms
from tests.core.lives import FREE, START_SECONDS, TICK, World, ask_start, ask_stop, wait_in_line


def test_a_start_is_told_at_once() -> None:
    """The channel reads who starts which model, how long that takes, and what it will cost."""
    world = World()
    life = world.life()

    ask_start(life)
    life.look()

    (key,) = world.said("<@U1> is starting the model v7. That usually takes 5 to 30 minutes")
    card = world.board.cards[key]
    assert "From then on it costs 4.00 USD an hour for 1 inference unit." in card.text
    assert [button.press for button in card.buttons] == [Press.STOP]
    assert world.cloud.accepted == ["start"]


def test_the_message_of_a_start_is_kept_up_to_date() -> None:
    """The same message says how long it has taken so far; it is edited once a minute, not more."""
    world = World()
    life = world.life()
    ask_start(life)

    world.go_on(life, 200.0)

    assert world.said("is starting") == world.said("3 min so far")
    assert len(world.said_ever("is starting")) == 4


def test_a_running_model_is_announced() -> None:
    """A new message says that it runs, how long that took, who started it, and when it stops."""
    world = World()

    world.running()

    (key,) = world.said("The model v7 is running")
    assert world.board.cards[key].text == (
        "The model v7 is running after 5 min, started by <@U1>. It stops after 30 min without "
        "work. Post a picture."
    )
    assert world.said("<@U1> has started the model v7.") != [key]
    assert world.said("is starting") == []


def test_a_lease_is_announced_with_its_end() -> None:
    """A model that was started for two hours says when they are over."""
    world = World()

    world.running(terms=StartTerms(lease_seconds=7200.0))

    assert world.kept.lease is not None
    ends = int(world.clock.wall() + world.kept.lease)
    assert world.said(f"It stops at <!date^{ends}^{{time}}|")


def test_units_and_scaling_are_asked_for() -> None:
    """A start asks for the inference units of its terms, and the price is the one of these."""
    world = World()

    world.running(terms=StartTerms(units=2, max_units=4))

    assert (world.cloud.units, world.cloud.max_units) == (2, 4)
    assert world.said_ever("8.00 to 16.00 USD an hour for 2 to 4 inference units")


def test_those_who_wait_are_answered_in_order() -> None:
    """When the model runs, what waits is submitted in the order of its arrival, and only then."""
    world = World()
    posts = [wait_in_line(world, number) for number in (3, 1, 2)]
    life = world.life()
    ask_start(life)

    world.go_on(life, START_SECONDS - TICK)
    early = list(world.jobs.submitted)
    world.go_on(life, 2 * TICK)

    assert early == []
    assert [request for request, _ in world.jobs.submitted] == posts
    assert [attempt.number for attempt in world.jobs.attempts] == [2, 2, 2]
    assert world.room.count() == 0


def test_two_admins_at_once() -> None:
    """The second of two admins is told of the first; there is one start and one message."""
    world = World()
    life = world.life()

    first = ask_start(life, "U1", "C1")
    second = ask_start(life, "U2", "C2")
    world.go_on(life, START_SECONDS + TICK)

    assert [first.told, second.told] == [Told.DONE, Told.UNDER_WAY]
    assert second.before.who == "U1"
    assert world.cloud.asked == ["start"]
    assert len(world.said("is running")) == 1
    assert [entry.who for entry in world.audit.entries if entry.action == "start"] == ["U1"]


@pytest.mark.parametrize(
    ("refusal", "advice"),
    [
        (ModelLimitReached(detail="2 models run already."), "Stop another model, ask for fewer"),
        (ModelRefused(version="v7", reason="MinInferenceUnits."), "MODEL_ARN and INFERENCE_UNITS"),
        (RuntimeError("no such thing"), "tell an admin this reference"),
    ],
    ids=["limit", "refused", "unexpected"],
)
def test_a_start_that_is_refused(refusal: Exception, advice: str) -> None:
    """A start that is refused is told with what to do next, and is over."""
    world = World()
    world.cloud.refusals["start"] = [refusal]
    life = world.life()
    ask_start(life)

    world.go_on(life, 60.0)

    (key,) = world.said("The model v7 could not be started for <@U1>.")
    assert advice in world.board.cards[key].text
    assert [button.press for button in world.board.cards[key].buttons] == [Press.START]
    assert (world.kept.phase, world.cloud.asked) == (Phase.OFF, ["start"])
    assert "start failed" in [entry.action for entry in world.audit.entries]


def test_a_start_that_was_taken_without_an_answer() -> None:
    """A start that failed as told, and is taken all the same, is looked after, and ends when idle.

    Admins read that the model runs, since it costs money that nobody expects.
    """
    world = World()
    world.cloud.mute = RuntimeError("the answer could not be read")
    life = world.life()
    ask_start(life)

    world.go_on(life, START_SECONDS + 600.0)
    ran = world.kept.phase
    world.go_on(life, 3600.0)

    assert world.said("could not be started")
    assert world.told_admins("is running") != []
    assert ran is Phase.ON
    assert world.cloud.state is ModelState.STOPPED


@pytest.mark.parametrize("reason", [ModelBusy(detail="it is changing"), ModelOutOfReach()])
def test_a_start_that_has_to_wait(reason: Exception) -> None:
    """What is soon over does not end a start: it is asked for again, and comes about."""
    world = World()
    world.cloud.refusals["start"] = [reason, reason]
    life = world.life()
    ask_start(life)

    world.go_on(life, START_SECONDS + 60.0)

    assert world.kept.phase is Phase.ON
    assert world.said("could not be started") == []


def test_a_vendor_that_is_never_ready() -> None:
    """A start that has to wait for an hour is given up, with the last reason."""
    world = World()
    world.cloud.refusals["start"] = [ModelBusy(detail="it is changing") for _ in range(999)]
    life = world.life()
    ask_start(life)

    world.go_on(life, 3700.0)

    assert world.kept.phase is Phase.OFF
    assert world.said("it is changing")


def test_a_start_after_a_stop_elsewhere() -> None:
    """A start that meets a model that is just stopping waits for that, then starts it."""
    world = World()
    world.cloud.become(ModelState.STOPPING)
    world.cloud.become(ModelState.STOPPED, 45.0)
    life = world.life()
    ask_start(life)

    world.go_on(life, START_SECONDS + 90.0)

    assert world.cloud.accepted == ["start"]
    assert world.kept.phase is Phase.ON


def test_a_failed_start_is_tried_once_more() -> None:
    """A start that ends in FAILED is tried a second time, which may work."""
    world = World()
    world.cloud.starts_fail = 1
    life = world.life()
    ask_start(life)

    world.go_on(life, 2 * START_SECONDS + 60.0)

    assert world.cloud.accepted == ["start", "start"]
    assert world.kept.phase is Phase.ON


def test_a_start_that_failed_twice() -> None:
    """After two failed starts people read what AWS says and what to do, and nothing is asked."""
    world = World()
    world.cloud.starts_fail, world.cloud.message = 9, "Amazon is out of machines."
    life = world.life()
    ask_start(life)

    world.go_on(life, 3000.0)

    (key,) = world.said("could not be started")
    assert "AWS says: “Amazon is out of machines.” Try again in an hour" in (
        world.board.cards[key].text
    )
    assert world.cloud.accepted == ["start", "start"]
    assert world.spending.known == {}


@pytest.mark.parametrize("state", [ModelState.UNAVAILABLE, ModelState.TRAINING])
def test_a_model_that_cannot_be_started(state: ModelState) -> None:
    """A model that was deleted, or is still trained, is not asked to start."""
    world = World()
    world.cloud.become(state)
    life = world.life()
    ask_start(life)

    life.look()

    assert world.said("cannot be started: it is")
    assert world.cloud.asked == []


def test_a_start_that_is_stopped_elsewhere() -> None:
    """When somebody stops the model in the console while it starts, it is not started again."""
    world = World()
    life = world.life()
    ask_start(life)
    world.go_on(life, 100.0)
    world.cloud.changes = []
    world.cloud.become(ModelState.STOPPED)

    world.go_on(life, 30.0)

    assert world.said("It was stopped outside of Slack")
    assert world.cloud.accepted == ["start"]


def test_a_start_that_takes_very_long() -> None:
    """Admins are told once when a model has been starting for an hour."""
    world = World()
    world.cloud.become(ModelState.STARTING)
    life = world.life()
    ask_start(life)

    world.go_on(life, 4000.0)

    assert world.told_admins("has been starting for 1 h") == world.told_admins()
    assert len(world.told_admins()) == 1


def test_a_start_that_is_called_off() -> None:
    """A stop while it starts is asked for as soon as it can be, and its message says so."""
    world = World()
    life = world.life()
    ask_start(life)
    world.go_on(life, 100.0)

    ask_stop(life, "U2")
    world.go_on(life, 30.0)
    meanwhile = world.said("The model v7 is being stopped, asked for by <@U2>.")
    world.go_on(life, START_SECONDS)

    assert len(meanwhile) == 1
    assert world.said("is starting") == []
    assert world.cloud.accepted == ["start", "stop"]
    assert world.said("is stopped, asked for by <@U2>.") == meanwhile
    assert world.said("is running") == []


def test_what_a_called_off_start_costs() -> None:
    """A model that came to run only to be stopped is paid for, and has a run with an end."""
    world = World()
    life = world.life()
    ask_start(life)
    world.go_on(life, 100.0)
    ask_stop(life)

    world.go_on(life, START_SECONDS + 90.0)

    (run,) = world.spending.known.values()
    assert run.seconds >= 60.0
    assert run.ended is not None


def test_a_free_model_starts_at_once() -> None:
    """A model in this process runs when it was asked to, and no word is said about money."""
    world = World(rules=FREE, name="local")

    def start(units: int | None = None, max_units: int | None = None) -> None:
        world.cloud.become(ModelState.RUNNING)

    world.cloud.start = start  # type: ignore[method-assign]
    world.cloud.units = None
    life = world.life()
    ask_start(life)

    life.look()

    assert world.said("The model v7 is running, started by <@U1>.")
    assert world.said_ever("USD") == []


def test_a_start_from_a_shell() -> None:
    """A start that nobody asked for in a channel is told to nobody, and known all the same."""
    world = World()
    life = world.life()
    ask_start(life, "shell:kim", "")

    world.go_on(life, START_SECONDS + TICK)

    assert world.board.cards == {}
    assert world.kept.phase is Phase.ON
    assert [run.who for run in world.spending.known.values()] == ["shell:kim"]


def test_slack_out_of_reach() -> None:
    """A start goes on when Slack takes no message, and its message comes when Slack does."""
    world = World()
    world.board.shut = True
    life = world.life()
    ask_start(life)
    world.go_on(life, 60.0)

    world.board.shut = False
    world.go_on(life, START_SECONDS)

    assert world.said("has started the model")
    assert world.kept.phase is Phase.ON


def test_a_team_without_a_model() -> None:
    """Nothing waits for a model that cannot be started: the work itself tells what to do first."""
    world = World(exists=False)
    life = world.life()
    before = life.ready(), life.lasting()

    life.look()
    world.exists = True

    assert before == (True, True)
    assert (life.ready(), life.lasting()) == (False, False)
    assert world.cloud.asked == []
