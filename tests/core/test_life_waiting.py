"""Those who wait for the model: told how it stands, released when it runs, sent away at last."""

from __future__ import annotations

from dataclasses import replace

from bot.core.attempts import FIRST_ATTEMPT
from bot.core.cards import Press
from bot.core.errors import ModelLimitReached
from bot.core.life_record import Phase
from bot.core.life_waiting import AT_ONCE
from bot.core.model import S3Object, Thread
from bot.core.requests import FeedRequest
from tests.core.lives import PRICED, START_SECONDS, TICK, World, ask_start, ask_stop, wait_in_line

DAY = 24 * 3600.0


def notice(world: World, number: int) -> str:
    """What the thread of a post says about its waiting."""
    return world.board.cards[f"T1:C1:{number}:wait"].text


def test_those_who_wait_are_told_of_a_start() -> None:
    """When the model is being started the notices say so, with the place in line and no button."""
    world = World()
    life = world.life()
    life.look()
    wait_in_line(world, 1)
    wait_in_line(world, 2)

    ask_start(life)
    life.look()

    card = world.board.cards["T1:C1:2:wait"]
    assert "number 2 in line. The model is starting; that usually takes 5 to 30 min" in card.text
    assert card.buttons == ()
    assert len(world.said("waits for the model")) == 2


def test_notices_are_edited_once() -> None:
    """A notice is edited when there is something new, and not at every look."""
    world = World()
    life = world.life()
    wait_in_line(world, 1)
    ask_start(life)

    world.go_on(life, 200.0)

    assert len(world.said_ever("waits for the model")) == 1


def test_those_who_wait_are_told_when_a_start_fails() -> None:
    """When a start comes to nothing the notices have their Start button back."""
    world = World()
    life = world.life()
    wait_in_line(world, 1)
    ask_start(life)
    world.cloud.refusals["start"] = [ModelLimitReached(detail="2 models run already.")]

    life.look()

    card = world.board.cards["T1:C1:1:wait"]
    assert "The model is stopped." in card.text
    assert "Who may start it: its admins, whom `/rekog status` names." in card.text
    assert [button.press for button in card.buttons] == [Press.START]


def test_nobody_is_released_before_it_runs() -> None:
    """While the model is stopped, starting or stopping, those who wait stay where they are."""
    world = World()
    life = world.running()
    wait_in_line(world, 1)
    ask_stop(life)

    world.go_on(life, 120.0)

    assert world.jobs.submitted == []
    assert world.room.count() == 1


def test_a_long_line() -> None:
    """A long line is released in parts, in order, and completely."""
    world = World()
    posts = [wait_in_line(world, number) for number in range(AT_ONCE + 10)]
    life = world.life()
    ask_start(life)
    world.go_on(life, START_SECONDS)

    first = len(world.jobs.submitted)
    world.go_on(life, TICK)

    assert first == AT_ONCE
    assert [request for request, _ in world.jobs.submitted] == posts


def test_a_release_that_was_cut_off() -> None:
    """What was submitted just before a crash is not run twice."""
    world = World()
    request = wait_in_line(world, 1)
    waiting = world.room.line(1)[0]
    world.jobs.submit(request, attempt=waiting.attempt.after_waiting())

    world.running()

    assert len(world.jobs.submitted) == 1
    assert world.room.count() == 0


def test_what_waited_for_a_day_is_sent_away() -> None:
    """A post that has waited for longer than the setting is closed with a word in its thread."""
    world = World(rules=replace(PRICED, wait_limit=DAY))
    wait_in_line(world, 1)
    life = world.life()

    world.clock.sleep(DAY - TICK)
    life.look()
    early = world.room.count()
    world.clock.sleep(TICK)
    life.look()

    assert early == 1
    assert world.room.count() == 0
    assert notice(world, 1) == (
        "Nobody started the model within 24 h, so I have stopped waiting. Post the picture again "
        "when it runs."
    )
    assert world.board.cards["T1:C1:1:wait"].buttons == ()


def test_an_object_of_the_feed_is_told_by_its_own_job() -> None:
    """An object that has waited for long is released: its job knows what to say."""
    world = World(rules=replace(PRICED, wait_limit=DAY))
    request = FeedRequest(
        "s3:b/k@v", Thread("C1", ""), "", (S3Object("b", "k"),), "", rule="s3://b/"
    )
    world.room.enter(request, FIRST_ATTEMPT, world.clock.wall())
    life = world.life()

    world.clock.sleep(DAY)
    life.look()

    assert [each for each, _ in world.jobs.submitted] == [request]
    assert world.room.count() == 0
    assert world.board.history == []


def test_whoever_has_no_notice_is_told_as_well() -> None:
    """A post whose notice never reached Slack is sent away in its thread all the same."""
    world = World()
    wait_in_line(world, 1)
    world.room.noticed("T1:C1:1", "")
    life = world.life()

    world.clock.sleep(DAY)
    life.look()

    assert world.said("Nobody started the model within 24 h") == ["T1:C1:1:gone"]


def test_who_waited_long_is_answered_when_it_runs() -> None:
    """When the model runs in the end, a post is answered however long it has waited."""
    world = World()
    life = world.running()
    wait_in_line(world, 1)

    world.clock.sleep(2 * DAY)
    life.look()

    assert len(world.jobs.submitted) == 1
    assert world.kept.phase is Phase.ON


def test_what_is_expected() -> None:
    """Whoever begins to wait reads how the model stands, and since when it starts."""
    world = World()
    life = world.life()
    told = [life.expected()]

    ask_start(life)
    told.append(life.expected())
    world.go_on(life, 120.0)
    told.append(life.expected())
    ask_stop(life)
    told.append(life.expected())

    assert told == [
        "The model is stopped.",
        "The model is starting; that usually takes 5 to 30 minutes.",
        "The model has been starting for 2 min; that usually takes 5 to 30 minutes.",
        "The model is being stopped.",
    ]
