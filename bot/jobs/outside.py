"""Calls to the engine that are no part of the job that makes them."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def outside(call: Callable[[], Result]) -> Result:
    """Make a call as if no job were running.

    DBOS keeps the running job in a context variable, and would write what that job asks of the
    engine into its journal, as steps that have to come back in the same order after a crash.
    """
    return contextvars.Context().run(call)
