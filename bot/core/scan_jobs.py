"""The chunks of a scan as jobs: taken one behind the other, worked on by all processes at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Protocol

from bot.core.attempts import Attempt, Journal
from bot.core.errors import RekogError
from bot.core.ports import JobQueue
from bot.core.retries import kind_of
from bot.core.scan import Chunk, Scan
from bot.core.scan_flow import ScanBoard, ScanFlow
from bot.core.scan_listing import keys_of, next_chunk
from bot.core.scan_looking import Verdict, verdict
from bot.core.scan_records import Listing, Scans
from bot.core.scan_requests import ChunkRequest, GoOnRequest
from bot.core.scan_working import LEFT, ChunkWork, Ended

log = logging.getLogger(__name__)


class ScanLife(Protocol):
    """What a scan needs to know of the model's life."""

    def lasting(self) -> bool:
        """Whether the model runs, and is not about to be stopped."""

    def used(self) -> None:
        """The model did some work."""

    def not_running(self) -> None:
        """A detection found that the model does not run, whatever was known before."""

    def expected(self) -> str:
        """How the model stands and when it is expected, in a sentence or two for people."""


class ScanJobs:
    """What the workers run for a chunk.

    A chunk submits the next one before it begins its own work, so that there are as many in
    flight as there are workers, and one that waits.

    Args:
        scans: what is kept.
        listing: of keys.
        work: looks at the objects.
        flow: what follows.
        board: the scan's message.
        life: of the model.
        jobs: where the next chunk waits.
    """

    def __init__(
        self,
        scans: Scans,
        listing: Listing,
        work: ChunkWork,
        flow: ScanFlow,
        board: ScanBoard,
        life: ScanLife,
        jobs: JobQueue,
    ) -> None:
        self._scans = scans
        self._listing = listing
        self._work = work
        self._flow = flow
        self._board = board
        self._life = life
        self._jobs = jobs

    def run(self, request: ChunkRequest, journal: Journal) -> None:
        """Work on a chunk, unless that is not wanted any more."""
        scan = self._scans.get(request.scan)
        if scan is None or not scan.works_in(request.round):
            return
        if not self._life.lasting():
            self._flow.wait(scan)
            return
        try:
            chunk, keys = self._take(scan, request.number)
            if not chunk.end:
                after = ChunkRequest.of(scan.id, chunk.number + 1, scan.round)
                self._jobs.submit(after)
            ended = self._ended(scan, chunk, keys, journal.attempt)
        except RekogError as error:
            log.info("scan %s: %s", scan.id, error.sentence, exc_info=error)
            ended = Ended(Verdict.AGAIN if verdict(error) is Verdict.AGAIN else Verdict.STOP, error)
        self._follow(request, scan, ended, journal.attempt)

    def stop(self) -> None:
        """Begin nothing more in this process."""
        self._work.stop()

    def go_on(self, request: GoOnRequest, journal: Journal) -> None:
        """The model runs again."""
        self._flow.begin_round(request.scan)

    def _take(self, scan: Scan, number: int) -> tuple[Chunk, Iterable[str]]:
        """The chunk of a number, as whoever took it first has taken it."""
        kept = self._scans.chunk(scan.id, number)
        if kept is None:
            before = self._scans.chunk(scan.id, number - 1)
            after = before.last if before is not None else ""
            found, keys = next_chunk(self._listing, scan.place, number, after)
            kept = self._scans.take(scan.id, found)
            if kept.last == found.last:
                return kept, keys
        return kept, keys_of(self._listing, scan.place, kept)

    def _ended(self, scan: Scan, chunk: Chunk, keys: Iterable[str], attempt: Attempt) -> Ended:
        if not chunk.open:
            return Ended()
        known = self._scans.known(scan.id, chunk.number)
        left = [key for key in keys if key not in known]
        return self._work.through(scan, chunk.number, left, attempt)

    def _follow(self, request: ChunkRequest, scan: Scan, ended: Ended, attempt: Attempt) -> None:
        """What becomes of the scan."""
        if ended.why is None:
            if self._scans.close(scan.id, request.number):
                self._flow.finish(scan)
            return
        if ended is LEFT:
            self._jobs.submit(request, attempt=attempt.after_waiting())
            return
        if ended.why is Verdict.WAIT:
            self._life.not_running()
            self._flow.wait(scan)
        elif ended.why is Verdict.AGAIN and (pause := _pause(ended.error, attempt)) is not None:
            self._jobs.submit(request, delay=pause, attempt=attempt.after_failure())
            return
        elif isinstance(ended.error, RekogError):
            self._flow.pause(scan.id, ended.error.sentence)
        self._board.show(scan.id)


def _pause(error: Exception | None, attempt: Attempt) -> float | None:
    kind = kind_of(error) if error is not None else None
    return kind.delay(attempt) if kind is not None else None
