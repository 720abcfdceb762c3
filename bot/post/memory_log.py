"""What was posted, for as long as the process lives."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from bot.core.model import Thread
from bot.core.records import Posting

REMEMBER_MESSAGES = 5000


class MemoryPostLog:
    """`PostLog` in memory: nothing outlives the process."""

    def __init__(self) -> None:
        self._postings: OrderedDict[str, Posting] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, key: str) -> Posting:
        """See the port."""
        with self._lock:
            known = self._postings.setdefault(key, Posting(first=True))
            self._postings[key] = replace(known, first=False)
            while len(self._postings) > REMEMBER_MESSAGES:
                self._postings.popitem(last=False)
            return known

    def uploaded(self, key: str, file: str) -> None:
        """See the port."""
        with self._lock:
            self._postings[key] = replace(self._known(key), file=file)

    def done(self, key: str, message: Thread) -> None:
        """See the port."""
        with self._lock:
            self._postings[key] = replace(self._known(key), message=message)

    def _known(self, key: str) -> Posting:
        return self._postings.get(key, Posting(first=False))
