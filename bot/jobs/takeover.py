"""Jobs whose process died, or whose version is gone, are taken over; none is lost, none is lone."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from dbos import WorkflowStatus

from bot.core.ports import Clock
from bot.jobs import rows
from bot.jobs.lanes import DELAYED, moved_id, read
from bot.jobs.ports import Heartbeats

log = logging.getLogger(__name__)


def reap(heartbeats: Heartbeats, executor: str, clock: Clock, dead_after: float) -> int:
    """Put the jobs of dead processes back into their queues; how many there were.

    What waits in a queue needs nothing: any process takes it. A process that only slept finds out
    at its next step that a job is no longer its own, and leaves it.
    """
    moved = 0
    with heartbeats.alone("reaper") as mine:
        if not mine:
            return 0
        for dead in heartbeats.dead(clock.wall(), dead_after):
            if dead == executor:
                continue
            left = rows.running_in(dead)
            for job in left:
                rows.resume(job)
            heartbeats.forget(dead)
            log.warning("process %s is gone, %d of its jobs are taken over", dead, len(left))
            moved += len(left)
    return moved


def upgrade(heartbeats: Heartbeats | None, version: str, clock: Clock, dead_after: float) -> int:
    """Move the jobs of other versions to this one, where nobody works on them; how many.

    The engine gives a process only jobs of its own version, so that without this they would wait
    for ever. A job gets a new id and starts anew, since its steps may have changed meanwhile; what
    must not be done twice is known to the store. The old one stays, ended, so that its request is
    not accepted again. Two processes at once move it to the same id.
    """
    moved = 0
    for other in rows.other_versions(version):
        if heartbeats and heartbeats.alive(clock.wall(), other, dead_after):
            continue
        left = 0
        while jobs := rows.not_ended(other, left):
            for job in jobs:
                if _move(job, version, clock):
                    moved += 1
                else:
                    left += 1
    if moved:
        log.warning("%d jobs of other versions are moved to %s", moved, version)
    return moved


def _move(job: WorkflowStatus, version: str, clock: Clock) -> bool:
    """Whether a job could be moved; one that cannot be read waits for its own version."""
    try:
        request, attempt = read(_arguments(job))
    except ValueError as error:
        log.error("job %s of version %s is left: %s", job.workflow_id, job.app_version, error)
        return False
    due = (job.delay_until_epoch_ms or 0) / 1000
    delay = max(0.0, due - clock.wall()) if job.status == DELAYED else 0.0
    rows.enqueue(request, attempt, version, delay=delay, job=moved_id(job.workflow_id))
    rows.cancel(job)
    return True


def _arguments(job: WorkflowStatus) -> Mapping[str, object]:
    inputs = job.input
    if not isinstance(inputs, dict):
        raise ValueError("it has no arguments")
    return inputs["kwargs"]
