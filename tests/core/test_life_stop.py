"""A stop, from the wish to the bill: it happens, whatever is in its way."""

from __future__ import annotations

import pytest

from bot.core.cards import Press
from bot.core.errors import DetectionDenied, ModelBusy, ModelOutOfReach
from bot.core.life_asking import Told
from bot.core.life_record import Phase
from bot.core.model import ModelState
from bot.core.requests import StartTerms
from tests.core.lives import FREE, STOP_SECONDS, TICK, World, ask_start, ask_stop

REFUSED = DetectionDenied(action="rekognition:StopProjectVersion")


def test_a_stop_is_told_with_its_bill() -> None:
    """One message follows the stop to its end, and then tells how long it ran and what it cost."""
    world = World()
    life = world.running(terms=StartTerms(lease_seconds=7200.0))
    world.go_on(life, 3600.0 - TICK)

    ask_stop(life, "U2")
    life.look()
    (key,) = world.said("The model v7 is being stopped, asked for by <@U2>.")
    world.go_on(life, STOP_SECONDS + TICK)

    card = world.board.cards[key]
    assert card.text == (
        "The model v7 is stopped, asked for by <@U2>. It ran for 1 h 1 min and cost 4.08 USD."
    )
    assert [button.press for button in card.buttons] == [Press.START]
    assert world.cloud.state is ModelState.STOPPED


def test_a_stopped_run_is_kept() -> None:
    """A run ends with its time, its cost and who asked for that."""
    world = World()
    life = world.running()
    ask_stop(life, "U2")

    world.go_on(life, STOP_SECONDS + TICK)

    (run,) = world.spending.known.values()
    assert run.ended is not None
    assert run.reason == "asked for by <@U2>"
    assert run.dollars == pytest.approx(run.seconds * 4 / 3600)
    assert [entry.action for entry in world.audit.entries] == [
        "start",
        "running",
        "stop",
        "stopped",
    ]


def test_a_scaled_run_costs_at_most() -> None:
    """What AWS may have scaled up is counted at its most, and told so."""
    world = World()
    life = world.running(terms=StartTerms(units=1, max_units=3))
    ask_stop(life)

    world.go_on(life, STOP_SECONDS + TICK)

    (run,) = world.spending.known.values()
    assert run.dollars == pytest.approx(run.seconds * 12 / 3600)
    assert world.said("and cost at most ")


def test_images_in_flight_are_finished_first() -> None:
    """A stop waits for the images in flight, says how many, and asks AWS when none is left."""
    world = World()
    life = world.running()
    world.jobs.busy = 2
    ask_stop(life)
    life.look()
    (key,) = world.said("I finish 2 pictures first; `/rekog stop now` does not wait for that.")

    world.jobs.busy = 1
    world.go_on(life, 60.0)
    said, asked = world.said("I finish one picture first"), list(world.cloud.asked)
    world.jobs.busy = 0
    world.go_on(life, TICK)

    assert (said, asked) == ([key], ["start"])
    assert world.cloud.accepted == ["start", "stop"]


def test_images_can_be_detected_while_a_stop_waits() -> None:
    """While the images in flight are finished, they still find the model; then no more."""
    world = World()
    life = world.running()
    world.jobs.busy = 1
    ask_stop(life)
    life.look()

    draining = life.ready()
    ask_stop(life, now=True)

    assert draining
    assert not life.ready()


def test_a_stop_does_not_wait_for_ever() -> None:
    """After ten minutes a stop waits for images no more."""
    world = World()
    life = world.running()
    world.jobs.busy = 5
    ask_stop(life)

    world.go_on(life, 590.0)
    before = list(world.cloud.accepted)
    world.go_on(life, 30.0)

    assert before == ["start"]
    assert world.cloud.accepted == ["start", "stop"]


def test_stop_now() -> None:
    """`stop now` does not wait for the images in flight, also when a stop was waiting for them."""
    world = World()
    life = world.running()
    world.jobs.busy = 5
    ask_stop(life)
    life.look()

    asked = ask_stop(life, now=True)
    life.look()

    assert asked.told is Told.DONE
    assert world.cloud.accepted == ["start", "stop"]


def test_a_second_stop() -> None:
    """A second admin who stops reads that it is being stopped; a third that it is stopped."""
    world = World()
    life = world.running()

    ask_stop(life, "U1", now=True)
    second = ask_stop(life, "U2", now=True)
    world.go_on(life, STOP_SECONDS + TICK)
    third = ask_stop(life, "U3")

    assert (second.told, second.before.stopped_by) == (Told.UNDER_WAY, "U1")
    assert third.told is Told.ALREADY
    assert len([entry for entry in world.audit.entries if "stop now" in entry.action]) == 1


def test_a_stop_that_fails_five_times() -> None:
    """Stop is repeated until STOPPED is seen; after three refusals admins are told, once."""
    world = World()
    life = world.running()
    world.cloud.refusals["stop"] = [REFUSED] * 5
    ask_stop(life)

    world.go_on(life, 6 * TICK + STOP_SECONDS)

    assert world.cloud.asked == ["start", *["stop"] * 6]
    assert world.kept.phase is Phase.OFF
    (told,) = world.told_admins()
    assert "The model v7 does not stop: I asked 3 times." in told
    assert REFUSED.sentence in told
    assert "Meanwhile it costs 4.00 USD an hour" in told
    assert "stop it in the Amazon Rekognition console" in told


