"""What one run writes down: a step that ended is not run again after a crash."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from dbos import DBOS, error

from bot.core.attempts import Attempt

log = logging.getLogger(__name__)


class _Failed(BaseException):
    """Carries a step's exception past the engine, which writes down every `Exception`."""

    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self.failure = failure


class DurableJournal:
    """A `Journal` of one run.

    Only what went well is written down. A failed step raises its exception as it is, with its
    facts and its cause, and from then on nothing more of this run is written: after a crash the
    step that failed is run again, may go well, and what comes next may be something else. So what
    a runner does about a failure happens at least once, not exactly once.
    """

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._writes = True

    @property
    def attempt(self) -> Attempt:
        """Which run this is."""
        return self._attempt

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        """Do some work once, and remember what it returned; see the port.

        Raises:
            TypeError: what it returned is not JSON.
        """
        if not self._writes:
            return as_json(work())
        failure: Exception | None = None
        try:
            return DBOS.run_step({"name": name}, _carried, work)
        except _Failed as failed:
            failure = failed.failure
        except error.DBOSUnexpectedStepError as unfit:
            log.warning("the journal does not fit, what follows is done again: %s", unfit)
        self._writes = False
        if failure is not None:
            raise failure
        return as_json(work())


def _carried(work: Callable[[], Any]) -> Any:
    try:
        return as_json(work())
    except Exception as failure:
        raise _Failed(failure) from None


def as_json(value: Any) -> Any:
    """The value as it comes back from the journal, so that a live run and a replayed one agree.

    Raises:
        TypeError: it is not JSON.
    """
    return json.loads(json.dumps(value))
