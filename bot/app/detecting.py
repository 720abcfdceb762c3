"""The way of an image from a shell, with what the team has trained."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.app.state import State
from bot.app.timing import PRODUCTION
from bot.app.wiring import Parts, parts
from bot.core.pacing import SystemClock
from bot.settings import Settings


@contextmanager
def detecting(settings: Settings) -> Iterator[Parts]:
    """Wire it for one command; no database is made where there is none.

    Raises:
        DatabaseOutOfReach: the database cannot be used.
    """
    if settings.detector != "local":
        yield parts(settings)
        return
    state = State(settings, SystemClock(), alone=False, dead_after=PRODUCTION.dead_after)
    file = state.database.file
    if file is not None and not file.exists():
        yield parts(settings)
        return
    state.open()
    try:
        yield parts(settings, versions=state.store.versions)
    finally:
        state.close()
