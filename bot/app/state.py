"""The database of this process, and what is kept in it."""

from __future__ import annotations

import socket
import uuid
from contextlib import ExitStack

from bot.core.ports import Clock
from bot.settings import Settings
from bot.store import Database, Store, single_process

# The only process on a SQLite file finds its own jobs again by this name after a crash.
ONLY = "rekog"


class State:
    """Opened before anything else, closed after everything else.

    Args:
        alone: whether this process is to be the only one on a SQLite file, as an engine of jobs
            has to be; the short commands of a shell are not.
        dead_after: seconds without a sign of life, after which a process is taken for dead.
    """

    def __init__(self, settings: Settings, clock: Clock, *, alone: bool, dead_after: float) -> None:
        self.database = Database(settings.database.reveal())
        self.store = Store.of(self.database, clock, dead_after)
        self.process = ONLY
        if not self.database.is_sqlite or not alone:
            self.process = f"{socket.gethostname()}-{uuid.uuid4().hex[:12]}"
        self._alone = alone
        self._held = ExitStack()

    def open(self) -> None:
        """Open the database, and bring its tables up to date.

        Raises:
            DatabaseOutOfReach: it cannot be used.
            DatabaseTaken: another process works on this SQLite file.
        """
        with ExitStack() as stack:
            if self._alone and self.database.file is not None:
                stack.enter_context(single_process(self.database.file))
            stack.callback(self.database.close)
            self.database.open()
            self._held = stack.pop_all()

    def close(self) -> None:
        """Let go of the database."""
        self._held.close()
