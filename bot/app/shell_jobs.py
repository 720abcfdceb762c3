"""Jobs of scans at a shell: its own, or a bot's that runs beside it."""

from __future__ import annotations

from collections import deque

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.ports import Clock, JobQueue
from bot.core.requests import Request
from bot.core.scan_requests import CountRequest

MOST_REMEMBERED = 1000


class ShellJobs:
    """A `JobQueue` of the shell's own; but for the count, a bot that runs gets what it holds.

    Args:
        clock: for delays.
        elsewhere: the bot's jobs; `None` where no bot runs.
    """

    def __init__(self, clock: Clock, elsewhere: JobQueue | None) -> None:
        self._clock = clock
        self._elsewhere = elsewhere
        self._known: set[str] = set()
        self._waiting: deque[tuple[Request, Attempt, float]] = deque()

    @property
    def has_bot(self) -> bool:
        """Whether somebody else does the work."""
        return self._elsewhere is not None

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        """See the port."""
        if self._elsewhere is not None and not isinstance(request, CountRequest):
            return self._elsewhere.submit(request, delay=delay, attempt=attempt)
        run = f"{request.key}#{attempt.number}"
        new = run not in self._known
        if new:
            self._known = {*self._known, run} if len(self._known) < MOST_REMEMBERED else {run}
            self._waiting.append((request, attempt, self._clock.now() + delay))
        return new

    def unfinished(self) -> int:
        """Those that wait here."""
        return len(self._waiting)

    @property
    def counts(self) -> bool:
        """Whether the next one is a count."""
        return bool(self._waiting) and isinstance(self._waiting[0][0], CountRequest)

    def take(self) -> tuple[Request, Attempt] | None:
        """The next one, once it is due."""
        if not self._waiting:
            return None
        request, attempt, due = self._waiting.popleft()
        self._clock.sleep(max(0.0, due - self._clock.now()))
        return request, attempt
