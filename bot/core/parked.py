"""Requests that kept failing: they are parked, admins are told, and one of them decides."""

from __future__ import annotations

import hashlib
import html
import logging

from bot.core.attempts import Attempt
from bot.core.cards import Button, Card, Press, Style
from bot.core.errors import RekogError, Unexpected
from bot.core.permission import Permission
from bot.core.ports import Board, Clock, JobQueue, Replies
from bot.core.recognition import new_reference
from bot.core.records import Audit, AuditEntry, Parked, Parking
from bot.core.requests import (
    ExportRequest,
    FeedBatchRequest,
    FeedMuteRequest,
    FeedRequest,
    HelpRequest,
    ModelRequest,
    ObjectRequest,
    ParkedRequest,
    RecognitionRequest,
    Request,
)
from bot.core.scan_requests import (
    ChunkRequest,
    CountRequest,
    FinishRequest,
    GoOnRequest,
    ScanRequest,
)
from bot.core.teach_requests import (
    AgreedRequest,
    DrawnRequest,
    FormRequest,
    MarksRequest,
    ReviewRequest,
    SaidRequest,
    UndoRequest,
)

log = logging.getLogger(__name__)

WORDS: dict[type, str] = {ReviewRequest: "review", ExportRequest: "export", ScanRequest: "scan"}
LOOK_AMONG = 10_000
"""A parked job is looked for among so many of the latest."""


def reference_of(request: Request, attempt: Attempt) -> str:
    """An id for people, the same whenever the same run of a request is asked for."""
    return hashlib.sha256(f"{request.key}#{attempt.number}".encode()).hexdigest()[:10]


def park(parked: Parked, parking: Parking, board: Board) -> None:
    """Park a request, and let admins decide; both happen once for a reference."""
    parking.park(parked)
    reference = parked.reference
    text = (
        f"I gave up on {describe(parked.request)} (reference `{reference}`). {parked.sentence}\n"
        "Retry it once the cause is gone, or drop it."
    )
    buttons = (
        Button("Retry", Press.RETRY_JOB, reference, Style.PRIMARY),
        Button("Drop", Press.DROP_JOB, reference, Style.DANGER),
    )
    board.tell_admins(f"parked:{reference}", Card(text, buttons))


def describe(request: Request) -> str:
    """What was asked for and where, in Slack's markup, for the middle of a sentence."""
    match request:
        case RecognitionRequest():
            return _pictures(request)
        case ObjectRequest():
            return f"`/rekog detect` in <#{request.channel}> by <@{request.user}>"
        case ModelRequest():
            return f"`/rekog {request.action.value}` by <@{request.user}>"
        case HelpRequest():
            return f"a call for help in <#{request.thread.channel}>"
        case CountRequest() | ChunkRequest() | FinishRequest() | GoOnRequest():
            return f"a part of scan `{request.scan}`"
        case ReviewRequest() | ExportRequest() | ScanRequest():
            word = WORDS[type(request)]
            return f"`/rekog {word}` in <#{request.channel}> by <@{request.user}>"
        case (
            FormRequest()
            | MarksRequest()
            | DrawnRequest()
            | UndoRequest()
            | SaidRequest()
            | AgreedRequest()
        ):
            return f"what <@{request.user}> teaches in <#{request.channel}>"
        case _:
            return _other(request)


def _pictures(request: RecognitionRequest) -> str:
    if isinstance(request, FeedRequest):
        return f"`{_escaped(str(request.sources[0]))}` for <#{request.channel}>"
    count = len(request.sources)
    pictures = "a picture" if count == 1 else f"{count} pictures"
    return f"{pictures} in <#{request.channel}>, {_when(request.message_ts)}"


def _other(request: Request) -> str:
    if isinstance(request, FeedBatchRequest | FeedMuteRequest):
        return f"a message about the feed of {_escaped(request.rule)}"
    return f"a job (`{type(request).__name__}`)"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _when(ts: str) -> str:
    """A message's time in the reader's own time zone; `ts` is in seconds since 1970 UTC."""
    # https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
    return f"posted <!date^{int(float(ts))}^{{date_short_pretty}} at {{time}}|at {ts}>"


class ParkedJobs:
    """What the workers run when an admin retries or drops a parked job.

    Args:
        parking: where they are.
        jobs: where a retried one goes.
        permission: who may decide.
        replies: how the one who decides is told.
        audit: where it is written down.
        clock: for the audit.
        model: which model the audit names.
    """

    def __init__(
        self,
        parking: Parking,
        jobs: JobQueue,
        permission: Permission,
        replies: Replies,
        audit: Audit,
        clock: Clock,
        *,
        model: str,
    ) -> None:
        self._parking = parking
        self._jobs = jobs
        self._permission = permission
        self._replies = replies
        self._audit = audit
        self._clock = clock
        self._model = model

    def run(self, request: ParkedRequest) -> None:
        """Retry or drop a job, once whoever presses, and tell the one who did. Never raises."""
        try:
            told = self.decide(request)
        except RekogError as error:
            log.info("%s: %s", request.reference, error.sentence)
            told = error.sentence
        except Exception as error:
            reference = new_reference()
            log.error("%s: job %s not touched", reference, request.reference, exc_info=error)
            told = Unexpected(reference=reference).sentence
        self._replies.privately(request, told)

    def decide(self, request: ParkedRequest) -> str:
        """Retry or drop a job; what to tell the one who asks.

        Raises:
            OthersWork: this person may not.
        """
        self._permission.require_for(request)
        reference = request.reference
        if request.retry:
            self._retry(reference)
        parked = self._parking.take(reference)
        if parked is None:
            return f"Nothing to do: the job {reference} was retried or dropped already."
        self._write(request, parked)
        what = describe(parked.request)
        if request.retry:
            return f"I try again: {what}."
        return f"Dropped: {what}. Nobody else is told; it can be posted again."

    def _retry(self, reference: str) -> None:
        """Submit before it is taken out, so that a crash in between loses nothing.

        A run of that number is accepted once, however many press the button.
        """
        among = self._parking.parked(LOOK_AMONG)
        for parked in among:
            if parked.reference == reference:
                self._jobs.submit(parked.request, attempt=Attempt(parked.attempt.number + 1))

    def _write(self, request: ParkedRequest, parked: Parked) -> None:
        action = "retry job" if request.retry else "drop job"
        detail = f"{parked.reference}: {describe(parked.request)}"
        entry = AuditEntry(
            self._clock.wall(), request.user, action, request.entry.value, self._model, detail
        )
        self._audit.write(entry)
