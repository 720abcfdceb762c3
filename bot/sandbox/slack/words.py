"""Words that every part of the stand-in shares."""

from __future__ import annotations

import itertools
import secrets
import time
from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """Slack says no to a call.

    Args:
        error: Slack's own word for it.
        messages: for `response_metadata.messages`.
        extra: more fields of the answer, as `needed` and `provided` of `missing_scope`.
    """

    def __init__(self, error: str, *messages: str, **extra: Any) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = messages
        self.extra = extra

    def body(self) -> Json:
        """The answer's JSON."""
        body: Json = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body


class Numbers:
    """Ids and timestamps: none is given twice, and later ones sort behind earlier ones."""

    def __init__(self) -> None:
        self._count = itertools.count(100)
        self._last_second = 0

    def ts(self) -> str:
        """The `ts` of a new message."""
        self._last_second = max(self._last_second, int(time.time()))
        return f"{self._last_second}.{next(self._count):06d}"

    def id(self, prefix: str) -> str:
        """An id as Slack's look: a letter that says of what, then capitals and digits."""
        return f"{prefix}0{next(self._count):06d}{secrets.token_hex(2).upper()}"
