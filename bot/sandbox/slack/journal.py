"""What reached the server: every request, and every token that came with one."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.words import Json

ELSEWHERE = "/elsewhere"
"""A path that plays another company's server: no token has any business there."""


@dataclass(slots=True)
class Seen:
    """A request.

    Attributes:
        method: of the Web API, or `upload`, `download`, `login`, `elsewhere`, `response_url`.
        args: of a Web API call.
        host: that the request was addressed to.
        token: that came with it; empty when none did.
        status: of the HTTP answer; 0 while there is none, or when the connection was cut.
        answer: of a Web API call.
    """

    method: str
    host: str
    path: str
    token: str
    args: Json = field(default_factory=dict)
    status: int = 0
    answer: Json = field(default_factory=dict)


class Journal:
    """Keeps what was seen, in order."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.seen: list[Seen] = []

    def note(self, seen: Seen) -> None:
        """Keep a request."""
        self.seen.append(seen)
        self._changes.note()

    def leaks(self) -> list[Seen]:
        """Requests that carried a token to where none belongs."""
        return [each for each in self.seen if each.token and each.path.startswith(ELSEWHERE)]
