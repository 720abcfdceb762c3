"""The end of a scan: its results as files, in S3 and in Slack, and in the words of its message."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from bot.core.attempts import Journal
from bot.core.errors import RekogError
from bot.core.model import MEGABYTE, Thread
from bot.core.ports import Clock, Gallery
from bot.core.retries import kind_of
from bot.core.scan import Scan, ScanState
from bot.core.scan_flow import ScanBoard, ScanFlow
from bot.core.scan_outcome import ScanOutcome
from bot.core.scan_records import Output, Scans
from bot.core.scan_requests import FinishRequest

log = logging.getLogger(__name__)

SMALL = 8 * MEGABYTE
"""Files up to this size are shared in Slack; each is in memory as a whole then."""


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a scan, and what is in them.

    Attributes:
        files: on this machine, for as long as they are wanted.
        outcome: in figures.
    """

    files: Sequence[Path]
    outcome: ScanOutcome


class Reports(Protocol):
    """Makes the files of results."""

    def made(self, scan: Scan) -> AbstractContextManager[Made]:
        """All of them, until the context ends."""


class Finishing:
    """What the workers run at the end of a scan.

    Args:
        scans: what is kept.
        reports: makes the files.
        output: where they go in S3.
        gallery: where small ones are shared.
        flow: pauses a scan whose results cannot be written.
        board: the scan's message.
        spent: what a scan has cost, in US dollars.
        clock: for the time of the end.
    """

    def __init__(
        self,
        scans: Scans,
        reports: Reports,
        output: Output,
        gallery: Gallery,
        flow: ScanFlow,
        board: ScanBoard,
        spent: Callable[[Scan], float],
        clock: Clock,
    ) -> None:
        self._scans = scans
        self._reports = reports
        self._output = output
        self._gallery = gallery
        self._flow = flow
        self._board = board
        self._spent = spent
        self._clock = clock

    def run(self, request: FinishRequest, journal: Journal) -> None:
        """Write the results, and say where they are.

        Everything here bears to be done twice: files are written over, shared once by their keys.

        Raises:
            RekogError: S3 was out of reach, and may be back soon.
        """
        scan = self._scans.get(request.scan)
        if scan is None or scan.state is not ScanState.FINISHING:
            return
        try:
            self._finish(scan)
        except RekogError as error:
            kind = kind_of(error)
            if kind is not None and kind.delay(journal.attempt) is not None:
                raise
            self._flow.pause(scan.id, error.sentence)
            self._board.show(scan.id)

    def _finish(self, scan: Scan) -> None:
        with self._reports.made(scan) as made:
            uris = self._output.write(scan.id, made.files)
            large = self._share(scan, made.files) if scan.message else []
            outcome = replace(
                made.outcome,
                files=dict(uris),
                spent=self._spent(scan),
                too_large=[] if uris else large,
            )

        def change(kept: Scan) -> Scan:
            if kept.state is not ScanState.FINISHING:
                return kept
            ended = self._clock.wall()
            return replace(kept, state=ScanState.DONE, outcome=outcome.to_json(), ended_at=ended)

        self._scans.update(scan.id, change)
        self._board.show(scan.id)

    def _share(self, scan: Scan, files: Sequence[Path]) -> list[str]:
        """Share small files below the scan's message; the names of those that are not."""
        large = []
        thread = Thread(scan.channel, scan.message)
        for file in files:
            if file.stat().st_size > SMALL:
                large.append(file.name)
                continue
            key = f"scan:{scan.id}:{file.name}"
            alt = f"{file.stem.replace('-', ' ')} of scan {scan.id} of {scan.place}"
            self._gallery.share(key, f"{scan.id}-{file.name}", file.read_bytes(), alt, thread)
        return large
