"""A bot around the way of an image: what is kept outlives a process, what is in memory does not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.core.attempts import Attempt
from bot.core.model import Answered, Detection, SharedFile, Source, Thread, Unanswered
from bot.core.recognition import Recogniser, Steps
from bot.core.recognition_jobs import RecognitionJobs
from bot.core.requests import RecognitionRequest
from bot.core.waiting import Waiters
from tests.fake_records import FakeParking, FakeRecognitions, FakeWaitingRoom
from tests.fakes import (
    FakeAnnotator,
    FakeAnswers,
    FakeBoard,
    FakeClock,
    FakeDetector,
    FakeFetcher,
    FakeJobs,
    FakeJournal,
    FakeReader,
)

CAT = SharedFile("F1", "cat.jpg")
DOG = SharedFile("F2", "dog.jpg")
FOUND = (Detection("Cat", 97.3),)
POSTED = 1_700_000_000
"""When the posts of these tests were posted, in seconds since 1970 UTC."""


@dataclass
class FakeLife:
    """A model that runs or not, as a test says."""

    running: bool = True
    uses: int = 0
    surprises: int = 0

    def ready(self) -> bool:
        return self.running

    def used(self) -> None:
        self.uses += 1

    def not_running(self) -> None:
        self.surprises += 1

    def expected(self) -> str:
        return "The model is stopped."


class Killed(BaseException):
    """The process ends here."""


@dataclass
class MortalJournal(FakeJournal):
    """A journal whose process is killed `before`, `during` or `after` a step."""

    victim: str = ""
    moment: str = ""

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        if name != self.victim:
            return super().step(name, work)
        if self.moment == "during":
            work()
        elif self.moment == "after":
            super().step(name, work)
        raise Killed


@dataclass
class World:
    """Everything around the way of an image."""

    fetcher: FakeFetcher = field(
        default_factory=lambda: FakeFetcher({"cat.jpg": b"cat", "dog.jpg": b"dog"})
    )
    detector: FakeDetector = field(default_factory=lambda: FakeDetector(FOUND))
    annotator: FakeAnnotator = field(default_factory=FakeAnnotator)
    answers: FakeAnswers = field(default_factory=FakeAnswers)
    recognitions: FakeRecognitions = field(default_factory=FakeRecognitions)
    room: FakeWaitingRoom = field(default_factory=FakeWaitingRoom)
    board: FakeBoard = field(default_factory=FakeBoard)
    life: FakeLife = field(default_factory=FakeLife)
    jobs: FakeJobs = field(default_factory=FakeJobs)
    parking: FakeParking = field(default_factory=FakeParking)
    clock: FakeClock = field(default_factory=FakeClock)

    def bot(self) -> RecognitionJobs:
        """A process that has just started."""
        steps = Steps(
            self.fetcher,
            FakeReader(),
            self.detector,
            self.annotator,
            self.clock,
            threading.Semaphore(1),
        )
        waiters = Waiters(self.room, self.board, self.life, self.clock, who="admins")
        return RecognitionJobs(
            Recogniser(steps, None),
            self.answers,
            recognitions=self.recognitions,
            waiters=waiters,
            life=self.life,
            jobs=self.jobs,
            parking=self.parking,
            board=self.board,
            clock=self.clock,
        )

    def run(self, asked: RecognitionRequest, attempt: Attempt | None = None) -> FakeJournal:
        """One run in a process of its own; its journal."""
        journal = FakeJournal(attempt) if attempt else FakeJournal()
        self.bot().recognise(asked, journal)
        return journal

    def sentences(self) -> list[str]:
        """What stands in the only answer, image by image; labels for those answered."""
        ((_, outcomes),) = self.answers.posted
        return [
            each.recognition.detections[0].label if isinstance(each, Answered) else each.sentence
            for each in outcomes
        ]

    def answered(self) -> list[bool]:
        """Which images of the only answer were answered."""
        ((_, outcomes),) = self.answers.posted
        return [not isinstance(each, Unanswered) for each in outcomes]


def post(*sources: Source, key: str = "T1:C1:1", url: str = "") -> RecognitionRequest:
    """A post with some images."""
    ts = f"{POSTED}.000100"
    return RecognitionRequest(key, Thread("C1", ts), ts, sources or (CAT,), "U1", None, url)
