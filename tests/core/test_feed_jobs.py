"""The way of an object of the feed as a job."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.core.attempts import Attempt, Journal
from bot.core.errors import (
    DetectionThrottled,
    ModelNotRunning,
    ObjectMissing,
    PostFailed,
    ResultsAway,
    ResultsRefused,
)
from bot.core.feed_book import Batch, Entry, Fate, Untold
from bot.core.feed_fetch import FedImages
from bot.core.feed_jobs import FeedJobs
from bot.core.feed_rules import FeedRule, FeedRules
from bot.core.feed_tools import FeedTools
from bot.core.model import Answered, Detection, Outcome, S3Object, Thread, Unanswered
from bot.core.places import Place
from bot.core.recognition import Recogniser, Steps
from bot.core.requests import FeedRequest
from tests.core.image_jobs import Killed, MortalJournal, World
from tests.fakes import FakeFetcher, FakeJournal, FakeReader

SOURCE = S3Object("pictures", "in/cat.png")
NOW = 1_800_001_000.0
RULE = FeedRule(Place("pictures", "in/"), "C1", output=Place("pictures", "out/"))


@dataclass
class FakeBook:
    """Decides by what a test says, once for each key."""

    fate: Fate = Fate.POST
    admitted: dict[str, Entry] = field(default_factory=dict)

    def admit(self, entry: Entry, rule: FeedRule) -> Fate:
        self.admitted.setdefault(entry.key, entry)
        return self.fate

    def mute(self, rule: str, until: float) -> None:
        raise NotImplementedError

    def untold(self) -> list[Untold]:
        raise NotImplementedError

    def close(self, rule: str) -> Batch | None:
        raise NotImplementedError

    def batches(self) -> list[Batch]:
        raise NotImplementedError

    def batch(self, batch: Batch) -> list[tuple[Entry, Fate]]:
        raise NotImplementedError

    def told(self, batch: Batch) -> None:
        raise NotImplementedError


@dataclass
class FakeResults:
    """Keeps what was written."""

    written: list[str] = field(default_factory=list)
    refuse: Exception | None = None

    def write(self, outcome: Outcome, output: Place) -> None:
        if self.refuse is not None:
            raise self.refuse
        assert isinstance(outcome, Answered)
        self.written.append(f"{outcome.recognition.source} to {output}")


@dataclass
class Fed:
    """A bot with a feed, whose process may end at any time."""

    world: World = field(default_factory=lambda: World(fetcher=FakeFetcher({str(SOURCE): b"cat"})))
    book: FakeBook = field(default_factory=FakeBook)
    results: FakeResults = field(default_factory=FakeResults)
    rule: FeedRule = RULE

    def bot(self) -> FeedJobs:
        """A process that has just started."""
        world = self.world
        steps = Steps(
            FedImages(world.fetcher),
            FakeReader(),
            world.detector,
            world.annotator,
            world.clock,
            threading.Semaphore(1),
        )
        tools = FeedTools(
            Recogniser(steps, None),
            world.answers,
            world.recognitions,
            self.book,
            self.results,
            world.room,
            world.life,
            world.jobs,
            world.parking,
            world.board,
            world.clock,
            24 * 3600.0,
        )
        return FeedJobs(FeedRules([self.rule]), tools)

    def run(self, journal: Journal | None = None, asked: FeedRequest | None = None) -> None:
        self.bot().look(asked or request(), journal or FakeJournal())

    def told(self) -> list[str]:
        """What was posted: labels, or sentences."""
        return [
            each.recognition.detections[0].label if isinstance(each, Answered) else each.sentence
            for _, outcomes in self.world.answers.posted
            for each in outcomes
        ]


@pytest.fixture
def fed() -> Fed:
    return Fed()


def request(**changed: Any) -> FeedRequest:
    asked = FeedRequest(
        "s3:pictures/in/cat.png@v1",
        Thread("C1", ""),
        "",
        (SOURCE,),
        "",
        rule="s3://pictures/in/",
        at=NOW,
    )
    return replace(asked, **changed)


def test_an_object_is_posted_and_written(fed: Fed) -> None:
    """What is found is posted in the channel of the rule and written beside the picture."""
    fed.run()

    assert fed.told() == ["Cat"]
    assert fed.results.written == ["s3://pictures/in/cat.png to s3://pictures/out/"]
    assert fed.world.life.uses == 1
    assert fed.book.admitted[request().key].labels == ("Cat",)


@pytest.mark.parametrize("fate", [Fate.HELD, Fate.MUTED, Fate.DIGEST])
def test_what_is_not_posted_is_written_all_the_same(fed: Fed, fate: Fate) -> None:
    """Held back, muted or in a digest: nothing is posted, and the results are there."""
    fed.book.fate = fate

    fed.run()

    assert fed.told() == []
    assert len(fed.results.written) == 1


def test_labels_that_nobody_wants(fed: Fed) -> None:
    """A picture without a wanted label does not count, and its results are there."""
    fed.rule = replace(RULE, only=("Dog",))

    fed.run()

    assert fed.book.admitted == {}
    assert len(fed.results.written) == 1


def test_a_rule_without_output(fed: Fed) -> None:
    """Where the rule names no output, nothing is written."""
    fed.rule = replace(RULE, output=None)

    fed.run()

    assert fed.told() == ["Cat"]
    assert fed.results.written == []


def test_a_rule_that_is_gone(fed: Fed) -> None:
    """An object whose rule is not in the settings any more is left alone."""
    fed.run(asked=request(rule="s3://pictures/gone/"))

    assert fed.told() == []
    assert fed.world.detector.asked == []


def test_an_object_that_is_gone(fed: Fed) -> None:
    """An object that was deleted has its own sentence, whatever labels are wanted."""
    fed.rule = replace(RULE, only=("Dog",))
    fed.world.fetcher.contents[str(SOURCE)] = ObjectMissing(uri=SOURCE)

    fed.run()

    (told,) = fed.told()
    assert told.startswith("s3://pictures/in/cat.png was deleted before I could look at it.")
    assert fed.results.written == []


@pytest.mark.parametrize("surprised", [False, True])
def test_the_model_is_off(fed: Fed, surprised: bool) -> None:
    """Objects wait for the model without a worker, and the channel reads it once a day."""
    fed.world.life.running = surprised
    fed.world.detector.finds = ModelNotRunning(state="stopped")

    fed.run()
    fed.run(asked=request(key="s3:pictures/in/dog.png@v1"))

    assert fed.world.room.count() == 2
    ((_, card),) = fed.world.board.history
    assert "Pictures from s3://pictures/in/ wait for the model." in card.text
    assert fed.told() == []


def test_the_model_stays_off(fed: Fed) -> None:
    """What has waited for too long is told like any picture without an answer."""
    fed.world.life.running = False
    asked = request(at=fed.world.clock.wall() - 25 * 3600.0)

    fed.run(asked=asked)

    (told,) = fed.told()
    assert told.startswith("Nobody started the model in time, so I did not look at s3://pictures")
    assert fed.world.room.count() == 0


def test_what_was_found_needs_no_model(fed: Fed) -> None:
    """An object that was looked at before is posted although the model is off by now."""
    fed.world.answers.refuse = PostFailed(reason="not_in_channel")
    with pytest.raises(PostFailed):
        fed.run()
    fed.world.answers.refuse = None
    fed.world.life.running = False

    fed.run(FakeJournal(Attempt(2)))

    assert fed.told() == ["Cat"]
    assert len(fed.world.detector.asked) == 1


def test_a_failure_that_passes(fed: Fed) -> None:
    """A throttled detection is tried again later, and nothing is told meanwhile."""
    fed.world.detector.finds = DetectionThrottled()

    fed.run()

    ((again, delay),) = fed.world.jobs.submitted
    assert again == request()
    assert delay > 0
    assert fed.told() == []


def test_a_failure_that_stays(fed: Fed) -> None:
    """After enough tries it is told, and parked for an admin under a key of its own."""
    fed.world.detector.finds = DetectionThrottled()

    fed.run(FakeJournal(Attempt(9, failures=9)))

    (parked,) = fed.world.parking.here.values()
    assert parked.request.key.startswith(request().key + ":again:")
    assert isinstance(parked.request, FeedRequest)
    ((_, card),) = fed.world.board.admins
    assert "I gave up on `s3://pictures/in/cat.png` for <#C1>" in card.text
    assert len(fed.told()) == 1


def test_an_outage_is_told_once_in_an_hour(fed: Fed) -> None:
    """Of a hundred objects that failed admins read once, and each can be retried."""
    fed.world.detector.finds = DetectionThrottled()

    for number in range(3):
        asked = request(key=f"s3:pictures/in/{number}.png@v1")
        fed.run(FakeJournal(Attempt(9, failures=9)), asked)

    assert fed.world.parking.count() == 3
    assert len(fed.world.board.admins) == 1


def test_results_that_are_refused(fed: Fed) -> None:
    """Results that S3 does not take are an admin's to put right; the answer stands."""
    fed.results.refuse = ResultsRefused(uri=SOURCE, output=RULE.output, reason="S3 said “no”")

    fed.run()

    assert fed.told() == ["Cat"]
    ((_, card),) = fed.world.board.admins
    assert "I could not write the results for s3://pictures/in/cat.png" in card.text