def test_a_stop_that_fails_costs() -> None:
    """The time in which a stop was refused is paid for as well."""
    world = World()
    life = world.running()
    world.cloud.refusals["stop"] = [REFUSED] * 360
    ask_stop(life)

    world.go_on(life, 3700.0)

    (run,) = world.spending.known.values()
    assert run.dollars > 4.0
    assert len(world.told_admins("does not stop")) == 2


def test_a_stop_that_was_not_expected_to_fail() -> None:
    """An error that nobody foresaw does not end a stop; admins read a reference, not a trace."""
    world = World()
    life = world.running()
    world.cloud.refusals["stop"] = [RuntimeError("secret")] * 5
    ask_stop(life)

    world.go_on(life, 200.0)

    assert world.kept.phase is Phase.OFF
    (told,) = world.told_admins()
    assert "secret" not in told


def test_a_stop_that_has_to_wait() -> None:
    """A model in the middle of a change is asked again, and that is nobody's news."""
    world = World()
    life = world.running()
    world.cloud.refusals["stop"] = [ModelBusy(detail="it is starting") for _ in range(5)]
    ask_stop(life)

    world.go_on(life, 6 * TICK + STOP_SECONDS)

    assert world.kept.phase is Phase.OFF
    assert world.told_admins() == []


def test_a_stop_of_what_cannot_be_seen() -> None:
    """A stop is asked for although AWS does not say how the model is."""
    world = World()
    life = world.running()
    world.cloud.unseen = ModelOutOfReach()
    ask_stop(life)

    world.go_on(life, 30.0)
    accepted = list(world.cloud.accepted)
    world.cloud.unseen = None
    world.go_on(life, STOP_SECONDS)

    assert accepted == ["start", "stop"]
    assert world.kept.phase is Phase.OFF


def test_a_stop_that_does_not_come_to_an_end() -> None:
    """Admins are told once of a model that has been stopping for half an hour."""
    world = World()
    life = world.running()
    world.cloud.become(ModelState.STOPPING)
    ask_stop(life)

    world.go_on(life, 4000.0)

    (told,) = world.told_admins()
    assert "has been stopping for 30 min" in told


def test_a_stop_that_is_called_off() -> None:
    """A start while a stop waits for images calls it off: the model stays on, its message says so.

    Whatever caused the stop would cause it again at once, so it stays for an hour.
    """
    world = World()
    life = world.running()
    world.jobs.busy = 1
    ask_stop(life, "U2")
    life.look()
    (key,) = world.said("is being stopped")

    asked = ask_start(life, "U1")
    world.jobs.busy = 0
    world.go_on(life, 1900.0)

    assert asked.told is Told.DONE
    assert world.board.cards[key].text.startswith("The model v7 stays on. It stops after 30 min")
    assert world.cloud.accepted == ["start"]
    assert world.kept.phase is Phase.ON


def test_a_stop_after_one_that_was_called_off() -> None:
    """A second stop in the same run has a message of its own."""
    world = World()
    life = world.running()
    world.jobs.busy = 1
    ask_stop(life)
    life.look()
    ask_start(life)
    life.look()
    (first,) = world.said("stays on")

    world.jobs.busy = 0
    ask_stop(life)
    world.go_on(life, STOP_SECONDS + TICK)

    (second,) = world.said("is stopped")
    assert second != first


def test_a_stop_begins_before_aws_knows_of_the_start() -> None:
    """A start that is called off before AWS shows it does not run on unseen."""
    world = World()
    world.cloud.lag = 40.0
    life = world.life()
    ask_start(life)
    life.look()

    ask_stop(life)
    world.go_on(life, 1000.0)

    assert world.cloud.accepted == ["start", "stop"]
    assert world.cloud.state is ModelState.STOPPED
    assert len(world.spending.known) == 1


def test_a_stop_without_a_channel() -> None:
    """The bill of a run that belongs to no channel goes to the admins."""
    world = World()
    life = world.life()
    ask_start(life, "shell:kim", "")
    world.go_on(life, 320.0)
    ask_stop(life, "shell:kim", "")

    world.go_on(life, STOP_SECONDS + TICK)

    assert world.told_admins("The model v7 is stopped, asked for by kim at a shell. It ran for")


def test_a_free_model_stops_at_once() -> None:
    """A model in this process stops within one look, and costs no word about money."""
    world = World(rules=FREE, name="local")
    world.cloud.become(ModelState.RUNNING)
    world.cloud.stop = lambda: world.cloud.become(ModelState.STOPPED)  # type: ignore[method-assign]
    life = world.life()
    life.look()

    ask_stop(life)
    life.look()

    assert world.said("The model v7 is stopped, asked for by <@U1>.")
    assert world.said_ever("USD") == []
    assert world.kept.phase is Phase.OFF


def test_a_new_run_after_a_stop() -> None:
    """A model that was stopped can be started again, as a new run with messages of its own."""
    world = World()
    life = world.running()
    ask_stop(life)
    world.go_on(life, STOP_SECONDS + TICK)

    ask_start(life, "U2")
    world.go_on(life, 400.0)

    assert len(world.said("is running")) == 2
    assert len(world.spending.known) == 2
    assert world.kept.idle < 400.0
