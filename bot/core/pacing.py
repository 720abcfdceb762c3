"""A token bucket that adapts: calls are paced before they are made, so throttling is rare."""

from __future__ import annotations

import threading
import time

from bot.core.ports import Clock

HALVING_SECONDS = 1.0


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

    When the other side throttles, the rate is halved; each call that goes well after that gives
    back a twentieth of the full rate (additive increase, multiplicative decrease). Calls that
    were under way together are throttled together, so it is halved once a second at most:
    `bench/throttling.py` shows what that is worth.
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
        """Halve the rate, down to a twentieth of the full one."""
        with self._lock:
            self._fill()
            if self._filled - self._slowed >= HALVING_SECONDS:
                self._slowed = self._filled
                self._rate = max(self._rate / 2, self._full / 20)

    def _take(self) -> float:
        with self._lock:
            self._fill()
            self._rate = min(self._full, self._rate + self._full / 20)
            self._tokens -= 1
            return max(0.0, -self._tokens / self._rate)

    def _fill(self) -> None:
        now = self._clock.now()
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate)
        self._filled = now
