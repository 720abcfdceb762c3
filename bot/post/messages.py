"""Messages: one at a time in each channel, and each only once."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk import WebClient

from bot.core.model import Thread
from bot.post.calls import Calls
from bot.post.pacing import Pacing
from bot.post.table import Block

log = logging.getLogger(__name__)

EVENT_TYPE = "rekog_answer"
"""Marks the answers, so that one can be found again by its request's key."""
PAGES = 5


class Messages:
    """Posts messages.

    Args:
        client: without retries of its own.
    """

    def __init__(self, client: WebClient, calls: Calls, pacing: Pacing) -> None:
        self._client = client
        self._calls = calls
        self._pacing = pacing

    def post(self, channel: str, text: str, **extra: Any) -> Thread:
        """Post a message, and return the thread that it may start.

        Raises:
            Refused: Slack did not take it.
            Unsure: Slack may have taken it.
        """

        def send() -> Mapping[str, Any]:
            self._pacing.wait(channel)
            return self._client.chat_postMessage(  # type: ignore[return-value]
                channel=channel, text=text, unfurl_links=False, unfurl_media=False, **extra
            )

        posted = self._calls.call(send, again=False)
        return Thread(posted["channel"], posted["ts"])

    def answer(self, thread: Thread, key: str, text: str, blocks: Sequence[Block] | None) -> None:
        """Post an answer in a thread, once, whatever happens to the connection.

        Raises:
            Refused: Slack did not take it, or does not say whether it did.
        """

        def send() -> Thread:
            return self.post(
                thread.channel,
                text,
                thread_ts=thread.ts,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                blocks=blocks,
            )

        self._calls.once(send, lambda: self._find(thread, key))

    def _find(self, thread: Thread, key: str) -> Thread | None:
        """An answer that is in the thread already."""
        cursor = ""
        for _ in range(PAGES):
            page = self._calls.call(
                lambda cursor=cursor: self._client.conversations_replies(  # type: ignore[misc]
                    channel=thread.channel,
                    ts=thread.ts,
                    include_all_metadata=True,
                    limit=200,
                    cursor=cursor or None,
                )
            )
            for message in page["messages"]:
                if _key(message) == key:
                    return Thread(thread.channel, message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return None


def _key(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key: str | None = (metadata.get("event_payload") or {}).get("key")
    return key
