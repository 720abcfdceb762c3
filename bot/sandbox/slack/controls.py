"""What a test can make Slack do: go slow, fail, limit rates, take back a scope or a token."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass

from bot.sandbox.slack import facts
from bot.sandbox.slack.words import Refused


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next requests of a method.

    Attributes:
        times: how many requests are still to fail.
        status: HTTP; 0 leaves it to `error`.
        error: Slack's word, answered with HTTP 200.
        drop: cut the connection instead of answering.
        after: the call takes effect first; only its answer is lost.
        delay: seconds before anything.
        retry_after: seconds, for the header of a 429.
    """

    times: int = 1
    status: int = 0
    error: str = ""
    drop: bool = False
    after: bool = False
    delay: float = 0.0
    retry_after: float | None = None


class Faults:
    """The faults that wait, by method; they are used up in the order of their making."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault) -> None:
        """Let the next requests of a method fail."""
        self._waiting[method].append(fault)

    def take(self, method: str) -> Fault | None:
        """The fault of this request, if there is one."""
        waiting = self._waiting[method]
        if not waiting:
            return None
        fault = waiting[0]
        fault.times -= 1
        if fault.times <= 0:
            waiting.popleft()
        return fault


class TooFast(Refused):
    """A rate limit is reached."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = max(1, math.ceil(retry_after))


class Rates:
    """Slack's rate limits, per method; messages per channel.

    https://docs.slack.dev/apis/web-api/rate-limits
    """

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def check(self, method: str, channel: str) -> None:
        """Count a call.

        Raises:
            TooFast: it is one too many.
        """
        if not self.strict:
            return
        if method == "chat.postMessage":
            seconds = facts.POSTS_AT_ONCE / facts.POSTS_PER_SECOND
            self._count(f"{method} {channel}", facts.POSTS_AT_ONCE, seconds)
            return
        allowed = facts.TIERS.get(facts.METHODS[method].tier)
        if allowed is not None:
            self._count(method, allowed, 60.0)

    def _count(self, key: str, allowed: int, seconds: float) -> None:
        now = time.monotonic()
        calls = self._calls[key]
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        if len(calls) >= allowed:
            raise TooFast(calls[0] + seconds - now)
        calls.append(now)
