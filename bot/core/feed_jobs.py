"""The way of an object of the feed as a job: model, detected, admitted, posted, written."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from bot.core.attempts import Attempt, Journal
from bot.core.errors import ResultsRefused
from bot.core.feed_book import Entry, Fate
from bot.core.feed_rules import FeedRule, FeedRules
from bot.core.feed_tools import FeedTools, escaped
from bot.core.feed_waiting import given_up, wait, waited_long
from bot.core.images import Images
from bot.core.missed import Missed, delay
from bot.core.model import Answered, Outcome, Unanswered
from bot.core.parked import describe
from bot.core.payload import to_json
from bot.core.places import Place
from bot.core.recognition_jobs import AGAIN
from bot.core.records import Parked
from bot.core.requests import FeedRequest

log = logging.getLogger(__name__)

HOUR_SECONDS = 3600.0


class FeedJobs:
    """What the workers run for objects of the feed."""

    def __init__(self, rules: FeedRules, tools: FeedTools) -> None:
        self._rules = rules
        self._tools = tools

    def look(self, request: FeedRequest, journal: Journal) -> None:
        """Recognise an object, and tell of it as its rule says.

        Raises:
            PostFailed: Slack did not take the answer.
            ResultsAway: S3 did not take the results for now.
        """
        rule = self._rules.named(request.rule)
        if rule is None:
            log.warning("%s: the rule %s is gone, so it is left alone", request.key, request.rule)
            return
        tools = self._tools
        images = Images(request, tools.recogniser, tools.recognitions)
        missed = self._detect(request, journal, images)
        if missed is not None and missed.outcome.model_stopped:
            if not journal.step("late", lambda: waited_long(request, tools)):
                journal.step("waits", lambda: wait(request, rule, journal.attempt, tools))
                return
            missed = given_up(request, missed)
        pause = delay([missed] if missed else [], journal.attempt)
        if pause is not None:
            log.info("%s: again in %g s", request.key, pause)
            tools.jobs.submit(request, delay=pause, attempt=journal.attempt.after_failure())
            return
        self._tell(request, rule, journal, _Looked(images, missed))

    def _detect(self, request: FeedRequest, journal: Journal, images: Images) -> Missed | None:
        """Look at the image; what to say where there is no answer."""
        life = self._tools.life
        if not journal.step("model", lambda: life.ready() or not images.need_the_model()):
            return Missed(Unanswered(request.sources[0], "", "", model_stopped=True))
        value = journal.step("detected 0", partial(images.look, 0))
        missed = Missed.read(value, request.sources[0])
        if missed is not None and missed.outcome.model_stopped:
            life.not_running()
        return missed

    def _tell(
        self, request: FeedRequest, rule: FeedRule, journal: Journal, looked: _Looked
    ) -> None:
        entry = self._entry(request, looked)
        wanted = not entry.answered or rule.wants(entry.labels)
        fate = journal.step("admitted", lambda: self._admit(entry, rule) if wanted else "")
        if fate == Fate.POST.value:
            journal.step("posted", lambda: self._post(request, looked.outcome()))
        output = rule.output
        if output is not None and entry.answered:
            journal.step("written", lambda: self._write(looked.outcome(), output))
        if entry.answered:
            journal.step("recorded", self._tools.life.used)
        if looked.missed is not None and looked.missed.kind:
            failed = looked.missed
            journal.step("parked", lambda: self._park(request, failed, journal.attempt))

    def _entry(self, request: FeedRequest, looked: _Looked) -> Entry:
        kept = self._tools.recognitions.kept(request.key, 0)
        labels = tuple(dict.fromkeys(each.label for each in kept.detections)) if kept else ()
        return Entry(
            request.key,
            request.rule,
            str(request.sources[0]),
            labels,
            answered=looked.missed is None,
            at=self._tools.clock.wall(),
        )

    def _admit(self, entry: Entry, rule: FeedRule) -> str:
        return self._tools.book.admit(entry, rule).value

    def _post(self, request: FeedRequest, outcome: Outcome) -> Any:
        message = self._tools.answers.answer(request, [outcome])
        self._tools.recognitions.posted(request.key, message)
        return to_json(message)

    def _write(self, outcome: Outcome, output: Place) -> None:
        """Write the results. A refusal is an admin's to put right; the answer stands anyway."""
        if not isinstance(outcome, Answered):
            return
        try:
            self._tools.results.write(outcome, output)
        except ResultsRefused as error:
            log.error("%s", error.sentence, exc_info=error)
            key = f"feed:results:{output}:{self._tools.today()}"
            self._tools.tell_admins(key, escaped(error.sentence))

    def _park(self, request: FeedRequest, missed: Missed, attempt: Attempt) -> None:
        """What kept failing is a request of its own, for an admin to retry.

        An outage hits all that comes meanwhile, so that admins are told of the first in an hour.
        """
        tools, outcome = self._tools, missed.outcome
        again = replace(request, key=f"{request.key}{AGAIN}{outcome.reference}")
        now = tools.clock.wall()
        tools.parking.park(Parked(outcome.reference, again, attempt, outcome.sentence, now))
        text = (
            f"I gave up on {describe(again)} (reference `{outcome.reference}`). "
            f"{escaped(outcome.sentence)}\nThere may be more from {escaped(request.rule)}, of "
            "which I do not tell one by one within an hour: `/rekog jobs` lists what can be "
            "retried."
        )
        tools.tell_admins(f"feed:parked:{request.rule}:{int(now // HOUR_SECONDS)}", text)


class _Looked:
    """An image that was looked at; it is drawn when it is needed, and once in a run."""

    def __init__(self, images: Images, missed: Missed | None) -> None:
        self.missed = missed
        self._draw: Callable[[], list[Outcome]] = lambda: images.outcomes({})
        self._outcome: Outcome | None = missed.outcome if missed else None

    def outcome(self) -> Outcome:
        if self._outcome is None:
            (self._outcome,) = self._draw()
        return self._outcome