def test_results_when_s3_is_away(fed: Fed) -> None:
    """While S3 is away the job is tried again, and its answer is not posted twice."""
    fed.results.refuse = ResultsAway(uri=SOURCE)
    with pytest.raises(ResultsAway):
        fed.run()
    fed.results.refuse = None

    fed.run(FakeJournal(Attempt(2, failures=1)))

    assert fed.told() == ["Cat"]
    assert len(fed.results.written) == 1


@pytest.mark.parametrize("moment", ["before", "during", "after"])
@pytest.mark.parametrize(
    "victim", ["model", "detected 0", "admitted", "posted", "written", "recorded"]
)
def test_a_crash_anywhere(fed: Fed, victim: str, moment: str) -> None:
    """Killed at any step, the next process finishes: one post, one detection, the results."""
    journal = MortalJournal(victim=victim, moment=moment)
    with pytest.raises(Killed):
        fed.run(journal)

    fed.run(FakeJournal(values=journal.values))

    assert fed.told() == ["Cat"]
    assert len(fed.world.detector.asked) == 1
    assert set(fed.results.written) == {"s3://pictures/in/cat.png to s3://pictures/out/"}


def test_labels_are_named_once(fed: Fed) -> None:
    """Three cats are one label in what is kept."""
    fed.world.detector.finds = (Detection("Cat", 90.0), Detection("Cat", 80.0))

    fed.run()

    assert fed.book.admitted[request().key].labels == ("Cat",)


def test_an_unanswered_one_is_kept_as_such(fed: Fed) -> None:
    """What could not be looked at is no picture without labels."""
    fed.world.fetcher.contents[str(SOURCE)] = ObjectMissing(uri=SOURCE)

    fed.run()

    assert not fed.book.admitted[request().key].answered
    ((_, (outcome,)),) = fed.world.answers.posted
    assert isinstance(outcome, Unanswered)
