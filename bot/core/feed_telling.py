"""What a rule did not post one by one is told in one message: a digest, or a line."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence

from bot.core.attempts import Journal
from bot.core.cards import Button, Card, Press
from bot.core.errors import SlackAway
from bot.core.feed_book import Batch, Entry, Fate, FeedBook, Untold
from bot.core.feed_rules import FeedRule, FeedRules
from bot.core.model import Thread
from bot.core.ports import Board, Clock, JobQueue
from bot.core.requests import FeedBatchRequest
from bot.core.waiting import duration

NAMED = 10
"""Labels in a tally, and objects in a digest."""
NOTHING = "nothing that I know"
UNSEEN = "could not be looked at"

Told = Sequence[tuple[Entry, Fate]]


class FeedTelling:
    """Looks now and then what is due, and lets a job tell it, once.

    Args:
        rules: of the settings.
        book: what was gathered.
        jobs: where the telling waits, so that it outlives a crash.
        board: where it is told.
        clock: for what is due.
    """

    def __init__(
        self, rules: FeedRules, book: FeedBook, jobs: JobQueue, board: Board, clock: Clock
    ) -> None:
        self._rules = rules
        self._book = book
        self._jobs = jobs
        self._board = board
        self._clock = clock
        self._submitted: set[Batch] = set()

    def look(self) -> None:
        """Close what is due; what is closed is told by a job, whoever closed it."""
        if not self._rules.all:
            return
        now = self._clock.wall()
        for untold in self._book.untold():
            rule = self._rules.named(untold.rule)
            if rule is not None and due(untold, rule, now):
                self._book.close(untold.rule)
        for batch in self._book.batches():
            if batch not in self._submitted and self._rules.named(batch.rule) is not None:
                key = f"feed:batch:{batch.rule}#{batch.number}"
                self._jobs.submit(FeedBatchRequest(key, batch.rule, batch.number))
                self._submitted.add(batch)

    def tell(self, request: FeedBatchRequest, journal: Journal) -> None:
        """Tell what belongs together in the rule's channel.

        Raises:
            SlackAway: it was not taken; another run may do better.
        """
        rule = self._rules.named(request.rule)
        batch = Batch(request.rule, request.number)
        told = self._book.batch(batch)
        if rule is None or not told:
            return
        journal.step("posted", lambda: self._post(request.key, rule, told))
        self._book.told(batch)

    def _post(self, key: str, rule: FeedRule, told: Told) -> None:
        card = digest(rule, told) if rule.digest_minutes else in_one_line(rule, told)
        if self._board.post(key, Thread(rule.channel, ""), card) is None:
            raise SlackAway(reason="the message was not taken")


def due(untold: Untold, rule: FeedRule, now: float) -> bool:
    """Whether it is time to tell what was gathered: the pause is over, and nobody muted it."""
    return untold.muted_until <= now and now - untold.since >= rule.pause


def digest(rule: FeedRule, told: Told) -> Card:
    """The digest: how many, what was in them, and the latest."""
    pictures = _pictures(len(told))
    text = f"{pictures} from `{_escaped(rule.name)}` in the last {duration(_span(rule, told))}."
    lines = [f"{_short(each, rule)}: {_things(each)}" for each, _ in told[:NAMED]]
    more = [f"… and {len(told) - NAMED} more"] if len(told) > NAMED else []
    return Card(text, (mute_button(rule),), "\n".join([_tally(told), "", *lines, *more]))


def in_one_line(rule: FeedRule, told: Told) -> Card:
    """What was held back, counted."""
    fates = {fate for _, fate in told}
    most = f"at most {rule.most} are posted in {duration(60.0 * rule.within_minutes)}"
    reasons = [most] if Fate.HELD in fates else []
    reasons += ["muted"] if Fate.MUTED in fates else []
    were = "was" if len(told) == 1 else "were"
    text = f"{_pictures(len(told))} from `{_escaped(rule.name)}` {were} not posted here"
    return Card(f"{text} ({', '.join(reasons)}).", (mute_button(rule),), _tally(told))


def mute_button(rule: FeedRule) -> Button:
    """Mutes the rule for an hour."""
    return Button("Mute for 1 h", Press.MUTE_FEED, rule.name)


def _tally(told: Told) -> str:
    """`8 × Dog, 3 × Cat, 2 × nothing that I know`, by pictures."""
    count: Counter[str] = Counter()
    for entry, _ in told:
        count.update(entry.labels or ([NOTHING] if entry.answered else [UNSEEN]))
    named = [f"{number} × {label}" for label, number in count.most_common(NAMED)]
    more = [f"{len(count) - NAMED} labels more"] if len(count) > NAMED else []
    return ", ".join([*named, *more])


def _things(entry: Entry) -> str:
    if not entry.answered:
        return UNSEEN
    return ", ".join(entry.labels[:NAMED]) or NOTHING


def _short(entry: Entry, rule: FeedRule) -> str:
    return entry.uri.removeprefix(rule.name) or entry.uri


def _span(rule: FeedRule, told: Told) -> float:
    """Seconds that a digest is about: more than its pause when it was muted or the bot was off."""
    times = [entry.at for entry, _ in told]
    return max(rule.pause, max(times) - min(times))


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
