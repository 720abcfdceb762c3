"""Who waits for a change hears of it: tests in their own thread, and pages over a WebSocket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from bot.sandbox.slack.words import Json

T = TypeVar("T")
Listener = Callable[[Json], None]


class Changes:
    """Tells of changes. `note` is called in the server's thread, `wait_for` in any other."""

    def __init__(self) -> None:
        self._count = 0
        self._news = threading.Condition()
        self._listeners: set[Listener] = set()

    def note(self, **what: object) -> None:
        """Something changed; with no arguments it is nothing that a page shows."""
        with self._news:
            self._count += 1
            self._news.notify_all()
        if what:
            for listener in tuple(self._listeners):
                listener(dict(what))

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for each change from now on; the result ends it."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def wait_for(self, predicate: Callable[[], T], timeout: float) -> T | None:
        """Look after each change until the predicate holds.

        Returns:
            What the predicate returned, or `None` after `timeout` seconds.
        """
        until = time.monotonic() + timeout
        while True:
            with self._news:
                seen = self._count
            found = predicate()
            if found:
                return found
            left = until - time.monotonic()
            if left <= 0:
                return None
            # Time alone can make a predicate true, too: look again after a while.
            self._news_after(seen, min(left, 0.25))

    def _news_after(self, seen: int, seconds: float) -> None:
        with self._news:
            self._news.wait_for(lambda: self._count != seen, seconds)
