"""Runs one job, and decides what becomes of one that fails: again later, or parked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bot.core.attempts import Journal
from bot.core.errors import RekogError, Unexpected
from bot.core.parked import park, reference_of
from bot.core.ports import Board, Clock, JobQueue, Replies
from bot.core.records import Parked, Parking
from bot.core.requests import Asking, Request
from bot.core.retries import kind_of
from bot.core.teach_requests import DrawnRequest

log = logging.getLogger(__name__)

Runner = Callable[[Any, Journal], None]

# Seconds. A database that restarts is back within half a minute, and a full disk is noticed within
# a day; a job that can neither be submitted nor parked until then would be lost. Meanwhile nothing
# else could be kept either, so that its worker is not missed.
PATIENCE = (0.0, 1.0, 5.0, 20.0, *[60.0] * 1440)


class JobRunner:
    """What the engine calls for each job.

    Args:
        runners: what runs each kind of request.
        jobs: where a job goes that is worth another try.
        parking: where one goes that is not.
        board: how admins are told of it.
        replies: how the one who asked is told of it.
        clock: for the time of parking, and for the patience with the database.
    """

    def __init__(
        self,
        runners: Mapping[type, Runner],
        jobs: JobQueue,
        parking: Parking,
        board: Board,
        replies: Replies,
        clock: Clock,
    ) -> None:
        self._runners = runners
        self._jobs = jobs
        self._parking = parking
        self._board = board
        self._replies = replies
        self._clock = clock

    def run(self, request: Request, journal: Journal) -> None:
        """Run a job. Never raises: what fails is submitted again, or parked."""
        try:
            self._runners[type(request)](request, journal)
        except Exception as error:
            failed = partial(self._failed, request, journal, error)
            self._insist(request, failed)

    def _failed(self, request: Request, journal: Journal, error: Exception) -> None:
        attempt, kind = journal.attempt, kind_of(error)
        reference = reference_of(request, attempt)
        delay = kind.delay(attempt) if kind is not None else None
        if delay is None:
            log.error("%s: %s parked", reference, request.key, exc_info=error)
            self._park(request, journal, error, reference)
        else:
            log.warning("%s: %s again in %g s", reference, request.key, delay, exc_info=error)
            self._jobs.submit(request, delay=delay, attempt=attempt.after_failure())

    def _park(self, request: Request, journal: Journal, error: Exception, reference: str) -> None:
        known = error if isinstance(error, RekogError) else Unexpected(reference=reference)
        parked = Parked(reference, request, journal.attempt, known.sentence, self._clock.wall())
        park(parked, self._parking, self._board)
        # A link to the page carries no response_url, and the page promises that they will be told.
        if isinstance(request, DrawnRequest) or (
            isinstance(request, Asking) and request.response_url
        ):
            self._replies.privately(request, known.sentence)

    def _insist(self, request: Request, work: Callable[[], None]) -> None:
        for pause in PATIENCE:
            self._clock.sleep(pause)
            try:
                work()
            except Exception:
                log.exception("%s: cannot be kept just now", request.key)
            else:
                return
        log.critical("%s is lost: it failed, and could not be kept", request.key)
