"""Messages that are kept up to date, and those to the ones who operate the bot."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from slack_sdk import WebClient

from bot.core.cards import Card
from bot.core.model import Thread
from bot.core.pacing import TokenBucket
from bot.core.ports import Clock
from bot.core.records import PostLog
from bot.post.calls import Calls, without_retries
from bot.post.cards import card_blocks, card_text
from bot.post.messages import Messages
from bot.post.once import Once
from bot.post.pacing import Pacing
from bot.post.refused import AWAY, Refused
from bot.post.tags import NOTICE, Tag

log = logging.getLogger(__name__)

# Tier 3: 50 a minute. https://docs.slack.dev/reference/methods/chat.update
EDITS_PER_SECOND = 50 / 60
BURST = 10
MAX_ADMINS = 10
ATTEMPTS = 2
"""Fewer than for an answer: whoever looks after the model must not wait long for Slack."""


class SlackBoard:
    """`Board` by messages with buttons.

    Args:
        client: its token and address are used, its retries are not.
        log: what was posted, by all processes.
        pacing: of messages, shared with the answers.
        admin_channel: the setting ADMIN_CHANNEL; empty for direct messages.
        admins: user ids of those who operate the bot, looked up when they are to be told.
        speed: how many times faster than Slack's tiers; for tests.
    """

    def __init__(
        self,
        client: WebClient,
        *,
        log: PostLog,
        pacing: Pacing,
        clock: Clock,
        admin_channel: str,
        admins: Callable[[], Sequence[str]],
        speed: float = 1.0,
    ) -> None:
        self._client = without_retries(client)
        self._calls = Calls(clock, attempts=ATTEMPTS, limited_attempts=ATTEMPTS)
        self._once = Once(Messages(self._client, self._calls, pacing), log)
        self._log = log
        self._edits = TokenBucket(EDITS_PER_SECOND * speed, clock, BURST)
        self._admin_channel = admin_channel
        self._admins = admins

    def post(self, key: str, where: Thread, card: Card) -> Thread | None:
        """See the port."""
        try:
            return self._post(key, where, card)
        except Refused as refused:
            log.warning("%s: not posted in %s: %s", key, where.channel, refused)
        except Exception:
            log.exception("%s: not posted in %s", key, where.channel)
        return None

    def edit(self, message: Thread, card: Card) -> bool:
        """See the port."""

        def send() -> None:
            self._edits.wait()
            self._client.chat_update(
                channel=message.channel,
                ts=message.ts,
                text=card_text(card),
                blocks=card_blocks(card),
            )

        try:
            self._calls.call(send)
        except Refused as refused:
            log.warning("not edited in %s: %s", message.channel, refused)
            return False
        except Exception:
            log.exception("not edited in %s", message.channel)
            return False
        return True

    def tell(self, key: str, user: str, card: Card) -> Thread | None:
        """See the port."""
        try:
            return self._direct(f"{key}:{user}", user, card)
        except Refused as refused:
            log.warning("%s: not told to %s: %s", key, user, refused)
        except Exception:
            log.exception("%s: not told to %s", key, user)
        return None

    def tell_admins(self, key: str, card: Card) -> None:
        """See the port."""
        try:
            self._tell_admins(key, card)
        except Refused as refused:
            log.error("%s: not all admins were told: %s: %s", key, refused, card.text)
        except Exception:
            log.exception("%s: not all admins were told: %s", key, card.text)

    def _tell_admins(self, key: str, card: Card) -> None:
        if self._admin_channel:
            try:
                self._post(key, Thread(self._admin_channel, ""), card)
            except AWAY:
                raise
            except Refused as refused:
                log.warning("%s: not told in ADMIN_CHANNEL: %s", key, refused)
            else:
                return
        admins = list(self._admins())[:MAX_ADMINS]
        if not admins:
            log.error("%s: there is no admin to be told: %s", key, card.text)
        for user in admins:
            self._tell_admin(key, user, card)

    def _tell_admin(self, key: str, user: str, card: Card) -> None:
        """Tell one admin. One who cannot be told does not keep the others from it."""
        try:
            self._direct(f"{key}:{user}", user, card)
        except AWAY:
            raise  # the others would wait for nothing
        except Refused as refused:
            log.warning("%s: %s was not told: %s", key, user, refused)

    def _direct(self, key: str, user: str, card: Card) -> Thread:
        """Post to a person, where the first message to them has shown the conversation's id."""
        conversation = f"direct:{user}"
        known = self._log.begin(conversation).message
        message = self._post(key, known or Thread(user, ""), card)
        if known is None:
            self._log.done(conversation, Thread(message.channel, ""))
        return message

    def _post(self, key: str, where: Thread, card: Card) -> Thread:
        posted = self._once.posted(key, where)
        if posted is None:
            tag = Tag(key, NOTICE)
            posted = self._once.post(where, tag, card_text(card), card_blocks(card))
        return posted
