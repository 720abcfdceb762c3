"""What the engine needs to know about the processes that share its database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol


class Heartbeats(Protocol):
    """Which processes live. Without one there is only this process."""

    def beat(self, executor: str, version: str, wall: float) -> None:
        """Note that a process lives.

        Args:
            executor: its id.
            version: of the jobs that it takes.
            wall: seconds since 1970 UTC.
        """

    def dead(self, wall: float, after: float) -> list[str]:
        """The ids of the processes that have not been heard of for `after` seconds."""

    def alive(self, wall: float, version: str, after: float) -> list[str]:
        """The ids of those that take jobs of a version and were heard of within `after` seconds."""

    def forget(self, executor: str) -> None:
        """Forget a process, once nothing is left of it."""

    def alone(self, name: str) -> AbstractContextManager[bool]:
        """Whether nobody else is at the same work, for as long as the context lasts."""
