"""What the jobs of the feed work with."""

from __future__ import annotations

import html
import threading
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.cards import Card
from bot.core.feed_book import FeedBook
from bot.core.model import Outcome
from bot.core.places import Place
from bot.core.ports import Answers, Board, Clock, JobQueue
from bot.core.recognition import Recogniser
from bot.core.records import Parking, Recognitions, WaitingRoom
from bot.core.waiting import Life

DAY_SECONDS = 86400.0


class Results(Protocol):
    """Results beside the pictures: the annotated image and the JSON, as objects."""

    def write(self, outcome: Outcome, output: Place) -> None:
        """Write what belongs to one image, under keys that depend on its own key alone.

        Raises:
            ResultsRefused: S3 does not take it.
            ResultsAway: S3 does not answer.
        """


@dataclass(frozen=True, slots=True)
class FeedTools:
    """What the jobs of the feed work with; see `RecognitionJobs` for those of the same name.

    Attributes:
        book: what became of each object.
        results: where they are written by rules with an output.
        room: where requests wait for the model.
        wait_limit: seconds after which they stop waiting.
        telling: many objects find at once that there is something to tell, and it is told once.
    """

    recogniser: Recogniser
    answers: Answers
    recognitions: Recognitions
    book: FeedBook
    results: Results
    room: WaitingRoom
    life: Life
    jobs: JobQueue
    parking: Parking
    board: Board
    clock: Clock
    wait_limit: float
    telling: threading.Lock = field(default_factory=threading.Lock)

    def today(self) -> int:
        """A number of the day, for what is told once a day."""
        return int(self.clock.wall() // DAY_SECONDS)

    def tell_admins(self, key: str, text: str) -> None:
        """Tell admins once by the key, however many find the same at once."""
        with self.telling:
            self.board.tell_admins(key, Card(text))


def escaped(text: object) -> str:
    """For Slack's markup."""
    return html.escape(str(text), quote=False)
