"""Counting what a scan would look at, a slice after the other, and asking an admin."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.core.attempts import Journal
from bot.core.errors import NoImagesThere, NothingThere, RekogError
from bot.core.ports import JobQueue
from bot.core.retries import kind_of
from bot.core.scan import IMAGE_SUFFIXES, Count, Scan, ScanState
from bot.core.scan_flow import ScanBoard, ScanFlow
from bot.core.scan_listing import count_on
from bot.core.scan_records import Listing, Scans
from bot.core.scan_requests import CountRequest

log = logging.getLogger(__name__)

SLICE = 20
"""Pages in a job: 20,000 objects, some seconds."""


class Counting:
    """What the workers run for a slice of the count.

    Args:
        scans: what is kept.
        listing: of keys.
        flow: ends a scan of nothing.
        board: the scan's message.
        jobs: where the next slice waits.
    """

    def __init__(
        self, scans: Scans, listing: Listing, flow: ScanFlow, board: ScanBoard, jobs: JobQueue
    ) -> None:
        self._scans = scans
        self._listing = listing
        self._flow = flow
        self._board = board
        self._jobs = jobs

    def run(self, request: CountRequest, journal: Journal) -> None:
        """Count some more, and ask at the end."""
        scan = self._scans.get(request.scan)
        if scan is None or scan.state is not ScanState.COUNTING:
            return
        if scan.count.slices == request.slice:
            try:
                count, more = count_on(self._listing, scan.place, scan.count, SLICE)
            except RekogError as error:
                self._failed(request, scan, error, journal)
                return
            scan = self._counted(scan, count, more)
        if scan.state is ScanState.COUNTING:
            self._jobs.submit(CountRequest.of(scan.id, scan.count.slices))
        else:
            self._board.show(scan.id)

    def _counted(self, scan: Scan, count: Count, more: bool) -> Scan:
        """Keep the count of a slice, once."""
        wrong = None if more else problem(scan, count)

        def change(kept: Scan) -> Scan:
            if kept.state is not ScanState.COUNTING or kept.count.slices != scan.count.slices:
                return kept
            kept = replace(kept, count=replace(count, slices=kept.count.slices + 1))
            if more:
                return kept
            return replace(kept, state=ScanState.ASKED) if wrong is None else kept

        changed = self._scans.update(scan.id, change)
        if wrong is not None:
            self._flow.end(scan.id, ScanState.FAILED, wrong.sentence)
            changed = None
        return changed[1] if changed is not None else replace(scan, state=ScanState.FAILED)

    def _failed(
        self, request: CountRequest, scan: Scan, error: RekogError, journal: Journal
    ) -> None:
        log.info("scan %s: %s", scan.id, error.sentence, exc_info=error)
        kind = kind_of(error)
        pause = kind.delay(journal.attempt) if kind is not None else None
        if pause is not None:
            self._jobs.submit(request, delay=pause, attempt=journal.attempt.after_failure())
            return
        self._flow.end(scan.id, ScanState.FAILED, error.sentence)
        self._board.show(scan.id)


def problem(scan: Scan, count: Count) -> RekogError | None:
    """Why there is nothing to be scanned, if that is so."""
    if not count.objects:
        return NothingThere(uri=scan.place)
    if not count.images:
        endings = ", ".join(each.removeprefix(".") for each in IMAGE_SUFFIXES)
        return NoImagesThere(uri=scan.place, count=f"{count.objects:,}", endings=endings)
    return None
