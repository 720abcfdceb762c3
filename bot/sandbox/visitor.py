"""Somebody at the sandbox's page: posts, commands, and what comes back, over the page's own API."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx

Message = dict[str, Any]
File = tuple[str, bytes, str]
"""The name, the bytes and the media type of a file."""
T = TypeVar("T")


class NothingCame(Exception):
    """What was waited for did not come; `str()` says what it was."""


class Visitor:
    """Looks at one channel through one person's eyes.

    Args:
        page_url: of the page, without a slash at its end.
        still_there: called while waiting; raises when waiting is in vain.
        patience: seconds that one answer may take.
    """

    def __init__(
        self, page_url: str, still_there: Callable[[], None], patience: float = 60.0
    ) -> None:
        self._http = httpx.Client(base_url=f"{page_url}/sandbox/api/", trust_env=False, timeout=30)
        self._still_there = still_there
        self._patience = patience
        state = self._get("state")
        self._names = {one["id"]: one["name"] for one in state["users"]}
        self.bot: str = state["bot"]["id"]
        self.user: str = next(one["id"] for one in state["users"] if one["role"] == "admin")
        self.channel: str = state["channels"][0]["id"]

    def close(self) -> None:
        """End the connection."""
        self._http.close()

    def post(self, text: str = "", *files: File) -> str:
        """Post a message.

        Args:
            text: in Slack's markup.
            files: with the message.

        Returns:
            The message's `ts`.
        """
        parts: list[tuple[str, Any]] = [("user", (None, self.user)), ("text", (None, text))]
        parts += [("files", file) for file in files]
        answer = self._http.post(f"channels/{self.channel}/messages", files=parts)
        return str(self._told(answer)["ts"])

    def command(self, text: str) -> set[str]:
        """Type a slash command; returns the `ts` of all messages that were there before."""
        before = {message["ts"] for message in self.messages()}
        body = {"channel": self.channel, "user": self.user, "text": text}
        self._told(self._http.post("commands", json=body))
        return before

    def press(self, message: Message, action_id: str) -> None:
        """Press a button of a message."""
        body = {
            "channel": self.channel,
            "user": self.user,
            "message_ts": message["ts"],
            "action_id": action_id,
        }
        self._told(self._http.post("actions", json=body))

    def messages(self) -> list[Message]:
        """All messages of the channel that this person sees, replies and private ones included."""
        found: list[Message] = self._get(f"channels/{self.channel}/messages?user={self.user}")[
            "messages"
        ]
        return found

    def replies(self, ts: str) -> list[Message]:
        """The bot's messages in a thread."""
        return [
            message
            for message in self.messages()
            if message.get("thread_ts") == ts and message["ts"] != ts and self._by_bot(message)
        ]

    def said_since(self, before: set[str]) -> str:
        """The text of all that the bot said since then."""
        new = [m for m in self.messages() if m["ts"] not in before and self._by_bot(m)]
        return "\n".join(self.read(message) for message in new)

    def read(self, message: Message) -> str:
        """The text of a message as a person reads it: its blocks, or else its own."""
        texts = _texts(message.get("blocks") or []) or [message.get("text") or ""]
        return re.sub(r"<@(\w+)>", self._named, "\n".join(texts)).strip()

    def download(self, file_id: str) -> bytes:
        """The bytes of a file."""
        return self._http.get(f"files/{file_id}").raise_for_status().content

    def wait(self, what: str, look: Callable[[], T | None]) -> T:
        """Look until there is something.

        Raises:
            NothingCame: there was nothing in time.
        """
        until = time.monotonic() + self._patience
        while not (found := look()):
            self._still_there()
            if time.monotonic() > until:
                raise NothingCame(f"{what} did not come within {self._patience:.0f} seconds.")
            time.sleep(0.1)
        return found

    def _named(self, mention: re.Match[str]) -> str:
        return f"@{self._names.get(mention[1], mention[1])}"

    def _by_bot(self, message: Message) -> bool:
        return message.get("user") == self.bot or bool(message.get("bot_id"))

    def _get(self, path: str) -> dict[str, Any]:
        return self._told(self._http.get(path))

    def _told(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.headers.get("content-type", "").startswith("application/json"):
            body: dict[str, Any] = answer.json()
            if not answer.is_error and body.get("ok", True):
                return body
        raise NothingCame(f"The sandbox refused {answer.url.path}: {answer.text[:200]}")


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for one in value.values() for text in _texts(one)]
