"""What people read about their commands."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from slack_sdk import WebClient

from bot.core.cards import Card
from bot.core.hosts import AllowedHosts
from bot.core.model import Thread
from bot.core.ports import Clock
from bot.core.requests import Asking
from bot.post.calls import Calls, without_retries
from bot.post.cards import card_blocks, card_text
from bot.post.messages import Messages
from bot.post.pacing import Pacing
from bot.post.refused import Refused
from bot.post.web import Web

log = logging.getLogger(__name__)

# https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
USES = 5
"""Slack refuses the sixth; remembering saves a call that would be refused."""
REMEMBER_URLS = 1000

Words = dict[str, Any]
Way = Callable[[Asking, Words], None]


class SlackReplies:
    """`Replies` by response_url, and by messages where that is used up.

    Args:
        hosts: those that a response_url may lead to, as in SLACK_FILE_HOSTS.
        pacing: shared with the answers.
    """

    def __init__(
        self, client: WebClient, hosts: Sequence[str], pacing: Pacing, clock: Clock
    ) -> None:
        self._client = without_retries(client)
        self._calls = Calls(clock)
        self._messages = Messages(self._client, self._calls, pacing)
        self._web = Web(AllowedHosts.of(hosts))
        self._uses: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def privately(self, request: Asking, told: str | Card) -> None:
        """See the port."""
        if isinstance(told, Card) and told.pictures:
            # Slack may not show a picture here; the words do without.
            if self._told(request, _words(told), (self._by_response_url, self._by_ephemeral)):
                return
            told = replace(told, pictures=())
        words = _words(told)
        ways = (self._by_response_url, self._by_ephemeral, self._by_direct_message)
        if not self._told(request, words, ways):
            log.warning("%s: %s could not be told: %s", request.key, request.user, words["text"])

    def _told(self, request: Asking, words: Words, ways: Sequence[Way]) -> bool:
        for tell in ways:
            try:
                tell(request, words)
            except Refused as refused:
                log.info(
                    "%s: %s: %s", request.key, getattr(tell, "__name__", "").strip("_"), refused
                )
            else:
                return True
        return False

    def in_thread(self, thread: Thread, text: str) -> None:
        """See the port."""
        try:
            self._messages.post(thread.channel, text, thread_ts=thread.ts)
        except Refused as refused:
            log.warning("not told in %s: %s", thread.channel, refused)

    def _by_response_url(self, request: Asking, words: Words) -> None:
        url = request.response_url
        if not url:
            raise Refused("no response_url")
        with self._lock:
            used = self._uses.get(url, 0)
            if used >= USES:
                raise Refused("response_url is used up")
            self._uses[url] = used + 1
            while len(self._uses) > REMEMBER_URLS:
                self._uses.popitem(last=False)
        message = {**words, "response_type": "ephemeral", "replace_original": False}
        self._calls.call(lambda: self._web.post(url, json=message), again=False)

    def _by_ephemeral(self, request: Asking, words: Words) -> None:
        self._calls.call(
            lambda: self._client.chat_postEphemeral(
                channel=request.channel, user=request.user, **words
            )
        )

    def _by_direct_message(self, request: Asking, words: Words) -> None:
        self._messages.post(request.user, **words)


def _words(told: str | Card) -> Words:
    if isinstance(told, str):
        return {"text": told}
    return {"text": card_text(told), "blocks": card_blocks(told)}
