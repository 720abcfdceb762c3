"""Reactions that show how far a message is: seen, answered, or not all answered."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from enum import Enum

from slack_sdk import WebClient

from bot.core.pacing import TokenBucket
from bot.core.ports import Clock
from bot.post.calls import Calls, without_retries
from bot.post.refused import Refused

log = logging.getLogger(__name__)

# Tiers 3 and 2: https://docs.slack.dev/reference/methods/reactions.add and reactions.remove
ADDS_PER_SECOND, REMOVALS_PER_SECOND = 50 / 60, 20 / 60
BURST = 10
REMEMBER_MESSAGES = 5000

Message = tuple[str, str]


class Mark(Enum):
    """How far a message is, as an emoji."""

    SEEN = "eyes"
    ANSWERED = "white_check_mark"
    NOT_ALL = "warning"


class Reactions:
    """Keeps the reactions up in a thread of its own, so that nobody waits for them.

    Of several marks for a message only the last is set: in a burst those in between are left out.
    Old marks are taken away when there is nothing else to do.

    Args:
        speed: how many times faster than Slack's tiers; for tests.
    """

    def __init__(self, client: WebClient, clock: Clock, *, speed: float = 1.0) -> None:
        self._client = without_retries(client)
        self._calls = Calls(clock)
        self._adds = TokenBucket(ADDS_PER_SECOND * speed, clock, BURST)
        self._removals = TokenBucket(REMOVALS_PER_SECOND * speed, clock, BURST)
        self._wanted: OrderedDict[Message, Mark] = OrderedDict()
        self._shown: OrderedDict[Message, Mark] = OrderedDict()
        self._foreign: set[Message] = set()  # another process may have marked them
        self._obsolete: OrderedDict[tuple[Message, Mark], None] = OrderedDict()
        self._changed = threading.Condition()
        self._stopping = False
        self._off = False
        self._thread: threading.Thread | None = None

    def show(self, channel: str, ts: str, mark: Mark) -> None:
        """Mark a message, soon. Returns at once and never raises."""
        with self._changed:
            if self._off or self._stopping:
                return
            message = (channel, ts)
            if mark is not Mark.SEEN and message not in self._wanted and message not in self._shown:
                self._foreign.add(message)
            self._wanted[message] = mark
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="reactions", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def stop(self, timeout: float) -> bool:
        """Set what is still wanted, then end.

        Returns:
            Whether that was done within `timeout` seconds.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not (self._wanted or self._obsolete or self._stopping):
                    self._changed.wait()
                if not (self._wanted or self._obsolete):
                    return
                adding = bool(self._wanted)
            try:
                self._add() if adding else self._remove()
            except Exception:
                log.exception("a reaction could not be set")

    def _add(self) -> None:
        self._adds.wait()
        with self._changed:  # only now: a later mark may have come while waiting
            message, mark = self._wanted.popitem(last=False)
            before = self._shown.get(message)
            older = self._older(message, mark, before)
        if before is mark or not self._react(message, mark, add=True):
            return
        with self._changed:
            self._shown[message] = mark
            self._obsolete.pop((message, mark), None)
            for each in older:
                self._obsolete[message, each] = None
            while len(self._shown) > REMEMBER_MESSAGES:
                self._shown.popitem(last=False)

    def _older(self, message: Message, mark: Mark, before: Mark | None) -> set[Mark]:
        """The marks to take away: the one before, or any that another process may have set."""
        foreign = mark is not Mark.SEEN and message in self._foreign
        if mark is not Mark.SEEN:
            self._foreign.discard(message)
        if before is not None:
            return {before}
        return {Mark.SEEN, Mark.NOT_ALL} - {mark} if foreign else set()

    def _remove(self) -> None:
        with self._changed:
            (message, mark), _ = self._obsolete.popitem(last=False)
        self._removals.wait()
        self._react(message, mark, add=False)

    def _react(self, message: Message, mark: Mark, *, add: bool) -> bool:
        channel, ts = message
        method = self._client.reactions_add if add else self._client.reactions_remove
        try:
            self._calls.call(lambda: method(channel=channel, timestamp=ts, name=mark.value))
        except Refused as refused:
            return self._refused(refused)
        return True

    def _refused(self, refused: Refused) -> bool:
        """Whether the message is as wanted all the same."""
        if refused.code in ("already_reacted", "no_reaction"):
            return True
        if refused.code.startswith("missing_scope"):
            log.warning("no reactions from now on: the app lacks the scope reactions:write")
            with self._changed:
                self._off = True
                self._wanted.clear()
                self._obsolete.clear()
        else:
            log.info("a reaction was refused: %s", refused)
        return False
