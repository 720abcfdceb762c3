"""The way of an object of the feed as a job: model, detected, admitted, posted, written."""

from __future__ import annotations

import html
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from bot.core.attempts import Attempt, Journal
from bot.core.cards import Button, Card, Press, Style
from bot.core.errors import FeedWaitedLong, ResultsRefused
from bot.core.feed_book import Entry, Fate, FeedBook
from bot.core.feed_rules import FeedRule, FeedRules, Place
from bot.core.images import Images
from bot.core.missed import Missed, delay
from bot.core.model import Answered, Outcome, Unanswered
from bot.core.parked import park, reference_of
from bot.core.payload import to_json
from bot.core.ports import Answers, Board, Clock, JobQueue
from bot.core.recognition import Recogniser
from bot.core.recognition_jobs import AGAIN
from bot.core.records import Parked, Parking, Recognitions, WaitingRoom
from bot.core.requests import FeedRequest
from bot.core.waiting import Life, duration

log = logging.getLogger(__name__)

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


class FeedJobs:
    """What the workers run for objects of the feed."""

    def __init__(self, rules: FeedRules, tools: FeedTools) -> None:
        self._rules = rules
        self._tools = tools
        # Many objects find at once that there is something to tell, and it is told once.
        self._telling = threading.Lock()

    def look(self, request: FeedRequest, journal: Journal) -> None:
        """Recognise an object, and tell of it as its rule says.

        Raises:
            PostFailed: Slack did not take the answer.
            ResultsAway: S3 did not take the results for now.
        """
        rule = self._rules.named(request.rule)
        if rule is None:
            log.warning("%s: the rule %s is gone, so it is left alone", request.key, request.rule)
            return
        tools = self._tools
        images = Images(request, tools.recogniser, tools.recognitions)
        missed = self._detect(request, journal, images)
        if missed is not None and missed.outcome.model_stopped:
            if not self._late(request, journal):
                journal.step("waits", lambda: self._wait(request, rule, journal.attempt))
                return
            missed = self._given_up(request, missed)
        pause = delay([missed] if missed else [], journal.attempt)
        if pause is not None:
            log.info("%s: again in %g s", request.key, pause)
            tools.jobs.submit(request, delay=pause, attempt=journal.attempt.after_failure())
            return
        self._tell(request, rule, journal, _Looked(images, missed))

    def _detect(self, request: FeedRequest, journal: Journal, images: Images) -> Missed | None:
        """Look at the image; what to say where there is no answer."""
        life = self._tools.life
        if not journal.step("model", lambda: life.ready() or not images.need_the_model()):
            return Missed(Unanswered(request.sources[0], "", "", model_stopped=True))
        value = journal.step("detected 0", partial(images.look, 0))
        missed = Missed.read(value, request.sources[0])
        if missed is not None and missed.outcome.model_stopped:
            life.not_running()
        return missed

    def _late(self, request: FeedRequest, journal: Journal) -> bool:
        waited = self._tools.clock.wall() - request.at
        return bool(journal.step("late", lambda: waited >= self._tools.wait_limit))

    def _given_up(self, request: FeedRequest, missed: Missed) -> Missed:
        sentence = FeedWaitedLong(uri=request.sources[0]).sentence
        reference = missed.outcome.reference or reference_of(request, Attempt())
        return Missed(Unanswered(request.sources[0], sentence, reference))

    def _wait(self, request: FeedRequest, rule: FeedRule, attempt: Attempt) -> None:
        """Wait without a worker; the channel is told once a day, however many wait."""
        tools = self._tools
        now = tools.clock.wall()
        tools.room.enter(request, attempt, request.at)
        text = (
            f"Pictures from {_escaped(rule.name)} wait for the model. {tools.life.expected()} They "
            f"are answered here by themselves; after {duration(tools.wait_limit)} without the "
            "model I give them up."
        )
        button = Button("Start the model", Press.START, style=Style.PRIMARY)
        key = f"feed:waits:{rule.name}:{int(now // DAY_SECONDS)}"
        with self._telling:
            tools.board.post(key, request.thread, Card(text, (button,)))

    def _tell(
        self, request: FeedRequest, rule: FeedRule, journal: Journal, looked: _Looked
    ) -> None:
        entry = self._entry(request, looked)
        wanted = not entry.answered or rule.wants(entry.labels)
        fate = journal.step("admitted", lambda: self._admit(entry, rule) if wanted else "")
        if fate == Fate.POST.value:
            journal.step("posted", lambda: self._post(request, looked.outcome()))
        output = rule.output
        if output is not None and entry.answered:
            journal.step("written", lambda: self._write(looked.outcome(), output))
        if entry.answered:
            journal.step("recorded", self._tools.life.used)
        if looked.missed is not None and looked.missed.kind:
            failed = looked.missed
            journal.step("parked", lambda: self._park(request, failed, journal.attempt))

    def _entry(self, request: FeedRequest, looked: _Looked) -> Entry:
        kept = self._tools.recognitions.kept(request.key, 0)
        labels = tuple(dict.fromkeys(each.label for each in kept.detections)) if kept else ()
        return Entry(
            request.key,
            request.rule,
            str(request.sources[0]),
            labels,
            answered=looked.missed is None,
            at=self._tools.clock.wall(),
        )

    def _admit(self, entry: Entry, rule: FeedRule) -> str:
        return self._tools.book.admit(entry, rule).value

    def _post(self, request: FeedRequest, outcome: Outcome) -> Any:
        message = self._tools.answers.answer(request, [outcome])
        self._tools.recognitions.posted(request.key, message)
        return to_json(message)

    def _write(self, outcome: Outcome, output: Place) -> None:
        """Write the results. A refusal is an admin's to put right; the answer stands anyway."""
        if not isinstance(outcome, Answered):
            return
        try:
            self._tools.results.write(outcome, output)
        except ResultsRefused as error:
            log.error("%s", error.sentence, exc_info=error)
            day = int(self._tools.clock.wall() // DAY_SECONDS)
            card = Card(_escaped(error.sentence))
            with self._telling:
                self._tools.board.tell_admins(f"feed:results:{output}:{day}", card)

    def _park(self, request: FeedRequest, missed: Missed, attempt: Attempt) -> None:
        """What kept failing is a request of its own, for an admin to retry."""
        outcome = missed.outcome
        again = replace(request, key=f"{request.key}{AGAIN}{outcome.reference}")
        now = self._tools.clock.wall()
        parked = Parked(outcome.reference, again, attempt, outcome.sentence, now)
        park(parked, self._tools.parking, self._tools.board)


class _Looked:
    """An image that was looked at; it is drawn when it is needed, and once in a run."""

    def __init__(self, images: Images, missed: Missed | None) -> None:
        self.missed = missed
        self._draw: Callable[[], list[Outcome]] = lambda: images.outcomes({})
        self._outcome: Outcome | None = missed.outcome if missed else None

    def outcome(self) -> Outcome:
        if self._outcome is None:
            (self._outcome,) = self._draw()
        return self._outcome


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
