"""A message by its key: posted once, whoever tries, and however often it is tried."""

from __future__ import annotations

from bot.core.model import Thread
from bot.core.records import PostLog
from bot.post.messages import Blocks, Messages
from bot.post.tags import Tag


class Once:
    """Posts what is not there yet.

    Args:
        log: what was begun and posted, by all processes.
    """

    def __init__(self, messages: Messages, log: PostLog) -> None:
        self._messages = messages
        self._log = log

    def posted(self, key: str, where: Thread, since: str = "") -> Thread | None:
        """Note that a message is about to be posted; where it is, if it is there already.

        Args:
            key: of its tag.
            where: a thread; with an empty `ts` the channel itself.
            since: the `ts` of a message that is certainly older; empty for any.

        Raises:
            Refused: Slack does not say.
        """
        before = self._log.begin(key)
        if before.first or before.message is not None:
            return before.message
        # Somebody began and did not come to the end: Slack may have it or not.
        found = self._messages.find(where, key, since)
        if found is None:
            return None
        self._log.done(key, found.message)
        return found.message

    def post(self, where: Thread, tag: Tag, text: str, blocks: Blocks, since: str = "") -> Thread:
        """Post a message of which `posted` has just said that it is not there.

        Raises:
            Refused: Slack did not take it, or does not say whether it did.
        """

        def known() -> Thread | None:
            # A process that was asleep for a while may find its work done by another one.
            return self._log.begin(tag.key).message

        message = self._messages.tagged(where, tag, text, blocks, since, known)
        self._log.done(tag.key, message)
        return message
