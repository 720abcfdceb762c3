"""How jobs are called and kept: lanes, ids, and what is in a row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.core.attempts import Attempt
from bot.core.payload import from_json, request_from_json, to_json
from bot.core.requests import FeedRequest, RecognitionRequest, Request
from bot.core.scan_requests import ScanWork
from bot.core.teach_requests import AgreedRequest, SaidRequest

APPLICATION = "rekog"
WORKFLOW = "request"
PICTURES = "pictures"
FEED = "feed"
COMMANDS = "commands"
COMMAND_WORKERS = 4
SCANS = "scans"
# Chunks at once in a process: while one is at its last objects, the next one begins.
SCAN_WORKERS = 2

# A job that takes the whole process down each time must not do so for ever.
RECOVERIES = 10

QUEUED = "ENQUEUED"
DELAYED = "DELAYED"
RUNNING = "PENDING"
EXHAUSTED = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
ENDED = ["SUCCESS", "ERROR", "CANCELLED"]
"""States of a workflow in DBOS 3.4."""

_MOVED = re.compile(r"(?P<first>.*?)(?:~(?P<times>\d+))?", re.DOTALL)


def lanes(workers: int) -> dict[str, int]:
    """All queues, and how many jobs of each run at once in a process.

    Args:
        workers: for pictures that people post.
    """
    return {
        PICTURES: workers,
        FEED: max(1, workers // 2),
        COMMANDS: COMMAND_WORKERS,
        SCANS: SCAN_WORKERS,
    }


def lane_of(request: Request) -> str:
    """The queue that a request waits in.

    Commands never wait behind pictures, nor what somebody posts behind a thousand objects of a
    bucket, or those of a scan.
    """
    if isinstance(request, FeedRequest):
        return FEED
    if isinstance(request, ScanWork):
        return SCANS
    many = (RecognitionRequest, SaidRequest, AgreedRequest)
    return PICTURES if isinstance(request, many) else COMMANDS


def job_id(request: Request, attempt: Attempt) -> str:
    """The id of a run: the same for the same attempt of the same request."""
    return f"{request.key}#{attempt.number}"


def moved_id(job: str) -> str:
    """The id of a job that takes another one's place under a new version.

    Two processes that move the same job come to the same id, and a job that is moved there and
    back gets a new one each time.
    """
    match = _MOVED.fullmatch(job)
    first, times = match.group("first", "times") if match else (job, None)
    return f"{first}~{int(times or 0) + 1}"


def write(request: Request, attempt: Attempt) -> dict[str, Any]:
    """A job's arguments, as JSON.

    Raises:
        TypeError: there is something in it that cannot be kept, such as bytes.
    """
    return {"request": to_json(request), "attempt": to_json(attempt)}


def read(arguments: Mapping[str, Any]) -> tuple[Request, Attempt]:
    """What `write` made.

    Raises:
        ValueError: this version cannot read it.
    """
    try:
        request, attempt = request_from_json(arguments["request"]), from_json(arguments["attempt"])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"this is not a job: {error}") from error
    if not isinstance(attempt, Attempt):
        raise ValueError("this is not an attempt")
    return request, attempt
