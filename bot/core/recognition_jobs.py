"""The way of a post's images as a job: model, detected, posted, recorded, parked."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bot.core.attempts import Attempt, Journal
from bot.core.errors import PostFailed, SlackAway
from bot.core.images import Images
from bot.core.missed import Missed, delay
from bot.core.parked import park
from bot.core.payload import request_from_json, to_json
from bot.core.ports import Answers, Board, Clock, JobQueue
from bot.core.recognition import Recogniser
from bot.core.records import Parked, Parking, Recognitions
from bot.core.requests import ObjectRequest, RecognitionRequest
from bot.core.waiting import Life, Waiters

log = logging.getLogger(__name__)

AGAIN = ":again:"
"""Between the key of a request and the reference under which some of its images were parked."""


class RecognitionJobs:
    """What the workers run for images.

    What was found is kept before it is posted, so that a later run pays for nothing twice. Each
    decision comes from what a step returned, so that a run goes the same way after a crash.

    Args:
        recogniser: takes one image its way.
        answers: where the answer is posted, once by the request's key.
        recognitions: what was found, kept.
        waiters: for requests that meet a model that is off.
        life: of that model.
        jobs: where another run is submitted.
        parking: for images that kept failing.
        board: how admins are told of those.
        clock: for the time of parking.
    """

    def __init__(
        self,
        recogniser: Recogniser,
        answers: Answers,
        *,
        recognitions: Recognitions,
        waiters: Waiters,
        life: Life,
        jobs: JobQueue,
        parking: Parking,
        board: Board,
        clock: Clock,
    ) -> None:
        self._recogniser = recogniser
        self._answers = answers
        self._recognitions = recognitions
        self._waiters = waiters
        self._life = life
        self._jobs = jobs
        self._parking = parking
        self._board = board
        self._clock = clock

    def recognise(self, request: RecognitionRequest, journal: Journal) -> None:
        """Recognise every image of a post, each for itself, and answer once.

        Raises:
            PostFailed: Slack did not take the answer.
        """
        images = Images(request, self._recogniser, self._recognitions)
        ready = journal.step("model", lambda: self._life.ready() or not images.need_the_model())
        missed = self._detect(request, journal, images) if ready else {}
        if not ready or any(each.outcome.model_stopped for each in missed.values()):
            journal.step("waits", lambda: self._waiters.wait(request, journal.attempt))
            return
        pause = delay(missed.values(), journal.attempt)
        if pause is not None:
            log.info("%s: again in %g s", request.key, pause)
            self._jobs.submit(request, delay=pause, attempt=journal.attempt.after_failure())
            return
        self._answer(request, journal, images, missed)

    def open_thread(self, request: ObjectRequest, journal: Journal) -> None:
        """Give a command's answer a thread to hang on, then recognise.

        Raises:
            SlackAway: Slack was out of reach.
        """
        opened = journal.step("opened", lambda: self._open(request))
        if opened is not None:
            self._jobs.submit(request_from_json(opened))

    def _detect(
        self, request: RecognitionRequest, journal: Journal, images: Images
    ) -> dict[int, Missed]:
        """Look at each image; those without an answer, by their place."""
        missed: dict[int, Missed] = {}
        for place, source in enumerate(request.sources):
            value = journal.step(f"detected {place}", partial(images.look, place))
            read = Missed.read(value, source)
            if read is None:
                continue
            missed[place] = read
            if read.outcome.model_stopped:
                self._life.not_running()
                break
        return missed

    def _answer(
        self,
        request: RecognitionRequest,
        journal: Journal,
        images: Images,
        missed: Mapping[int, Missed],
    ) -> None:
        found = len(missed) < len(request.sources)
        if found or not all(each.outcome.left_alone for each in missed.values()):
            journal.step("posted", lambda: self._post(request, images, missed))
        journal.step("recorded", lambda: self._record(request, found))
        failed = {place: each for place, each in missed.items() if each.kind}
        if failed:
            journal.step("parked", lambda: self._park(request, failed, journal.attempt))

    def _post(
        self, request: RecognitionRequest, images: Images, missed: Mapping[int, Missed]
    ) -> Any:
        message = self._answers.answer(request, images.outcomes(missed))
        self._recognitions.posted(request.key, message)
        return to_json(message)

    def _record(self, request: RecognitionRequest, found: bool) -> None:
        if found:
            self._life.used()
        self._waiters.over(request)

    def _park(
        self, request: RecognitionRequest, failed: Mapping[int, Missed], attempt: Attempt
    ) -> None:
        """Park the images that kept failing, as a request of their own."""
        outcome = next(iter(failed.values())).outcome
        key = request.key.partition(AGAIN)[0] + AGAIN + outcome.reference
        sources = tuple(request.sources[place] for place in failed)
        again = replace(request, key=key, sources=sources)
        now = self._clock.wall()
        parked = Parked(outcome.reference, again, attempt, outcome.sentence, now)
        park(parked, self._parking, self._board)

    def _open(self, request: ObjectRequest) -> Any:
        try:
            return to_json(self._answers.open_thread(request))
        except SlackAway:
            raise
        except PostFailed as error:  # the asker knows
            log.error("%s: thread not opened: %s", request.key, error.sentence, exc_info=error)
            return None
