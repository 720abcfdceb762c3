"""What is done now and then: old records are forgotten."""

from __future__ import annotations

import logging

from bot.core.ports import Clock
from bot.store import Database, forget_before

log = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0
DAY_SECONDS = 86400.0


class Housekeeping:
    """Forgets, once an hour, what was answered long ago.

    Args:
        keep_days: the setting KEEP_DAYS.
    """

    def __init__(self, database: Database, clock: Clock, keep_days: int) -> None:
        self._database = database
        self._clock = clock
        self._keep_seconds = keep_days * DAY_SECONDS
        self._done = float("-inf")

    def look(self) -> None:
        """Tidy up, if it is time."""
        if self._clock.now() - self._done < EVERY_SECONDS:
            return
        self._done = self._clock.now()
        forgotten = forget_before(self._database, self._clock.wall() - self._keep_seconds)
        if forgotten:
            log.info("forgot %d old records", forgotten)
