"""Jobs whose process died, or whose version is gone, are taken over; none is lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dbos import WorkflowStatus

from bot.core.attempts import Attempt
from bot.core.ports import Clock
from bot.core.requests import Request
from bot.jobs import rows
from bot.jobs.lanes import DELAYED, RECOVERIES, moved_id, read
from bot.jobs.ports import Heartbeats

log = logging.getLogger(__name__)

GivenUp = Callable[[Request, Attempt], None]


@dataclass(frozen=True, slots=True)
class Takeover:
    """Looks for jobs that nobody works on.

    Attributes:
        executor: the id of this process.
        version: of the jobs that it takes.
        heartbeats: of the processes that share the database; None when there is only one.
        clock: for signs of life, and for what is left of a delay.
        dead_after: seconds of silence after which a process is taken for dead.
        given_up: gets what took a process down each time it was run.
    """

    executor: str
    version: str
    heartbeats: Heartbeats | None
    clock: Clock
    dead_after: float
    given_up: GivenUp
    _told: set[str] = field(default_factory=set)

    def look(self) -> None:
        """Do all there is to do, if no other process is at it."""
        if self.heartbeats is None:
            self.upgrade()
            self.give_up()
            return
        with self.heartbeats.alone("reaper") as mine:
            if mine:
                self.reap(self.heartbeats)
                self.upgrade()
                self.give_up()

    def reap(self, heartbeats: Heartbeats) -> None:
        """Put the jobs of dead processes back into their queues.

        What waits in a queue needs nothing: any process takes it. A process that only slept finds
        out at its next step that a job is no longer its own, and leaves it.
        """
        for dead in heartbeats.dead(self.clock.wall(), self.dead_after):
            if dead == self.executor:
                continue
            left = rows.running_in(dead)
            for job in left:
                if not rows.resume(job, RECOVERIES):
                    self._end(job)
            heartbeats.forget(dead)
            log.warning("process %s is gone, its %d jobs are taken over", dead, len(left))

    def give_up(self) -> None:
        """Tell of the jobs that the engine runs no more, since they ended their process too often.

        The engine counts by itself as long as a process comes back under its own id.
        """
        for job in rows.exhausted():
            self._end(job)

    def _end(self, job: WorkflowStatus) -> None:
        log.error("job %s ended its process time and again, and is given up", job.workflow_id)
        readable = self._read(job)
        if readable:
            self.given_up(*readable)
        rows.cancel(job)

    def upgrade(self) -> None:
        """Move the jobs of other versions to this one, where nobody works on them.

        The engine gives a process only jobs of its own version, so that without this they would
        wait for ever. A job gets a new id and starts anew, since its steps may have changed; what
        must not be done twice is known to the store. The old one stays, ended, so that its request
        is not accepted again. Two processes at once move it to the same id.
        """
        for other in rows.other_versions(self.version):
            if self.heartbeats and self._lives(self.heartbeats, other):
                continue
            moved = left = 0
            while jobs := rows.not_ended(other, left):
                for job in jobs:
                    if self._move(job):
                        moved += 1
                    else:
                        left += 1
            if moved:
                log.warning("%d jobs of version %s are moved to %s", moved, other, self.version)

    def _lives(self, heartbeats: Heartbeats, version: str) -> bool:
        return bool(heartbeats.alive(self.clock.wall(), version, self.dead_after))

    def _move(self, job: WorkflowStatus) -> bool:
        """Whether a job could be moved; one that cannot be read waits for its own version."""
        readable = self._read(job)
        if not readable:
            return False
        due = (job.delay_until_epoch_ms or 0) / 1000
        delay = max(0.0, due - self.clock.wall()) if job.status == DELAYED else 0.0
        rows.enqueue(*readable, self.version, delay=delay, job=moved_id(job.workflow_id))
        rows.cancel(job)
        return True

    def _read(self, job: WorkflowStatus) -> tuple[Request, Attempt] | None:
        try:
            return read(_arguments(job))
        except ValueError as error:
            if job.workflow_id not in self._told:
                self._told.add(job.workflow_id)
                log.error("job %s of %s is left: %s", job.workflow_id, job.app_version, error)
            return None


def _arguments(job: WorkflowStatus) -> Mapping[str, object]:
    if not isinstance(job.input, dict):
        raise ValueError("it has no arguments")
    return job.input["kwargs"]
