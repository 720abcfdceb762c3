"""Images that meet a model that is off: they wait, and one message says so."""

from __future__ import annotations

import pytest

from bot.core.attempts import Attempt
from bot.core.cards import Press
from bot.core.errors import ModelNotRunning
from bot.core.model import Thread
from bot.core.waiting import duration
from tests.core.image_jobs import CAT, DOG, World, post


def stopped() -> World:
    world = World()
    world.life.running = False
    return world


def test_an_image_waits_for_the_model() -> None:
    """An image that meets a stopped model waits without a worker, and nothing is asked of AWS."""
    world = stopped()

    world.run(post())

    (waiting,) = world.room.line(10)
    assert waiting.request == post()
    assert waiting.since == world.clock.wall()
    assert world.detector.asked == []
    assert world.jobs.submitted == []


def test_what_the_thread_reads() -> None:
    """The notice says how the model is, the place in the line, the limit, and who may start it."""
    world = stopped()
    world.run(post(key="first"))

    world.run(post(CAT, DOG, key="second"))

    card = world.board.cards["second:wait"]
    assert card.text == (
        "These pictures wait for the model, number 2 in line. The model is stopped. The answer "
        "follows here by itself; after 24 h without the model I give up. Who may start it: admins."
    )
    assert [each.press for each in card.buttons] == [Press.START]
    assert world.board.cards["first:wait"].text.startswith("This picture waits for the model, next")


def test_one_notice_for_all_waits() -> None:
    """A post that has to wait once more edits its notice, and posts no other."""
    world = stopped()
    world.run(post())
    (place,) = world.board.places
    assert world.room.notice("T1:C1:1") == place.ts
    world.room.leave("T1:C1:1")

    world.run(post(), Attempt(number=2))

    assert list(world.board.places) == [place]
    assert len(world.board.history) == 2
    assert world.room.line(1)[0].attempt == Attempt(number=2)


def test_a_thread_that_takes_no_notice() -> None:
    """An image waits also where Slack does not take the notice."""
    world = stopped()
    world.board.shut = True

    world.run(post())

    assert world.room.count() == 1
    assert world.room.notice("T1:C1:1") == ""


def test_a_model_that_stops_in_the_middle() -> None:
    """When the model stops during a post, the post waits as a whole; what was found is kept."""
    world = World()
    world.run(post(CAT))  # keeps what was found in the first image
    world.answers.posted.clear()
    world.detector.finds = ModelNotRunning(state="stopped")

    world.run(post(CAT, DOG), Attempt(number=2))

    assert world.answers.posted == []
    assert world.room.count() == 1
    assert world.life.surprises == 1
    assert world.recognitions.kept("T1:C1:1", 0) is not None


def test_the_answer_after_waiting() -> None:
    """Once the model runs, the post is answered, and the notice says how long it waited."""
    world = stopped()
    notice = Thread("C1", f"{world.clock.wall():.6f}")
    world.board.places[notice] = "T1:C1:1:wait"
    world.room.noticed("T1:C1:1", notice.ts)
    world.run(post())
    world.room.leave("T1:C1:1")
    world.clock.sleep(12 * 60)
    world.life.running = True

    world.run(post(), Attempt(number=2))

    card = world.board.cards["T1:C1:1:wait"]
    assert world.sentences() == ["Cat"]
    assert (card.text, card.buttons) == ("Waited 12 min for the model.", ())


def test_waiting_is_no_failure() -> None:
    """A post that waited often has all its tries left when the service throttles then."""
    world = World()
    world.detector.finds = KeyError("x")

    world.run(post(), Attempt(number=30, failures=0))

    assert world.jobs.attempts == [Attempt(number=31, failures=1)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59, "59 s"), (61, "1 min"), (3599, "1 h"), (7500, "2 h 5 min")],
)
def test_how_long_in_words(seconds: float, words: str) -> None:
    """A wait is told in seconds, minutes or hours, as a person would."""
    assert duration(seconds) == words
