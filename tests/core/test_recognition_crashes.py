"""A process that is killed at any step of an image's way: one answer, and nothing paid twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.core.attempts import Attempt
from bot.core.model import AnnotatedImage, Detection, Frame, Outcome, Thread
from bot.core.requests import RecognitionRequest
from tests.core.image_jobs import CAT, DOG, Killed, MortalJournal, World, post
from tests.fakes import FakeAnnotator, FakeAnswers, FakeJournal

STEPS = ("model", "detected 0", "detected 1", "posted", "recorded")
MOMENTS = ("before", "during", "after")


class DeadlyAnnotator(FakeAnnotator):
    """Its first drawing kills the process."""

    deadly = True

    def annotate(self, frame: Frame, detections: Sequence[Detection]) -> AnnotatedImage:
        if self.deadly:
            self.deadly = False
            raise Killed
        return super().annotate(frame, detections)


class DeadlyAnswers(FakeAnswers):
    """Its first answer is posted, and nobody is left to note that."""

    deadly = True

    def answer(self, request: RecognitionRequest, outcomes: Sequence[Outcome]) -> Thread:
        posted = super().answer(request, outcomes)
        if self.deadly:
            self.deadly = False
            raise Killed
        return posted


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step(step: str, moment: str) -> None:
    """Killed before, during or after any step, the post has one answer, detected once."""
    world = World()
    journal = MortalJournal(victim=step, moment=moment)
    with pytest.raises(Killed):
        world.bot().recognise(post(CAT, DOG), journal)

    world.bot().recognise(post(CAT, DOG), FakeJournal(values=journal.values))

    assert world.answered() == [True, True]
    assert len(world.detector.asked) == 2
    assert world.jobs.submitted == []


def test_killed_at_every_step_in_turn() -> None:
    """A process that is killed at each step, again and again, still answers once."""
    world, values = World(), dict[str, object]()
    for step in STEPS:
        for moment in MOMENTS:
            with pytest.raises(Killed):
                world.bot().recognise(
                    post(CAT, DOG), MortalJournal(values=values, victim=step, moment=moment)
                )

    world.bot().recognise(post(CAT, DOG), FakeJournal(values=values))

    assert world.answered() == [True, True]
    assert len(world.detector.asked) == 2


@pytest.mark.parametrize("step", ["model", "waits"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_on_the_way_to_the_waiting_room(step: str, moment: str) -> None:
    """Killed while it begins to wait, a post still waits, once, with one notice."""
    world = World()
    world.life.running = False
    journal = MortalJournal(victim=step, moment=moment)
    with pytest.raises(Killed):
        world.bot().recognise(post(), journal)

    world.bot().recognise(post(), FakeJournal(values=journal.values))

    assert world.room.count() == 1
    assert list(world.board.places.values()) == ["T1:C1:1:wait"]
    assert world.answers.posted == []


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_while_a_part_is_parked(moment: str) -> None:
    """Killed while the images that kept failing are parked, they are parked once."""
    world = World()
    world.detector.finds = KeyError("a mistake of ours")
    last = Attempt(number=3, failures=2)
    journal = MortalJournal(last, victim="parked", moment=moment)
    with pytest.raises(Killed):
        world.bot().recognise(post(), journal)

    world.bot().recognise(post(), FakeJournal(last, values=journal.values))

    assert len(world.parking.here) == len(world.board.admins) == 1
    assert world.answered() == [False]


def test_killed_while_it_draws() -> None:
    """What was found before the process was killed in the middle of drawing is not paid again."""
    world = World(annotator=DeadlyAnnotator())
    with pytest.raises(Killed):
        world.run(post())

    world.run(post())

    assert world.answered() == [True]
    assert len(world.detector.asked) == 1


def test_killed_right_after_the_post() -> None:
    """An answer that reached Slack just before the process was killed is not posted again."""
    world = World(answers=DeadlyAnswers())
    with pytest.raises(Killed):
        world.run(post())

    world.run(post())

    assert world.answered() == [True]
    assert world.recognitions.messages["T1:C1:1"] == Thread("C1", "2.000001")


def test_the_model_stops_between_a_crash_and_the_next_run() -> None:
    """An image whose detections are kept is answered, though the model was stopped meanwhile."""
    world = World()
    with pytest.raises(Killed):
        world.bot().recognise(post(), MortalJournal(victim="posted", moment="before"))
    world.life.running = False

    world.run(post(), Attempt(number=2))

    assert world.answered() == [True]
    assert world.room.count() == 0
