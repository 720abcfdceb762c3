"""The way of a post's images as a job: what is answered, what is tried again, what is parked."""

from __future__ import annotations

import json

import pytest

from bot.core.attempts import Attempt
from bot.core.cards import Press
from bot.core.errors import (
    DetectionFailed,
    DetectionThrottled,
    EmptyFile,
    FileGone,
    PostFailed,
    SlackAway,
    SlackUnavailable,
    SomethingElse,
)
from bot.core.model import S3Object, SharedFile, Thread
from bot.core.requests import ObjectRequest, RecognitionRequest
from bot.core.retries import THROTTLED
from tests.core.image_jobs import CAT, DOG, Killed, MortalJournal, World, post
from tests.fakes import FakeJournal


def test_the_steps_of_a_post() -> None:
    """A post goes through its steps in order: the model, each image, the answer, the record."""
    world = World()

    journal = world.run(post(CAT, DOG))

    assert journal.ran == ["model", "detected 0", "detected 1", "posted", "recorded"]
    assert world.sentences() == ["Cat", "Cat"]
    assert world.life.uses == 1
    assert world.recognitions.messages["T1:C1:1"] == Thread("C1", "2.000001")


def test_the_journal_holds_no_picture() -> None:
    """What a run writes down is ids and words."""
    world = World()
    world.fetcher.contents["dog.jpg"] = EmptyFile(name="dog.jpg")

    journal = world.run(post(CAT, DOG))

    assert journal.values["detected 0"] == {"kept": True}
    assert journal.values["posted"] == {"kind": "Thread", "channel": "C1", "ts": "2.000001"}
    assert json.loads(json.dumps(journal.values)) == journal.values


def test_one_bad_image_does_not_stop_the_others() -> None:
    """All images of a post are answered together, the bad one with its sentence, at once."""
    world = World()
    world.fetcher.contents["cat.jpg"] = EmptyFile(name="cat.jpg")

    world.run(post(CAT, DOG))

    assert world.sentences() == ["cat.jpg is empty (0 bytes). Upload it again.", "Cat"]
    assert world.jobs.submitted == []
    assert world.parking.here == {}


def test_a_file_that_nobody_meant_is_left_alone() -> None:
    """A file of unknown kind that turns out to be no image gets no answer."""
    world = World()
    world.fetcher.contents["cat.jpg"] = SomethingElse(name="cat.jpg")

    world.run(post(CAT))

    assert world.answers.posted == []
    assert world.life.uses == 0


def test_a_file_that_nobody_meant_beside_an_image() -> None:
    """Beside an image, a file that is no image is left out of the answer."""
    world = World()
    world.fetcher.contents["dog.jpg"] = SomethingElse(name="dog.jpg")

    world.run(post(CAT, DOG))

    assert world.sentences() == ["Cat"]


def test_a_failure_that_passes_is_tried_again() -> None:
    """When the service throttles, the post is run again a little later, and nothing is posted."""
    world = World()
    world.detector.finds = DetectionThrottled()

    world.run(post(CAT))

    assert world.answers.posted == []
    assert world.jobs.submitted == [(post(CAT), 5.0)]
    assert world.jobs.attempts == [Attempt(number=2, failures=1)]


def test_what_was_found_is_not_paid_for_twice() -> None:
    """A later run looks only at the images that failed, and answers all of them."""
    world = World()
    world.fetcher.contents["dog.jpg"] = SlackUnavailable(name="dog.jpg")
    world.run(post(CAT, DOG))
    world.fetcher.contents["dog.jpg"] = b"dog"

    world.run(post(CAT, DOG), world.jobs.attempts[0])

    assert len(world.detector.asked) == 2
    assert world.answered() == [True, True]


def test_what_keeps_failing_is_answered_and_parked() -> None:
    """After the last try people read why, and admins may retry just the images that failed."""
    world = World()
    world.fetcher.contents["dog.jpg"] = SlackUnavailable(name="dog.jpg")
    last = Attempt(number=5, failures=4)

    world.run(post(CAT, DOG), last)

    (parked,) = world.parking.here.values()
    ((key, card),) = world.board.admins
    assert world.answered() == [True, False]
    assert isinstance(parked.request, RecognitionRequest)
    assert parked.request.sources == (DOG,)
    assert parked.request.key == f"T1:C1:1:again:{parked.reference}"
    assert key == f"parked:{parked.reference}"
    assert [each.press for each in card.buttons] == [Press.RETRY_JOB, Press.DROP_JOB]


