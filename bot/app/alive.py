"""Whether the bot of this machine does its work, told by a file that it touches again and again."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path


class SignOfLife:
    """A file in the data folder; when it was last changed is when somebody last looked.

    Each machine and each container has its own, so that none speaks for another on a shared
    folder. The processes of one machine that share a data folder share it: as long as one of them
    looks after the model, somebody does.

    Args:
        folder: the data folder.
        host: whose sign it is; without it, this machine's.
    """

    def __init__(self, folder: Path, host: str = "") -> None:
        self._file = folder / f"alive-{host or socket.gethostname()}"

    def give(self) -> None:
        """Say that this process lives."""
        # A folder that cannot be written to is a sign that is missing, not an end of the work.
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)

    def withdraw(self) -> None:
        """Say that this process has ended."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    def age(self, wall: float) -> float | None:
        """Seconds since the last sign, at a time since 1970; `None` when there is none."""
        try:
            return max(0.0, wall - self._file.stat().st_mtime)
        except OSError:
            return None
