"""Jobs in this process's memory: once each, in lanes, at a later time if asked.

What waits here is lost when the process dies; a durable engine takes this module's place behind
the same port.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.ports import Clock
from bot.core.requests import Request

log = logging.getLogger(__name__)

# Slack repeats what it thinks was missed for up to 24 hours.
# https://docs.slack.dev/apis/events-api/#retries
REMEMBER_SECONDS = 25 * 3600.0
# Two hundred bytes a key: some 20 MB at the most.
REMEMBER_KEYS = 100_000


@dataclass(frozen=True, slots=True)
class Lane:
    """Workers for some kinds of request, so that one kind never waits behind another.

    Attributes:
        name: for the log.
        workers: how many requests run at once.
        runners: what runs each kind of request.
    """

    name: str
    workers: int
    runners: Mapping[type, Callable[[Any], object]]


@dataclass(order=True, slots=True)
class _Waiting:
    due: float
    order: int
    request: Request = field(compare=False)


class InProcessJobs:
    """A `JobQueue` whose workers are threads. Holds requests (ids), never images."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lanes: dict[str, list[_Waiting]] = {}
        self._lane_of: dict[type, str] = {}
        self._runners: dict[type, Callable[[Any], object]] = {}
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._running = 0
        self._stopping = False
        self._threads: list[threading.Thread] = []

    def start(self, *lanes: Lane) -> None:
        """Start the workers of some lanes."""
        for lane in lanes:
            self._lanes.setdefault(lane.name, [])
            for kind, runner in lane.runners.items():
                self._lane_of[kind], self._runners[kind] = lane.name, runner
            for number in range(lane.workers):
                name = f"{lane.name}-{number}"
                thread = threading.Thread(
                    target=self._work, args=(lane.name,), name=name, daemon=True
                )
                self._threads.append(thread)
                thread.start()

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        """Accept a request once by its key; see the port."""
        with self._changed:
            now = self._clock.now()
            self._forget(now)
            key = f"{request.key}#{attempt.number}"
            if key in self._seen:
                return False
            self._seen[key] = now
            waiting = _Waiting(now + delay, next(self._order), request)
            heapq.heappush(self._lanes[self._lane_of[type(request)]], waiting)
            self._changed.notify_all()
            return True

    def unfinished(self) -> int:
        """How many requests wait or run."""
        return self.depth

    @property
    def depth(self) -> int:
        """How many requests wait or run."""
        with self._changed:
            return self._running + sum(len(lane) for lane in self._lanes.values())

    def stop(self, timeout: float) -> bool:
        """Finish what is due or running, then stop.

        Returns:
            Whether everything that was due was finished within `timeout` seconds.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        deadline = self._clock.now() + timeout
        for thread in self._threads:
            thread.join(max(0.0, deadline - self._clock.now()))
        return not any(thread.is_alive() for thread in self._threads)

    def _forget(self, now: float) -> None:
        while self._seen and (
            len(self._seen) >= REMEMBER_KEYS
            or next(iter(self._seen.values())) < now - REMEMBER_SECONDS
        ):
            self._seen.popitem(last=False)

    def _work(self, lane: str) -> None:
        while (request := self._next(lane)) is not None:
            try:
                self._runners[type(request)](request)
            except Exception:
                log.exception("job %s failed", request.key)
            finally:
                with self._changed:
                    self._running -= 1
                    self._changed.notify_all()

    def _next(self, lane: str) -> Request | None:
        """Wait for the next request that is due; `None` when there is nothing more to do."""
        waiting = self._lanes[lane]
        with self._changed:
            while True:
                pause = waiting[0].due - self._clock.now() if waiting else None
                if pause is not None and pause <= 0:
                    self._running += 1
                    return heapq.heappop(waiting).request
                if self._stopping:
                    return None
                self._changed.wait(pause)
