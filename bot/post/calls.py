"""Calling Slack: again where that is safe and helps, and never twice where it would show."""

from __future__ import annotations

import http.client
import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.core.ports import Clock
from bot.post.refused import Limited, Refused, Unsure

log = logging.getLogger(__name__)

T = TypeVar("T")
Answer = Mapping[str, Any]

ATTEMPTS = 4
LIMITED_ATTEMPTS = 8
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
"""Seconds; Slack's `Retry-After` is 30 at most by experience."""

# Slack's own trouble, also under HTTP 200.
TROUBLE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


def without_retries(client: WebClient) -> WebClient:
    """The same client without the SDK's own retries, which would post a message twice."""
    return WebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=client.timeout,
        ssl=client.ssl,
        proxy=client.proxy,
        headers=dict(client.headers),
        logger=client._logger,
        retry_handlers=[],
    )


class Calls:
    """Repeats calls within reason.

    Args:
        attempts: while Slack is out of reach.
        limited_attempts: while it says that there are too many calls.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        attempts: int = ATTEMPTS,
        limited_attempts: int = LIMITED_ATTEMPTS,
    ) -> None:
        self._clock = clock
        self._attempts = attempts
        self._limited_attempts = limited_attempts

    def call(self, send: Callable[[], T], *, again: bool = True) -> T:
        """Call Slack, and once more when it was too busy.

        Args:
            send: one call of a `WebClient` without retries of its own.
            again: whether it may be done twice without anybody noticing.

        Raises:
            Refused: Slack said no.
            Unsure: the last attempt got no clear answer.
        """
        number = 0
        while True:
            number += 1
            try:
                return _sent(send)
            except Limited as limited:
                if number >= self._limited_attempts:
                    raise
                self._clock.sleep(min(max(limited.pause, FIRST_PAUSE), LONGEST_PAUSE))
            except Unsure:
                if not again or number >= self._attempts:
                    raise
                self._clock.sleep(FIRST_PAUSE * 2 ** (number - 1))

    def once(self, send: Callable[[], T], find: Callable[[], T | None]) -> T:
        """Do what must not be done twice: after a doubt, look whether it was done.

        Args:
            send: one call.
            find: what the call would have answered, if its effect is there.

        Raises:
            Refused: Slack said no, or it stays unknown whether it was done.
        """
        for number in range(1, self._attempts + 1):
            try:
                return self.call(send, again=False)
            except Unsure as unsure:
                self._clock.sleep(FIRST_PAUSE * 2**number)
                found = find()
                if found is not None:
                    return found
                if number == self._attempts:
                    raise
                log.info("not done, so once more: %s", unsure)
        raise AssertionError("the loop above ends only by return or raise")


def _sent(send: Callable[[], T]) -> T:
    try:
        return send()
    except SlackApiError as error:
        raise _refusal(error) from error
    except (SlackClientError, OSError, http.client.HTTPException) as error:
        raise Unsure(f"no answer ({type(error).__name__})") from error


def _refusal(error: SlackApiError) -> Refused:
    response = error.response
    code = str(response.get("error") or "")
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status_code == 429 or code == "ratelimited":
        wait = headers.get("retry-after", "")
        return Limited(float(wait) if wait.isdecimal() else 1.0)
    if response.status_code >= 500 or code in TROUBLE:
        return Unsure(f"HTTP {response.status_code}" if response.status_code >= 500 else code)
    messages = (response.get("response_metadata") or {}).get("messages") or ()
    if needed := response.get("needed"):
        code = f"{code}: {needed}"
    return Refused(code[:200], tuple(str(message) for message in messages))
