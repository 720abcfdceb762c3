"""A token bucket that adapts: calls are paced before they are made, so throttling is rare."""

from __future__ import annotations

import threading
import time

from bot.core.ports import Clock

# What becomes of the rate when the other side throttles. Most often a call only came too close
# behind one that was late; then little must be lost. When somebody else uses the model as well, a
# lasting rate must be found, without throwing itself against the wall again and again.
# `bench/capacity.py` and `bench/throttling.py` show what that is worth.
SLOWER = 0.8
"""The rate is multiplied by this."""
BACK = 0.02
"""Of the full rate; as much is given back with each call."""
SLOWEST = 0.05
"""Of the full rate; it is never slower."""
SLOWER_SECONDS = 1.0
"""Calls that were under way together are throttled together, and count once."""


class SystemClock:
    """The machine's own monotonic clock."""

    def now(self) -> float:
        """Seconds since some moment in the past."""
        return time.monotonic()

    def wall(self) -> float:
        """Seconds since 1970 UTC."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class TokenBucket:
    """Lets `rate` calls a second through, `burst` of them at once after a pause.

    When the other side throttles, the rate is lowered by a fifth, once a second at most; each call
    after that gives back a fiftieth of the full rate (additive increase, multiplicative decrease).
    """

    def __init__(self, rate: float, clock: Clock, burst: int = 1) -> None:
        self._full = self._rate = rate
        self._burst = float(burst)
        self._tokens = float(burst)
        self._clock = clock
        self._filled = clock.now()
        self._slowed = float("-inf")
        self._lock = threading.Lock()

    @property
    def rate(self) -> float:
        """Calls a second at present."""
        return self._rate

    def wait(self) -> None:
        """Return when the next call may be made."""
        pause = self._take()
        if pause > 0:
            self._clock.sleep(pause)

    def slow_down(self) -> None:
        """Lower the rate by a fifth, down to a twentieth of the full one."""
        with self._lock:
            self._fill()
            if self._filled - self._slowed >= SLOWER_SECONDS:
                self._slowed = self._filled
                self._rate = max(self._rate * SLOWER, self._full * SLOWEST)

    def _take(self) -> float:
        with self._lock:
            self._fill()
            self._rate = min(self._full, self._rate + self._full * BACK)
            self._tokens -= 1
            return max(0.0, -self._tokens / self._rate)

    def _fill(self) -> None:
        now = self._clock.now()
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
