"""Kinds of work that do not wait for each other."""

from __future__ import annotations

import threading

from bot.core.model import S3Object, Thread
from bot.core.requests import FeedRequest, Request
from tests.jobs.conftest import Start, note, picture, settle, wait_for


def fed(key: str) -> FeedRequest:
    return FeedRequest(key, Thread("C1", ""), "", (S3Object("bucket", key),), "", rule="s3://b/")


def test_people_do_not_wait_behind_a_bucket(start: Start) -> None:
    """While a thousand objects are worked on, what somebody posts or asks for is done at once."""
    go, done, lock = threading.Event(), list[str](), threading.Lock()

    def run(request: Request, journal: object) -> None:
        if isinstance(request, FeedRequest):
            go.wait(30)
        with lock:
            done.append(request.key)

    jobs = start(run)
    for number in range(10):
        jobs.submit(fed(f"fed {number}"))
    jobs.submit(picture("post"))
    jobs.submit(note("help"))
    wait_for(lambda: len(done) == 2)
    first = sorted(done)
    wait_for(lambda: jobs.unfinished() == 10)  # objects count as work that is not finished
    go.set()
    settle(jobs)

    assert first == ["help", "post"]
    assert len(done) == 12
