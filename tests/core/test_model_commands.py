"""What commands and buttons about the model do, and what their askers read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.core.attempts import FIRST_ATTEMPT
from bot.core.cards import Card, Press, read_terms
from bot.core.errors import ModelOutOfReach
from bot.core.life import ModelLife
from bot.core.life_record import Phase
from bot.core.life_rules import LifeRules
from bot.core.model import Member, ModelState, ModelStatus
from bot.core.model_commands import ModelCommands
from bot.core.permission import Permission
from bot.core.records import Parked
from bot.core.requests import Entry, ModelAction, ModelRequest, StartTerms
from tests.core.lives import FREE, PRICED, START_SECONDS, TICK, World, new_key, wait_in_line
from tests.fake_records import FakeParking
from tests.fakes import FakeMembers, FakeReplies

PEOPLE = {
    "U1": Member("U1", "T1", is_admin=True),
    "U2": Member("U2", "T1", is_admin=True),
    "U3": Member("U3", "T1"),
}


@dataclass
class Desk:
    """Where commands are answered, in a world."""

    world: World = field(default_factory=World)
    parking: FakeParking = field(default_factory=FakeParking)
    replies: FakeReplies = field(default_factory=FakeReplies)
    life: ModelLife = field(init=False)

    def __post_init__(self) -> None:
        self.life = self.world.life()
        self.commands = ModelCommands(
            self.life,
            Permission(FakeMembers(PEOPLE), "T1", ()),
            self.replies,
            waiting=self.world.room,
            parking=self.parking,
            spending=self.world.spending,
            audit=self.world.audit,
            clock=self.world.clock,
        )

    def ask(self, action: ModelAction, **asked: Any) -> Card | None:
        """What the asker reads; None when nobody is told privately."""
        request = ModelRequest(new_key(), action, "U1", "T1", "C1", "https://r.example")
        told = self.commands.answer(replace(request, **asked))
        return Card(told) if isinstance(told, str) else told

    def read(self, action: ModelAction, **asked: Any) -> str:
        """The text of it."""
        card = self.ask(action, **asked)
        assert card is not None
        return card.text

    def start(self, **asked: Any) -> None:
        """Start the model, and let it come to run."""
        assert self.ask(ModelAction.START, confirmed=True, **asked) is None
        self.world.go_on(self.life, START_SECONDS + TICK)


def test_a_start_asks_first() -> None:
    """A start says what it costs and when it ends, and does nothing before that is confirmed."""
    desk = Desk()

    card = desk.ask(ModelAction.START)

    assert card is not None
    assert card.text == (
        "Starting the model costs *4.00 USD an hour for 1 inference unit*, used or not, until it "
        "is stopped. It stops after 30 min without work. Shall I start it?"
    )
    assert [button.press for button in card.buttons] == [Press.CONFIRM_START, Press.DISMISS]
    assert desk.world.kept.phase is Phase.OFF


def test_the_question_carries_the_terms() -> None:
    """The price is the one of the units that were asked for, and the button knows the terms."""
    desk = Desk()
    terms = StartTerms(7200.0, 2, 4)

    card = desk.ask(ModelAction.START, terms=terms)

    assert card is not None
    assert "*8.00 to 16.00 USD an hour for 2 to 4 inference units*" in card.text
    assert "It stops 2 h after it has come to run: at most 32.00 USD in all" in card.text
    assert read_terms(card.buttons[0].value) == terms


def test_a_confirmed_start() -> None:
    """A confirmed start is asked for; the channel is told of it, and nobody privately."""
    desk = Desk()

    told = desk.ask(ModelAction.START, confirmed=True, terms=StartTerms(units=2))
    desk.life.look()

    assert told is None
    assert desk.world.cloud.units == 2
    assert desk.world.said("<@U1> is starting the model v7.")


@pytest.mark.parametrize(
    "terms", [StartTerms(units=6), StartTerms(max_units=6), StartTerms(units=3, max_units=2)]
)
def test_terms_that_cannot_be(terms: StartTerms) -> None:
    """More inference units than a model can have are refused before anything is asked."""
    desk = Desk()

    told = desk.read(ModelAction.START, terms=terms, confirmed=True)

    assert told.startswith("A model can have 1 to 5 inference units")
    assert desk.world.kept.phase is Phase.OFF


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_start_over_budget(confirmed: bool) -> None:
    """A start is refused when the budget is spent, also when it was asked for before that."""
    desk = Desk(World(rules=replace(PRICED, budget_per_month=10.0)))
    desk.world.spending.by_day[desk.life.purse.today] = 10.0

    told = desk.read(ModelAction.START, confirmed=confirmed)

    assert "The budget for this month is spent" in told
    assert "BUDGET_PER_MONTH" in told
    assert desk.world.kept.phase is Phase.OFF


def test_a_start_of_a_free_model() -> None:
    """A model that costs nothing is started without a question."""
    desk = Desk(World(rules=FREE, name="local"))

    told = desk.ask(ModelAction.START)

    assert told is None
    assert desk.world.kept.phase is Phase.STARTING


def test_a_second_start() -> None:
    """The second of two admins reads who is starting it, and where that will be told."""
    desk = Desk()
    desk.ask(ModelAction.START, confirmed=True)
    desk.world.go_on(desk.life, 120.0)

    told = desk.read(ModelAction.START, confirmed=True, user="U2", channel="C2")

    assert told == (
        "The model is being started already by <@U1>, for 2 min so far. <#C1> is told when it runs."
    )


def test_a_start_of_a_running_model() -> None:
    """Whoever starts a running model reads who started it; terms change nothing."""
    desk = Desk()
    desk.start()

    plain = desk.read(ModelAction.START)
    with_terms = desk.read(ModelAction.START, terms=StartTerms(units=2))

    assert plain == "Nothing to do: the model is running already, started by <@U1>."
    assert with_terms == f"{plain} What you asked for in addition changes nothing."


def test_a_start_of_what_was_started_elsewhere() -> None:
    """A model that was started in the console is not said to be started by whoever asks next."""
    desk = Desk()
    desk.world.cloud.become(ModelState.RUNNING)

    told = desk.read(ModelAction.START)

    assert "started by somebody outside of Slack" in told
    assert desk.world.kept.who == ""


def test_a_start_while_it_stops() -> None:
    """A start of a model that is being stopped has to wait for that."""
    desk = Desk()
    desk.start()
    desk.ask(ModelAction.STOP, now=True)

    told = desk.read(ModelAction.START)

    assert told.startswith("The model is being stopped. That has to end first")


def test_a_start_that_calls_a_stop_off() -> None:
    """A start while a stop waits for images calls the stop off, without a question."""
    desk = Desk()
    desk.start()
    desk.ask(ModelAction.STOP)

    told = desk.read(ModelAction.START)

    assert told == "The stop is called off: the model stays on for at least an hour."
    assert desk.world.kept.phase is Phase.ON


def test_a_start_that_cannot_be_looked_at() -> None:
    """When AWS does not answer, a start is not asked for, and the asker reads why."""
    desk = Desk()
    desk.world.cloud.unseen = ModelOutOfReach()

    told = desk.read(ModelAction.START, confirmed=True)

    assert told == ModelOutOfReach().sentence
    assert desk.world.kept.phase is Phase.OFF


@pytest.mark.parametrize("action", [ModelAction.START, ModelAction.STOP, ModelAction.STATUS])
def test_a_detector_that_is_always_on(action: ModelAction) -> None:
    """Where there is no model to start, every command says so; a budget does not matter."""
    desk = Desk(World(name="labels", rules=LifeRules(budget_per_day=0.0), always_on=True))
    status = ModelStatus(ModelState.ALWAYS_ON, "Amazon Rekognition labels")
    desk.world.cloud.status = lambda: status  # type: ignore[method-assign]

    told = desk.read(action, confirmed=True)

    assert told == (
        "Amazon Rekognition labels is always on: paid by the image, with nothing to start or stop."
    )


def test_a_stop() -> None:
    """A stop in the channel of the start is told there; elsewhere the asker reads where."""
    desk, other = Desk(), Desk()
    desk.start()
    other.start()

    here = desk.ask(ModelAction.STOP)
    there = other.read(ModelAction.STOP, channel="C2")

    assert here is None
    assert there == "The model is being stopped. <#C1> is told when it has stopped."


def test_a_stop_of_a_stopped_model() -> None:
    """Whoever stops a stopped model reads that."""
    desk = Desk()

    told = desk.read(ModelAction.STOP)

    assert told == "Nothing to do: the model is stopped already."


def test_a_second_stop() -> None:
    """The second of two admins who stop reads who was first, and how not to wait."""
    desk = Desk()
    desk.start()
    desk.ask(ModelAction.STOP)

    waiting = desk.read(ModelAction.STOP, user="U2")
    desk.ask(ModelAction.STOP, now=True)
    stopping = desk.read(ModelAction.STOP, user="U2")

    assert waiting == (
        "The model is being stopped already, asked for by <@U1>. `/rekog stop now` does not wait "
        "for pictures."
    )
    assert stopping == "The model is being stopped already, asked for by <@U1>."


def test_a_stop_of_what_was_started_elsewhere() -> None:
    """A model that was started in the console a moment ago is stopped when somebody asks."""
    desk = Desk()
    desk.world.cloud.become(ModelState.RUNNING)

    desk.ask(ModelAction.STOP)
    desk.world.go_on(desk.life, 120.0)

    assert desk.world.cloud.state is ModelState.STOPPED
    assert desk.world.said("is stopped, asked for by <@U1>.")


def test_keep() -> None:
    """Whoever keeps a running model reads until when; a stopped one cannot be kept."""
    desk = Desk()
    stopped = desk.read(ModelAction.KEEP)
    desk.start()

    kept = desk.read(ModelAction.KEEP, entry=Entry.BUTTON)
    desk.ask(ModelAction.STOP)
    stopping = desk.read(ModelAction.KEEP)

    assert stopped.startswith("The model is not running, so there is nothing to keep.")
    assert kept.startswith(
        "The model stays on for at least an hour. It stops after 30 min without work, but not "
        "before <!date^"
    )
    assert "`/rekog start` calls that off" in stopping


def test_the_status_of_a_running_model() -> None:
    """The status has units, time, money, the end, who waits, what failed, and buttons."""
    desk = Desk()
    desk.start(terms=StartTerms(units=2))
    desk.world.jobs.busy = 1
    desk.world.go_on(desk.life, 3600.0)
    wait_in_line(desk.world, 1)
    wait_in_line(desk.world, 2)
    park(desk)

    card = desk.ask(ModelAction.STATUS, user="U3")

    assert card is not None
    assert card.text.splitlines() == [
        "The model v7 is running, with 2 inference units, for 1 h, started by <@U1>.",
        "It costs 8.00 USD an hour for 2 inference units: 8.04 USD in this run, 8.04 USD today.",
        "It stops after 30 min without work.",
        "2 pictures wait for it.",
        "One job kept failing: `/rekog jobs`.",
        "It may be started and stopped by workspace admins and owners.",
    ]
    assert [button.press for button in card.buttons] == [Press.KEEP, Press.STOP]


def test_the_status_of_a_stopped_model() -> None:
    """The status of a stopped model has what today has cost, and a button to start it."""
    desk = Desk()
    desk.world.spending.by_day[desk.life.purse.today] = 3.5
    wait_in_line(desk.world, 1)

    card = desk.ask(ModelAction.STATUS)

    assert card is not None
    assert card.text.splitlines()[:3] == [
        "The model v7 is stopped.",
        "Today it has cost 3.50 USD.",
        "One picture waits for it.",
    ]
    assert [button.press for button in card.buttons] == [Press.START]


def test_the_status_while_it_changes() -> None:
    """While it starts the status says who asked and what it will cost; while it stops, that."""
    desk = Desk()
    desk.ask(ModelAction.START, confirmed=True)
    desk.life.look()

    starting = desk.ask(ModelAction.STATUS)
    desk.world.go_on(desk.life, START_SECONDS)
    desk.ask(ModelAction.STOP)
    draining = desk.read(ModelAction.STATUS)

    assert starting is not None
    assert starting.text.startswith(
        "The model v7 is starting, asked for by <@U1>.\nOnce it runs it costs 4.00 USD an hour"
    )
    assert [button.press for button in starting.buttons] == [Press.STOP]
    assert "started by <@U1>, about to be stopped." in draining


def test_the_status_of_what_cannot_be_seen() -> None:
    """When AWS does not answer, the status says so, and tells what is kept with its price."""
    desk = Desk()
    desk.start()
    desk.world.cloud.unseen = ModelOutOfReach()

    told = desk.read(ModelAction.STATUS)

    assert told.startswith("The model v7 is running, as far as I know, with 1 inference unit")
    assert ModelOutOfReach().sentence in told
    assert "It costs 4.00 USD an hour" in told


def test_the_status_of_a_free_model() -> None:
    """The status of the embedded model has no word about money or units."""
    desk = Desk(World(rules=FREE, name="local"))
    desk.world.cloud.become(ModelState.RUNNING)
    desk.world.cloud.units = None
    desk.world.go_on(desk.life, 60.0)

    told = desk.read(ModelAction.STATUS)

    assert told.splitlines()[0] == (
        "The model v7 is running, for 1 min, started by somebody outside of Slack."
    )
    assert "USD" not in told
    assert "unit" not in told


def test_the_status_of_a_model_that_failed() -> None:
    """The status tells what AWS says about a model that cannot run."""
    desk = Desk()
    desk.world.cloud.become(ModelState.FAILED)
    desk.world.cloud.message = "Amazon is out of machines."

    told = desk.read(ModelAction.STATUS)

    assert "The model v7 is failed. Its status message: Amazon is out of machines." in told


def test_the_log() -> None:
    """The log has who did what, where it came from, and what the bot did by itself."""
    desk = Desk()
    empty = desk.read(ModelAction.LOG)
    desk.start()
    desk.ask(ModelAction.STOP, user="U2", entry=Entry.BUTTON)

    lines = desk.read(ModelAction.LOG).splitlines()

    assert empty == "Nothing was started, stopped or changed yet."
    assert len(lines) == 3
    assert "*stop* by <@U2> (button) run " in lines[0]
    assert "*running* by Rekog (watch) run " in lines[1]
    assert "*start* by <@U1> (command) run " in lines[2]


def park(desk: Desk, number: int = 1) -> None:
    """A job kept failing."""
    request = wait_in_line(desk.world, 90 + number)
    desk.world.room.leave(request.key)
    parked = Parked(f"ref{number}", request, FIRST_ATTEMPT, "S3 was away.", 1_800_000_000.0)
    desk.parking.park(parked)


def test_failed_jobs() -> None:
    """Each job that kept failing is told with its reference, and buttons to retry and drop it."""
    desk = Desk()
    none = desk.read(ModelAction.JOBS)
    for number in range(1, 13):
        park(desk, number)

    card = desk.ask(ModelAction.JOBS)

    assert none == "No job waits for an admin."
    assert card is not None
    assert card.text.startswith("`ref12` ")
    assert "S3 was away." in card.text
    assert card.text.endswith("… and 2 more.")
    assert [(each.press, each.value) for each in card.buttons[:2]] == [
        (Press.RETRY_JOB, "ref12"),
        (Press.DROP_JOB, "ref12"),
    ]
    assert len(card.buttons) == 20


def test_costs() -> None:
    """Everybody may read today, this month against the budgets, a chart and the last runs."""
    desk = Desk(World(rules=replace(PRICED, budget_per_day=20.0, budget_per_month=500.0)))
    desk.start()
    desk.life.used()
    desk.world.go_on(desk.life, 1200.0)

    card = desk.ask(ModelAction.COST, user="U3")

    assert card is not None
    assert card.text.startswith(
        "*Today* 1.36 USD of 20.00 USD · *this month* 1.36 USD of 500.00 USD\n"
    )
    assert card.figures.count("\n") == 16
    assert "1.36" in card.figures.splitlines()[-1]


@pytest.mark.parametrize("action", list(ModelAction))
def test_who_may_not(action: ModelAction) -> None:
    """A member who is no admin changes nothing, and reads who can."""
    desk = Desk()

    told = desk.read(action, user="U3", confirmed=True)

    allowed = action in (ModelAction.STATUS, ModelAction.COST)
    assert told.startswith("Only workspace admins and owners may") is not allowed
    assert desk.world.records.lives == {}


def test_an_unforeseen_error() -> None:
    """An error that nobody foresaw is told with a reference, and its words stay in the log."""
    desk = Desk()
    desk.world.cloud.unseen = RuntimeError("secret")

    told = desk.read(ModelAction.STOP)

    assert "tell an admin this reference" in told
    assert "secret" not in told


def test_answers_are_private() -> None:
    """What a command answers is read by its asker alone, and silence is not sent."""
    desk = Desk()
    asked = ModelRequest("k", ModelAction.STATUS, "U1", "T1", "C1", "https://r.example")

    desk.commands.run(asked)
    desk.commands.run(replace(asked, action=ModelAction.START, confirmed=True))

    assert [user for user, _ in desk.replies.private] == ["U1"]
    assert desk.replies.public == []


@pytest.mark.parametrize("action", [ModelAction.START, ModelAction.STOP, ModelAction.KEEP])
def test_a_command_that_is_run_again_says_so(action: ModelAction) -> None:
    """Its asker is not left without a word, and reads nothing that may be over by now."""
    desk = Desk()
    desk.start()
    desk.ask(action, key="command:1")

    again = desk.read(action, key="command:1")

    assert "has done it once" in again
    assert "`/rekog status`" in again
