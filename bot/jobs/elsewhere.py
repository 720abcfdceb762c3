"""Jobs for the processes that run them, from one that runs none: a shell beside the bot."""

from __future__ import annotations

from dbos import DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions, error
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.errors import NoBotYet
from bot.core.requests import Request
from bot.jobs.durable import VERSION
from bot.jobs.lanes import APPLICATION, WORKFLOW, job_id, lane_of, write


class JobsElsewhere:
    """A `JobQueue` that only submits; a bot on the same database does the work.

    Args:
        engine: of the database.
        version: of the jobs; see `bot.jobs.durable.VERSION`.
    """

    def __init__(self, engine: Engine, version: str = VERSION) -> None:
        self._engine = engine
        self._version = version

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        """Accept a request once by its key and attempt; see the port.

        Raises:
            NoBotYet: no bot has made its tables in this database.
        """
        options = EnqueueOptions(
            workflow_name=WORKFLOW,
            queue_name=lane_of(request),
            workflow_id=job_id(request, attempt),
            workflow_id_reuse_policy="reject",
            app_version=self._version,
        )
        if delay > 0:
            options["delay_seconds"] = delay
        try:
            self._client().enqueue(options, **write(request, attempt))
        except error.DBOSWorkflowIDInUseError:
            return False
        except DatabaseError as missing:
            raise NoBotYet from missing
        return True

    def unfinished(self) -> int:
        """Nothing of its own is in flight."""
        return 0

    def _client(self) -> DBOSClient:
        return DBOSClient(
            system_database_engine=self._engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,
        )
