"""Objects that came become requests, each once; others are dropped, and the log says why."""

from __future__ import annotations

import html
import logging
from collections.abc import Sequence

from bot.core.cards import Card
from bot.core.feed_objects import FedObject
from bot.core.feed_rules import FeedRule, FeedRules
from bot.core.model import Thread
from bot.core.ports import Board, Clock, JobQueue
from bot.core.requests import FeedRequest

log = logging.getLogger(__name__)


class FeedIntake:
    """Takes what the queue tells of.

    Args:
        rules: of the settings.
        jobs: where a request waits; it is kept when `submit` returns.
        board: how admins are told of objects that no rule is for.
        clock: for the time.
    """

    def __init__(self, rules: FeedRules, jobs: JobQueue, board: Board, clock: Clock) -> None:
        self._rules = rules
        self._jobs = jobs
        self._board = board
        self._clock = clock

    def take(self, arrived: Sequence[FedObject]) -> None:
        """Make a request of each object that a rule is for; when it returns, all are kept."""
        for fed in arrived:
            rule = self._rules.of(fed.bucket, fed.key)
            if fed.is_folder or self._rules.is_own(fed.bucket, fed.key):
                log.debug("%s: left alone", fed.job_key)
            elif rule is None:
                self._stray(fed)
            else:
                taken = self._jobs.submit(self._request(fed, rule))
                log.info("%s: %s", fed.job_key, "taken" if taken else "known already")

    def _request(self, fed: FedObject, rule: FeedRule) -> FeedRequest:
        return FeedRequest(
            key=fed.job_key,
            thread=Thread(rule.channel, ""),
            message_ts="",
            sources=(fed.source,),
            requested_by="",
            min_confidence=rule.min_confidence,
            rule=rule.name,
            at=self._clock.wall(),
        )

    def _stray(self, fed: FedObject) -> None:
        """Tell admins, once for each bucket: somebody's rule or notification is not as meant."""
        log.warning("%s: no rule of S3_FEED is for it", fed.job_key)
        uri = html.escape(str(fed.source), quote=False)
        text = (
            f"An object came into a bucket, and no rule of S3_FEED is for it: `{uri}`. I leave it "
            "and others like it alone. Add a rule to S3_FEED, or let the bucket's notification "
            "tell of fewer objects."
        )
        self._board.tell_admins(f"feed:stray:{fed.bucket}", Card(text))
