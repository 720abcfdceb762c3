"""DBOS, started and stopped: one per process, with nothing switched on that phones home."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import cache
from typing import Any

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer
from sqlalchemy import Engine

from bot.jobs.lanes import APPLICATION, RECOVERIES, WORKFLOW, lanes

Work = Callable[[Any, Any], str]

# Beside the workers: jobs that another process took over wait in their thread for its word, and
# the engine has some work of its own.
SPARE_THREADS = 4

_one = threading.Lock()
_works: list[Work] = []


@cache
def _register() -> None:
    """Make the one kind of workflow known, once in a process."""

    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=RECOVERIES)
    def run(request: Any, attempt: Any) -> str:
        return _works[-1](request, attempt)


def config(engine: Engine, executor: str, version: str, workers: int) -> DBOSConfig:
    """What DBOS is told.

    JSON instead of pickle, since whoever can write the database could run code otherwise. The
    version is pinned, since by default it changes with every edit and strands what waits. The key
    of the vendor's service and telemetry are off by being named, whatever their defaults become.
    """
    threads = 2 * sum(lanes(workers).values()) + SPARE_THREADS
    return DBOSConfig(
        name=APPLICATION,
        system_database_engine=engine,
        executor_id=executor,
        application_version=version,
        serializer=DBOSPortableJSONSerializer(),
        log_level="WARNING",
        enable_otlp=False,
        conductor_key=None,
        auto_upgrade=False,
        use_listen_notify=False,
        run_migrations=True,
        max_executor_threads=threads,
    )


def launch(settings: DBOSConfig, workers: int, polling: float, work: Work) -> None:
    """Start the engine; queues that are in the database already are worked on at once.

    Args:
        settings: see `config`.
        workers: how many images' requests run at once in this process.
        polling: seconds between two looks at a queue.
        work: what runs a job, given its arguments.

    Raises:
        RuntimeError: there is an engine in this process already.
    """
    if not _one.acquire(blocking=False):
        raise RuntimeError("this process runs durable jobs already")
    try:
        _quiet()
        _works[:] = [work]
        settings["notification_listener_polling_interval_sec"] = polling
        DBOS(config=settings)
        _register()
        DBOS.launch()
        for lane, number in lanes(workers).items():
            DBOS.register_queue(
                lane,
                worker_concurrency=number,
                polling_interval_sec=polling,
                on_conflict="always_update",
            )
    except BaseException:
        shut_down(0)
        raise


def shut_down(timeout: int) -> None:
    """Start no more jobs, wait up to `timeout` seconds for those that run, and end the engine."""
    DBOS.destroy(workflow_completion_timeout_sec=timeout)
    _one.release()


def _quiet() -> None:
    """Let DBOS speak through the bot's log; without a handler it would add its own."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
