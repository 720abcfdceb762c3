"""The S3 feed, wired: its queue, its rules, its jobs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.app.state import State
from bot.app.timing import Timing
from bot.app.wiring import Parts
from bot.core.attempts import Journal
from bot.core.cards import Card
from bot.core.feed_fetch import FedImages
from bot.core.feed_intake import FeedIntake
from bot.core.feed_jobs import FeedJobs
from bot.core.feed_muting import FeedMuting
from bot.core.feed_rules import FeedRules
from bot.core.feed_telling import FeedTelling
from bot.core.feed_tools import FeedTools
from bot.core.permission import Permission
from bot.core.ports import Answers, Board, JobQueue, Replies
from bot.core.recognition import Recogniser
from bot.core.requests import FeedBatchRequest, FeedMuteRequest, FeedRequest
from bot.core.waiting import Life
from bot.feed import QueueReader, S3Results, check
from bot.feed import client as sqs
from bot.fetch import s3
from bot.post.result import result
from bot.settings import Settings

log = logging.getLogger(__name__)

DAY_SECONDS = 86400.0

Runner = Callable[[Any, Journal], None]


@dataclass(frozen=True, slots=True)
class AroundFeed:
    """What the feed shares with the rest of the bot.

    Attributes:
        closed: why a channel cannot be posted in; empty for one that can.
    """

    answers: Answers
    board: Board
    replies: Replies
    permission: Permission
    jobs: JobQueue
    life: Life
    wait_limit: float
    closed: Callable[[str], str]


class Feeding:
    """The feed of this process. Without its settings its jobs can be run, and find no rule.

    Attributes:
        runners: of its jobs.
        look: tells what is due; for the watch.
    """

    def __init__(
        self, settings: Settings, state: State, made: Parts, around: AroundFeed, timing: Timing
    ) -> None:
        self._settings, self._around, self._made, self._timing = settings, around, made, timing
        self._feed = settings.feed
        self._rules = self._feed.rules if self._feed else FeedRules()
        self._s3 = s3.client(settings.region, settings.s3_url) if self._feed else None
        self._reader: QueueReader | None = None
        book, clock = state.store.feeds, made.clock
        telling = FeedTelling(self._rules, book, around.jobs, around.board, clock)
        muting = FeedMuting(
            self._rules, book, around.permission, around.board, around.replies, clock
        )
        self.look = telling.look
        self.runners: Mapping[type, Runner] = {
            FeedRequest: FeedJobs(self._rules, self._tools(state)).look,
            FeedBatchRequest: telling.tell,
            FeedMuteRequest: muting.run,
        }

    def require(self) -> None:
        """Look whether the queue and the buckets are there.

        Raises:
            FeedRefused: they are not, or AWS does not let the bot in.
        """
        if self._feed is None:
            return
        places = [*(rule.place for rule in self._rules.all), *self._outputs()]
        buckets = list(dict.fromkeys(place.bucket for place in places))
        client = sqs.client(self._settings.region, self._feed.sqs_url)
        check.require(client, self._feed.queue_url, self._s3, buckets)
        around, clock = self._around, self._made.clock
        intake = FeedIntake(self._rules, around.jobs, around.board, clock)
        self._reader = QueueReader(
            client,
            self._feed.queue_url,
            intake.take,
            around.board,
            clock,
            probe=around.jobs.unfinished,
            wait=self._timing.feed_wait,
        )

    def start(self) -> None:
        """Begin to read, if that was required."""
        if self._reader is None or self._feed is None:
            return
        for channel in sorted({rule.channel for rule in self._rules.all}):
            self._look_at(channel)
        names = ", ".join(rule.name for rule in self._rules.all)
        log.info("the feed reads %s for %s", self._feed.queue_url, names)
        self._reader.start()

    def stop(self, timeout: float = 1.0) -> None:
        """Take nothing more."""
        if self._reader is not None:
            self._reader.stop(timeout)

    def _look_at(self, channel: str) -> None:
        """Tell admins of a channel that is closed. Anybody can take the bot out of one at any time,
        so that it is no reason not to start.
        """
        code = self._around.closed(channel)
        if not code:
            return
        text = (
            f"S3_FEED has rules for the channel <#{channel}> (`{channel}`), and I cannot post "
            f"there: Slack says “{code}”. Type `/invite @Rekog` in it, or correct the rule."
        )
        day = int(self._made.clock.wall() // DAY_SECONDS)
        self._around.board.tell_admins(f"feed:channel:{channel}:{day}", Card(text))

    def _outputs(self) -> list[Any]:
        return [rule.output for rule in self._rules.all if rule.output is not None]

    def _tools(self, state: State) -> FeedTools:
        made, around, store = self._made, self._around, state.store
        steps = replace(made.steps, fetcher=FedImages(made.steps.fetcher))
        return FeedTools(
            Recogniser(steps, self._settings.min_confidence),
            around.answers,
            store.recognitions,
            store.feeds,
            S3Results(self._s3, result),
            store.waiting,
            around.life,
            around.jobs,
            store.parking,
            around.board,
            made.clock,
            around.wait_limit,
        )
