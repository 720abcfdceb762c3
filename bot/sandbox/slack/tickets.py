"""Trigger ids and response URLs: what an interaction gives the app to answer with.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from bot.sandbox.slack import facts
from bot.sandbox.slack.options import Timing
from bot.sandbox.slack.words import Json, Refused


@dataclass(slots=True)
class ResponseUrl:
    """An address for five posts within half an hour.

    Attributes:
        user: who sees ephemeral posts.
        message_ts: the message that the interaction came from; empty for a command.
        thread_ts: of that message.
        posts: what was posted.
    """

    channel: str
    user: str
    message_ts: str
    thread_ts: str
    expires: float
    posts: list[Json] = field(default_factory=list)

    def use(self, post: Json) -> str:
        """Count a post; the result is Slack's word against it, empty when there is none."""
        if time.monotonic() > self.expires:
            return "expired_url"
        if len(self.posts) >= facts.RESPONSE_URL_POSTS:
            return "used_url"
        self.posts.append(post)
        return ""


@dataclass(slots=True)
class _Trigger:
    user: str
    expires: float
    view: str
    used: bool = False


class Tickets:
    """Gives out and takes back."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._triggers: dict[str, _Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}

    def trigger(self, user: str, view: str = "") -> str:
        """A trigger id; `view` is the modal that the interaction happened in."""
        key = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[key] = _Trigger(user, time.monotonic() + self._timing.trigger, view)
        return key

    def use_trigger(self, key: str) -> tuple[str, str]:
        """Exchange a trigger id for its user and the modal that it came from.

        Raises:
            Refused: it is unknown, used or too old.
        """
        trigger = self._triggers.get(key)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() > trigger.expires:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user, trigger.view

    def response_url(
        self, channel: str, user: str, message_ts: str = "", thread_ts: str = ""
    ) -> str:
        """The key of a new response URL."""
        key = secrets.token_urlsafe(18)
        expires = time.monotonic() + self._timing.response_url
        self.response_urls[key] = ResponseUrl(channel, user, message_ts, thread_ts, expires)
        return key