def test_a_retried_part_that_fails_again_keeps_a_short_key() -> None:
    """However often a part of a post is parked, its key names the post and the last reference."""
    world = World()
    world.detector.finds = DetectionFailed()

    world.run(post(CAT, key="T1:C1:1:again:abc"), Attempt(number=9, failures=4))

    (parked,) = world.parking.here.values()
    assert parked.request.key == f"T1:C1:1:again:{parked.reference}"


def test_the_tries_have_an_end() -> None:
    """A service that throttles for ever is asked once, and once more after each pause."""
    world = World()
    world.detector.finds = DetectionThrottled()
    world.jobs.submit(post(CAT))

    for attempt in world.jobs.attempts:  # grows while it is read
        world.run(post(CAT), attempt)

    assert [delay for _, delay in world.jobs.submitted[1:]] == list(THROTTLED.delays)
    assert world.answered() == [False]


def test_an_image_that_is_gone_before_it_is_drawn_again() -> None:
    """When a file was deleted after it was looked at, people still read what was in it."""
    world = World()
    world.answers.refuse = SlackAway(reason="HTTP 503")
    with pytest.raises(SlackAway):
        world.run(post(CAT))
    world.answers.refuse = None
    world.fetcher.contents["cat.jpg"] = FileGone(name="cat.jpg")

    world.run(post(CAT), Attempt(number=2, failures=1))

    assert world.sentences()[0].startswith("In cat.jpg I found Cat (97 %).")


def test_what_was_kept_is_gone() -> None:
    """When what was found is not kept any more as a run goes on, people read a reference."""
    world, journal = World(), MortalJournal(victim="posted", moment="before")
    with pytest.raises(Killed):
        world.bot().recognise(post(), journal)
    world.recognitions.found.clear()

    world.bot().recognise(post(), FakeJournal(values=journal.values))

    assert world.sentences()[0].startswith("Something went wrong on my side")


def test_a_command_is_answered_in_a_thread_of_its_own() -> None:
    """`/rekog detect` opens a thread once, then recognises like any post."""
    world, journal = World(), FakeJournal()
    asked = ObjectRequest("command:1", S3Object("pics", "cat.jpg"), "U1", "C1", "https://slack/r")

    world.bot().open_thread(asked, journal)
    world.bot().open_thread(asked, journal)

    ((submitted, _),) = world.jobs.submitted
    assert isinstance(submitted, RecognitionRequest)
    assert submitted.sources == (S3Object("pics", "cat.jpg"),)


def test_a_command_in_a_closed_channel_recognises_nothing() -> None:
    """When no thread can be opened, nothing is recognised; the asker was told."""
    world = World()
    world.answers.refuse = PostFailed(reason="not_in_channel")

    world.bot().open_thread(
        ObjectRequest("command:1", S3Object("pics", "c.jpg"), "U1", "C1", "u"), FakeJournal()
    )

    assert world.jobs.submitted == []


def test_a_command_while_slack_is_away() -> None:
    """When Slack is out of reach, opening the thread is left to another run."""
    world = World()
    world.answers.refuse = SlackAway(reason="HTTP 503")
    asked = ObjectRequest("command:1", S3Object("pics", "c.jpg"), "U1", "C1", "u")

    with pytest.raises(SlackAway):
        world.bot().open_thread(asked, FakeJournal())


def test_a_file_that_may_be_no_image_does_not_ask_for_the_model() -> None:
    """A file of unknown kind is read first; a text says nothing about a stopped model."""
    world = World()
    world.life.running = False
    world.fetcher.contents["notes"] = SomethingElse(name="notes")

    world.run(post(SharedFile("F9", "notes", known_image=False)))

    assert world.board.cards == {}
    assert world.room.count() == 0
