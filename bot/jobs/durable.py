"""Jobs in the database: what was accepted is run, whatever dies in between."""

from __future__ import annotations

import logging
import math
import threading
import uuid
from collections.abc import Callable
from typing import Any

from dbos import DBOS
from sqlalchemy import Engine

from bot.core.attempts import FIRST_ATTEMPT, Attempt, Journal
from bot.core.ports import Clock
from bot.core.requests import Request
from bot.jobs import engine as dbos
from bot.jobs import rows
from bot.jobs.journal import DurableJournal
from bot.jobs.lanes import COMMANDS, FEED, PICTURES, SCANS, read
from bot.jobs.ports import Heartbeats
from bot.jobs.takeover import GivenUp, Takeover
from bot.jobs.upkeep import Pulse, Upkeep

log = logging.getLogger(__name__)

# Changed only when a job of the version before must not be run by this one as it stands.
VERSION = "jobs-v1"
# Nobody asks for more than "many".
MOST_COUNTED = 1000


class DurableJobs:
    """A `JobQueue` in the database, and the workers of this process."""

    def __init__(
        self,
        engine: Engine,
        executor_id: str,
        runner: Callable[[Request, Journal], None],
        clock: Clock,
        *,
        workers: int,
        heartbeats: Heartbeats | None = None,
        version: str = VERSION,
        polling: float = 0.2,
        pulse: Pulse | None = None,
        given_up: GivenUp = lambda request, attempt: None,
    ) -> None:
        """Remember what is needed; nothing happens before `start`.

        Args:
            engine: of the database; its SQLite connections begin transactions by `IMMEDIATE`.
            executor_id: of this process; constant where it is the only one, so that it finds its
                own jobs again after a crash, else unlike any other's.
            runner: does what a request asks for, and decides itself about its failures.
            clock: for waits and signs of life.
            workers: how many images' requests run at once in this process.
            heartbeats: of the processes that share the database; None when there is only one.
            version: of the jobs; see `VERSION`.
            polling: seconds between two looks at a queue.
            pulse: see there.
            given_up: gets a job that ended its process each time it was run, and is run no more;
                it may get one twice.
        """
        self._settings = dbos.config(engine, executor_id, version, workers)
        self._executor = executor_id
        self._runner = runner
        self._clock = clock
        self._workers = workers
        self._heartbeats = heartbeats
        self._version = version
        self._polling = polling
        self._pulse = pulse or Pulse()
        self._lock = threading.Lock()
        self._running = 0
        self._started = False
        self._cleaned = clock.now()
        self._takeover = Takeover(
            executor_id, version, heartbeats, clock, self._pulse.dead_after, given_up
        )
        self._upkeep = Upkeep(self.look_after, self._pulse.beat_seconds)

    def start(self) -> None:
        """Go on with what this process had begun, take over what others left, and take jobs.

        Raises:
            RuntimeError: there are durable jobs in this process already.
        """
        self._beat()
        dbos.launch(self._settings, self._workers, self._polling, self._work)
        self._started = True
        self._takeover.look()
        self._upkeep.start()

    def stop(self, timeout: float) -> bool:
        """Begin no more jobs, and wait for those that run; what is left is run after a restart.

        Returns:
            Whether everything that ran was finished within `timeout` seconds.
        """
        if self._started:
            self._started = False
            self._upkeep.stop()
            dbos.shut_down(math.ceil(timeout))
        with self._lock:
            return self._running == 0

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        """Accept a request once by its key and attempt; see the port.

        Raises:
            TypeError: there is something in it that cannot be kept, such as bytes.
        """
        return rows.enqueue(request, attempt, self._version, delay=delay)

    def unfinished(self) -> int:
        """How many images' requests are due or being worked on, by all processes; 1000 is many."""
        return rows.count(PICTURES, FEED, limit=MOST_COUNTED)

    @property
    def depth(self) -> int:
        """How many requests are due or being worked on, by all processes; 1000 is many."""
        return rows.count(PICTURES, FEED, COMMANDS, SCANS, limit=MOST_COUNTED)

    def look_after(self) -> None:
        """Say that this process lives, take over what others left, and clean up now and then."""
        self._beat()
        self._takeover.look()
        if self._clock.now() - self._cleaned >= self._pulse.clean_seconds:
            self._cleaned = self._clock.now()
            self.forget_before(self._clock.wall() - self._pulse.keep_seconds)

    def forget_before(self, wall: float) -> int:
        """Delete the jobs that ended before a moment (seconds since 1970 UTC); how many."""
        return rows.forget_ended(wall)

    def _beat(self) -> None:
        if self._heartbeats:
            self._heartbeats.beat(self._executor, self._version, self._clock.wall())

    def _count(self, change: int) -> None:
        with self._lock:
            self._running += change

    def _work(self, request: Any, attempt: Any) -> str:
        """Run one job, and say in a word what became of it; nothing is raised."""
        self._count(+1)
        try:
            asked, which = read({"request": request, "attempt": attempt})
            self._runner(asked, DurableJournal(which))
            return "done"
        except Exception:
            reference = uuid.uuid4().hex[:10]
            log.exception("%s: job %s failed", reference, DBOS.workflow_id)
            return f"failed: {reference}"
        finally:
            self._count(-1)
