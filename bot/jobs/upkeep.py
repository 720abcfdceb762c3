"""A thread beside the workers: it says that this process lives, and looks after what is left."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Pulse:
    """How often a process says that it lives, and what is looked after meanwhile.

    Attributes:
        beat_seconds: between two signs of life.
        dead_after: seconds of silence after which a process is taken for dead.
        clean_seconds: between two cleanings.
        keep_seconds: how long an ended job is kept; its id is refused for as long, and Slack
            repeats an event for up to a day.
    """

    beat_seconds: float = 10.0
    dead_after: float = 60.0
    clean_seconds: float = 3600.0
    keep_seconds: float = 7 * 86400.0


class Upkeep:
    """Does some work every few seconds, whatever becomes of it, until it is stopped."""

    def __init__(self, work: Callable[[], object], every: float) -> None:
        self._work = work
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs-upkeep", daemon=True)

    def start(self) -> None:
        """Do the work for the first time in `every` seconds."""
        self._thread.start()

    def stop(self) -> None:
        """Do the work no more; wait a few seconds for what is under way.

        It hangs while the database is away, and must not keep the process from ending.
        """
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE_SECONDS)

    def _run(self) -> None:
        while not self._over.wait(self._every):
            try:
                self._work()
            except Exception:
                log.exception("upkeep of the jobs failed, and is tried again")
