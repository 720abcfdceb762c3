"""What `/rekog scan` does, its buttons, and `python -m bot scan`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core import scan_words as words
from bot.core.answering import Reply, answered
from bot.core.errors import OwnOutput, ScanNotSo, ScanUnderWay, ScanUnknown
from bot.core.permission import Permission
from bot.core.places import Place
from bot.core.ports import Clock, JobQueue, Replies
from bot.core.records import Audit, AuditEntry
from bot.core.requests import Entry
from bot.core.scan import Scan, ScanState
from bot.core.scan_flow import ScanBoard, ScanFlow
from bot.core.scan_records import Listing, Scans
from bot.core.scan_requests import CountRequest, ScanAction, ScanRequest
from bot.core.scan_text import USAGE

SHOWN = 10


@dataclass(frozen=True, slots=True)
class ScanTools:
    """What commands about scans work with.

    Attributes:
        scans: what is kept.
        listing: of keys.
        flow: changes scans.
        board: their messages.
        jobs: where the count waits.
        audit: who did what.
        clock: for the time of day.
        own: where the bot writes to itself.
        model: which one the audit names.
    """

    scans: Scans
    listing: Listing
    flow: ScanFlow
    board: ScanBoard
    jobs: JobQueue
    audit: Audit
    clock: Clock
    own: tuple[Place, ...]
    model: str


class ScanCommands:
    """What the workers run for commands and buttons about scans.

    Args:
        tools: see there.
        permission: who may say yes, pause, resume and cancel.
        replies: how the asker is told.
    """

    def __init__(self, tools: ScanTools, permission: Permission, replies: Replies) -> None:
        self._tools = tools
        self._permission = permission
        self._replies = replies
        self._runners: Mapping[ScanAction, Callable[[ScanRequest], Reply]] = {
            ScanAction.SCAN: self._scan,
            ScanAction.CONFIRM: self._confirm,
            ScanAction.PAUSE: self._pause,
            ScanAction.RESUME: self._resume,
            ScanAction.CANCEL: self._cancel,
            ScanAction.LIST: self._list,
        }

    def run(self, request: ScanRequest) -> None:
        """Do what is asked, and tell the asker. Nothing is raised."""
        told = self.answer(request)
        if told is not None:
            self._replies.privately(request, told)

    def answer(self, request: ScanRequest) -> Reply:
        """Do what is asked; what the asker reads, `None` when the scan's message says it."""

        def work() -> Reply:
            self._permission.require_for(request)
            return self._runners[request.action](request)

        return answered(f"/rekog scan {request.action.value}", work)

    def _scan(self, request: ScanRequest) -> Reply:
        tools, place = self._tools, Place.parse(request.uri)
        if place is None:
            return USAGE
        for own in tools.own:
            if own.holds(place.bucket, place.prefix):
                raise OwnOutput(uri=place)
        tools.listing.page(place, "", 1)  # what cannot be listed is told at once
        scan = Scan(
            id=id_of(request.key),
            place=place,
            state=ScanState.COUNTING,
            who=request.user,
            channel=request.channel,
            labels=request.labels,
            min_confidence=request.min_confidence,
            asked_at=tools.clock.wall(),
        )
        if (other := tools.scans.begin(scan)) is not None:
            raise ScanUnderWay(uri=place, scan=other.id, state=other.state.value)
        tools.board.show(scan.id)
        tools.jobs.submit(CountRequest.of(scan.id, 0))
        kept = tools.scans.get(scan.id)
        if kept is not None and kept.channel and not kept.message:
            return tools.board.card(kept)
        return None

    def _confirm(self, request: ScanRequest) -> Reply:
        scan = self._named(request, ScanState.ASKED, ScanState.RUNNING)
        self._tools.flow.begin_round(scan.id, request.user)
        if scan.state is ScanState.ASKED:
            self._write(request, scan)
        return self._shown(scan)

    def _pause(self, request: ScanRequest) -> Reply:
        scan = self._named(request, ScanState.RUNNING)
        self._tools.flow.pause(scan.id, words.by(request.user))
        self._write(request, scan)
        return self._shown(scan)

    def _resume(self, request: ScanRequest) -> Reply:
        scan = self._named(request, ScanState.PAUSED, ScanState.RUNNING, ScanState.FINISHING)
        self._tools.flow.begin_round(scan.id)
        if scan.state is ScanState.PAUSED:
            self._write(request, scan)
        return self._shown(scan)

    def _cancel(self, request: ScanRequest) -> Reply:
        cancellable = (ScanState.COUNTING, ScanState.ASKED, ScanState.RUNNING, ScanState.PAUSED)
        scan = self._named(request, *cancellable)
        self._tools.flow.end(scan.id, ScanState.CANCELLED, words.by(request.user))
        self._write(request, scan)
        return self._shown(scan)

    def _list(self, request: ScanRequest) -> Reply:
        return words.listed(self._tools.scans.latest(SHOWN))

    def _shown(self, scan: Scan) -> Reply:
        """Change the scan's message; whoever cannot see that one is told."""
        self._tools.board.show(scan.id)
        kept = self._tools.scans.get(scan.id)
        return self._tools.board.card(kept) if kept is not None and not kept.message else None

    def _named(self, request: ScanRequest, *states: ScanState) -> Scan:
        """The scan that is meant, in one of some states.

        Raises:
            ScanUnknown: there is none.
            ScanNotSo: it is in another state.
        """
        scan = self._tools.scans.get(request.scan) if request.scan else self._only()
        if scan is None:
            raise ScanUnknown()
        if scan.state not in states:
            action = request.action.value
            raise ScanNotSo(scan=scan.id, state=scan.state.value, action=action)
        return scan

    def _only(self) -> Scan | None:
        """The one that is under way, where there is no other."""
        found = self._tools.scans.under_way()
        return found[0] if len(found) == 1 else None

    def _write(self, request: ScanRequest, scan: Scan) -> None:
        entry = Entry.SHELL if request.from_shell else Entry.COMMAND
        detail = f"{scan.id}: {scan.place}, {scan.count.images} pictures"
        action = f"scan {request.action.value}"
        self._tools.audit.write(
            AuditEntry(
                self._tools.clock.wall(),
                request.user,
                action,
                entry.value,
                self._tools.model,
                detail,
            )
        )


def id_of(key: str) -> str:
    """The id of the scan that a request asks for, the same when it is run again."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]
