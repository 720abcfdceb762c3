"""Looking at jobs, and moving them about, by the engine's public calls."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from dbos import DBOS, EnqueueOptions, WorkflowStatus, error

from bot.core.attempts import Attempt
from bot.core.requests import Request
from bot.jobs.lanes import (
    COMMANDS,
    DELAYED,
    ENDED,
    EXHAUSTED,
    FEED,
    PICTURES,
    QUEUED,
    RUNNING,
    SCANS,
    WORKFLOW,
    job_id,
    lane_of,
    write,
)
from bot.jobs.outside import outside

PAGE = 500
TAKEN_OVER = "taken over"


def enqueue(
    request: Request, attempt: Attempt, version: str, *, delay: float = 0.0, job: str = ""
) -> bool:
    """Put a job into its queue; whether it is new.

    The engine rejects an id that is in use within the transaction that inserts it, so of two
    processes at once exactly one gets True.

    Args:
        request: what is to be done.
        attempt: which run it is.
        version: of the jobs that this process takes.
        delay: seconds from now; the engine looks once a second.
        job: an id of its own.

    Raises:
        TypeError: there is something in the request that cannot be kept.
    """
    options = EnqueueOptions(
        workflow_name=WORKFLOW,
        queue_name=lane_of(request),
        workflow_id=job or job_id(request, attempt),
        workflow_id_reuse_policy="reject",
        app_version=version,
    )
    if delay > 0:
        options["delay_seconds"] = delay
    arguments = write(request, attempt)
    try:
        outside(lambda: DBOS.enqueue_workflow_with_options(options, **arguments))
    except error.DBOSWorkflowIDInUseError:
        return False
    return True


def count(*lanes: str, limit: int) -> int:
    """How many jobs of some lanes are due or running, up to a limit."""
    found = outside(
        lambda: DBOS.list_workflows(
            status=[QUEUED, RUNNING],
            queue_name=list(lanes),
            limit=limit,
            load_input=False,
            load_output=False,
        )
    )
    return len(found)


def running_in(executor: str) -> list[WorkflowStatus]:
    """The jobs that a process has taken and not ended."""
    return outside(
        lambda: DBOS.list_workflows(status=RUNNING, executor_id=executor, load_output=False)
    )


def exhausted() -> list[WorkflowStatus]:
    """The jobs that the engine has begun too often."""
    return outside(lambda: DBOS.list_workflows(status=EXHAUSTED, load_output=False))


def resume(job: WorkflowStatus, most: int) -> bool:
    """Put a job back into its queue, before those who came later; not for ever.

    Args:
        job: of a process that is dead.
        most: how often; the engine's own count begins anew each time.

    Returns:
        False when it was done so often before.
    """
    times = (job.attributes or {}).get(TAKEN_OVER, 0)
    if times >= most:
        return False
    lane = job.queue_name if job.queue_name in (PICTURES, FEED, SCANS) else COMMANDS
    outside(lambda: DBOS.update_workflow_attributes(job.workflow_id, {TAKEN_OVER: times + 1}))
    outside(lambda: DBOS.resume_workflow(job.workflow_id, queue_name=lane))
    return True


def cancel(job: WorkflowStatus) -> None:
    """End a job whose place another one has taken; its id stays in use."""
    outside(lambda: DBOS.cancel_workflow(job.workflow_id))


def other_versions(version: str) -> list[str]:
    """The versions that were ever at work here, but for the present one."""
    known = outside(DBOS.list_application_versions)
    return [each["version_name"] for each in known if each["version_name"] != version]


def not_ended(version: str, passed_over: int) -> list[WorkflowStatus]:
    """Some of the jobs of a version that wait or run, with their arguments, oldest first.

    Args:
        version: of the jobs.
        passed_over: how many of the oldest are left out.
    """
    return outside(
        lambda: DBOS.list_workflows(
            status=[QUEUED, DELAYED, RUNNING],
            app_version=version,
            limit=PAGE,
            offset=passed_over,
            load_output=False,
        )
    )


def forget_ended(before: float) -> int:
    """Delete the jobs that ended before a moment, in pages; how many there were.

    Args:
        before: seconds since 1970 UTC.
    """
    moment = datetime.fromtimestamp(before, UTC).isoformat()
    deleted = 0
    while ids := _ended(moment):
        outside(partial(DBOS.delete_workflows, ids))
        deleted += len(ids)
    return deleted


def _ended(before: str) -> list[str]:
    page = outside(
        lambda: DBOS.list_workflows(
            status=ENDED, completed_before=before, limit=PAGE, load_input=False, load_output=False
        )
    )
    return [job.workflow_id for job in page]
