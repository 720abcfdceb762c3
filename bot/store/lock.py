"""One process on one SQLite database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import DatabaseTaken


@contextmanager
def single_process(file: Path) -> Iterator[None]:
    """Hold a database file for this process; the system lets go when it dies, however it dies.

    Raises:
        DatabaseTaken: another process holds it.
    """
    lock = file.with_name(f"{file.name}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            problem = (
                f"{file}; SQLite is for one process. Stop the other one, or set DATABASE_URL to a "
                "Postgres database, where any number may work"
            )
            raise DatabaseTaken((problem,)) from None
        yield
    finally:
        os.close(descriptor)
