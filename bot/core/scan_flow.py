"""How a scan goes on: its jobs are submitted, and its message says how far it is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from bot.core.cards import Card
from bot.core.model import Thread
from bot.core.ports import Board, Clock, JobQueue
from bot.core.scan import Scan, ScanState
from bot.core.scan_records import Scans
from bot.core.scan_requests import ChunkRequest, FinishRequest

log = logging.getLogger(__name__)


class ScanFlow:
    """Changes scans, and submits what follows from it.

    Whoever changes a scan is itself a job that is run again after a crash, so that submitting
    twice is common, and does nothing: the jobs of a round have the same keys.

    Args:
        scans: what is kept.
        jobs: where work waits.
        clock: for the time of an end.
    """

    def __init__(self, scans: Scans, jobs: JobQueue, clock: Clock) -> None:
        self._scans = scans
        self._jobs = jobs
        self._clock = clock

    def begin_round(self, scan: str, confirmed_by: str = "") -> None:
        """Let a scan run from now on, if it does not: all that is open is submitted anew."""

        def change(kept: Scan) -> Scan:
            if kept.state.over or (kept.state is ScanState.RUNNING and not kept.waiting):
                return kept
            return replace(
                kept,
                state=ScanState.RUNNING,
                round=kept.round + 1,
                waiting=False,
                waited=0.0,
                reason="",
                confirmed_by=kept.confirmed_by or confirmed_by,
            )

        changed = self._scans.update(scan, change)
        if changed is not None and changed[1].state is ScanState.RUNNING:
            self._submit(changed[1])

    def _submit(self, scan: Scan) -> None:
        last = self._scans.last_chunk(scan.id)
        numbers = self._scans.open_chunks(scan.id)
        if last is None or not last.end:
            numbers.append(last.number + 1 if last is not None else 1)
        if not numbers:
            self.finish(scan)
        for number in numbers:
            self._jobs.submit(ChunkRequest.of(scan.id, number, scan.round))

    def finish(self, scan: Scan) -> None:
        """Every object was looked at."""
        finishing = (ScanState.RUNNING, ScanState.FINISHING)

        def change(kept: Scan) -> Scan:
            return replace(kept, state=ScanState.FINISHING) if kept.state in finishing else kept

        changed = self._scans.update(scan.id, change)
        if changed is not None and changed[1].state is ScanState.FINISHING:
            self._jobs.submit(FinishRequest.of(scan.id, changed[1].round))

    def wait(self, scan: Scan) -> None:
        """The model does not run: nothing more is done in this round."""
        self._scans.update(
            scan.id, lambda kept: replace(kept, waiting=kept.state is ScanState.RUNNING)
        )

    def pause(self, scan: str, reason: str) -> None:
        """Stop for now."""
        pausable = (ScanState.RUNNING, ScanState.FINISHING)

        def change(kept: Scan) -> Scan:
            if kept.state not in pausable:
                return kept
            return replace(kept, state=ScanState.PAUSED, waiting=False, reason=reason)

        self._scans.update(scan, change)
        log.info("scan %s is paused: %s", scan, reason)

    def end(self, scan: str, state: ScanState, reason: str) -> None:
        """Nothing more comes of it."""

        def change(kept: Scan) -> Scan:
            if kept.state.over:
                return kept
            return replace(kept, state=state, reason=reason, ended_at=self._clock.wall())

        self._scans.update(scan, change)


class ScanBoard:
    """The one message of a scan.

    Args:
        scans: where it is kept which message that is.
        board: where it is.
        card: what it says now.
    """

    def __init__(self, scans: Scans, board: Board, card: Callable[[Scan], Card]) -> None:
        self._scans = scans
        self._board = board
        self._card = card

    def show(self, scan: str) -> None:
        """Post it, or change it."""
        kept = self._scans.get(scan)
        if kept is not None:
            self.put(kept, self._card(kept))

    def put(self, scan: Scan, card: Card) -> Thread | None:
        """Post a card, or change the message to it; where it is."""
        if not scan.channel:
            return None
        if scan.message:
            message = Thread(scan.channel, scan.message)
            self._board.edit(message, card)
            return message
        message_at = self._board.post(f"scan:{scan.id}", Thread(scan.channel, ""), card)
        if message_at is not None:
            self._scans.update(
                scan.id,
                lambda kept: replace(kept, channel=message_at.channel, message=message_at.ts),
            )
        return message_at

    def card(self, scan: Scan) -> Card:
        """What its message says now."""
        return self._card(scan)
