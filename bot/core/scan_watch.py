"""The watch over scans: counts their time, wakes those that wait, keeps their messages true."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from bot.core.cards import Card
from bot.core.ports import Clock, JobQueue
from bot.core.scan import Scan, ScanState
from bot.core.scan_flow import ScanBoard, ScanFlow
from bot.core.scan_jobs import ScanLife
from bot.core.scan_records import Scans
from bot.core.scan_requests import GoOnRequest
from bot.core.scan_view import Pace, ScanView
from bot.core.waiting import duration

log = logging.getLogger(__name__)

SHOW_SECONDS = 5.0
"""Between two changes of a message; Slack takes about 50 a minute in all.
https://docs.slack.dev/reference/methods/chat.update"""
STALLED_SECONDS = 1200.0
"""Without any progress for so long, what is open is submitted anew: longer than the longest pause
between two runs of a chunk, and than a process that died is waited for."""
LONGEST_STEP = 30.0
"""Seconds of work that are counted for one look at most: a machine may have slept."""
GAVE_UP = "The model did not run within {time}. Start it, then resume the scan."


class ScanWatch:
    """Looks at all scans again and again, in one process of all.

    Args:
        scans: what is kept.
        view: what their messages say.
        board: those messages.
        flow: pauses a scan that waits too long.
        life: of the model.
        jobs: where it is submitted that one goes on.
        pace: is told how far each is.
        clock: for what passes.
        lead: whether this process is the one that looks.
        limit: seconds that a scan waits for the model.
        show_seconds: between two changes of a message.
    """

    def __init__(
        self,
        scans: Scans,
        view: ScanView,
        board: ScanBoard,
        flow: ScanFlow,
        life: ScanLife,
        jobs: JobQueue,
        pace: Pace,
        clock: Clock,
        *,
        lead: Callable[[], bool],
        limit: float,
        show_seconds: float = SHOW_SECONDS,
    ) -> None:
        self._scans = scans
        self._view = view
        self._board = board
        self._flow = flow
        self._life = life
        self._jobs = jobs
        self._pace = pace
        self._clock = clock
        self._lead = lead
        self._limit = limit
        self._show_seconds = show_seconds
        self._looked: dict[str, float] = {}
        self._shown: dict[str, tuple[float, Card]] = {}
        self._moved: dict[str, tuple[float, int]] = {}

    def look(self) -> None:
        """Look once. Nothing is raised."""
        if not self._lead():
            for each in (self._looked, self._shown, self._moved):
                each.clear()
            return
        under_way = self._scans.under_way()
        for scan in under_way:
            try:
                self._look(scan)
            except Exception:
                log.exception("a look at scan %s failed", scan.id)
        for gone in set(self._shown) - {scan.id for scan in under_way}:
            # Once more, in case that what it said before was sent a moment too late.
            self._pace.forget(gone)
            self._board.show(gone)
            self._shown.pop(gone)
            self._looked.pop(gone, None)
            self._moved.pop(gone, None)

    def _look(self, scan: Scan) -> None:
        now = self._clock.now()
        passed = min(now - self._looked.get(scan.id, now), LONGEST_STEP)
        self._looked[scan.id] = now
        if scan.state is ScanState.RUNNING:
            self._count(scan, passed)
        if scan.waiting or scan.state is not ScanState.RUNNING:
            self._pace.forget(scan.id)
            self._moved.pop(scan.id, None)
        else:
            self._note(scan)
        if scan.waiting:
            self._wake(scan)
        self._show(scan)

    def _count(self, scan: Scan, passed: float) -> None:
        """Its time goes on, of work or of waiting."""

        def change(kept: Scan) -> Scan:
            if kept.waiting:
                return replace(kept, waited=kept.waited + passed)
            return replace(kept, seconds=kept.seconds + passed)

        if passed > 0:
            self._scans.update(scan.id, change)

    def _note(self, scan: Scan) -> None:
        """How far it is; one that does not move is submitted anew, by way of a wait."""
        now, looked_at = self._clock.now(), self._scans.tally(scan.id).looked_at
        self._pace.note(scan.id, looked_at)
        at, before = self._moved.get(scan.id, (now, -1))
        if before != looked_at:
            self._moved[scan.id] = (now, looked_at)
        elif now - at >= STALLED_SECONDS:
            log.warning("scan %s does not move, and is begun anew where it is", scan.id)
            self._moved.pop(scan.id)
            self._flow.wait(scan)

    def _wake(self, scan: Scan) -> None:
        if self._life.lasting():
            self._jobs.submit(GoOnRequest.of(scan.id, scan.round))
        elif scan.waited >= self._limit:
            self._flow.pause(scan.id, GAVE_UP.format(time=duration(self._limit)))

    def _show(self, scan: Scan) -> None:
        """Change the message, not too often, and only to something else."""
        at, shown = self._shown.get(scan.id, (float("-inf"), None))
        if self._clock.now() - at < self._show_seconds:
            return
        kept = self._scans.get(scan.id) or scan
        new = self._view.card(kept)
        if new != shown and kept.message:
            self._board.put(kept, new)
        self._shown[scan.id] = (self._clock.now(), new)
