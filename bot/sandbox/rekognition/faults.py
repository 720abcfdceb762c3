"""Trouble on demand: what a test asks to go wrong, and when."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass
class Fault:
    """Something that goes wrong for the next calls.

    Attributes:
        operation: which one; `None` for any.
        times: how many calls are left.
        code: the error code; empty for a page that is not AWS JSON.
        status: of the HTTP answer.
        drop: close the connection without an answer.
        delay: seconds before a good answer.
        retry_after: milliseconds, for the header `x-amz-retry-after`.
    """

    operation: str | None = None
    times: int = 1
    code: str = ""
    status: int = 0
    drop: bool = False
    delay: float = 0.0
    retry_after: int | None = None


class Faults:
    """The faults that are still to come, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Let something go wrong."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Let everything go well again."""
        with self._lock:
            self._waiting.clear()

    def next(self, operation: str) -> Fault | None:
        """What goes wrong with this call."""
        with self._lock:
            for fault in self._waiting:
                if fault.operation in (None, operation):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None
