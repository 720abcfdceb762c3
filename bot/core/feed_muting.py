"""Muting a rule of the feed for an hour, by a button under what it posts."""

from __future__ import annotations

import html
import logging

from bot.core.attempts import Journal
from bot.core.cards import Button, Card, Press
from bot.core.errors import FeedRuleGone, RekogError
from bot.core.feed_book import FeedBook
from bot.core.feed_rules import FeedRules
from bot.core.model import Thread
from bot.core.permission import Permission
from bot.core.ports import Board, Clock, Replies
from bot.core.requests import FeedMuteRequest

log = logging.getLogger(__name__)

MUTE_SECONDS = 3600.0


class FeedMuting:
    """What the workers run when somebody presses “Mute” or “Unmute”.

    Args:
        rules: of the settings.
        book: where it is kept.
        permission: who may: all who belong to the workspace.
        board: where the channel is told.
        replies: how somebody who may not is told.
        clock: for the end of the mute.
    """

    def __init__(
        self,
        rules: FeedRules,
        book: FeedBook,
        permission: Permission,
        board: Board,
        replies: Replies,
        clock: Clock,
    ) -> None:
        self._rules = rules
        self._book = book
        self._permission = permission
        self._board = board
        self._replies = replies
        self._clock = clock

    def run(self, request: FeedMuteRequest, journal: Journal) -> None:
        """Mute or unmute, and tell the channel who did."""
        try:
            self._permission.require_member(request.user, request.team)
            if self._rules.named(request.rule) is None:
                raise FeedRuleGone(rule=request.rule)
        except RekogError as error:
            log.info("%s: %s", request.key, error.sentence)
            self._replies.privately(request, html.escape(error.sentence, quote=False))
            return
        now = float(journal.step("pressed", self._clock.wall))
        self._book.mute(request.rule, now + MUTE_SECONDS if request.mute else 0.0)
        self._board.post(request.key, Thread(request.channel, ""), told(request))


def told(request: FeedMuteRequest) -> Card:
    """What the channel reads."""
    rule = html.escape(request.rule, quote=False)
    if not request.mute:
        return Card(f"<@{request.user}> unmuted the feed of `{rule}`.")
    text = (
        f"<@{request.user}> muted the feed of `{rule}` for an hour. Pictures are looked at all the "
        "same, and counted here afterwards."
    )
    return Card(text, (Button("Unmute", Press.UNMUTE_FEED, request.rule),))
