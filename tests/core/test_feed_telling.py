"""What is told together: when it is due, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.core.errors import SlackAway
from bot.core.feed_book import Entry, Fate, Untold
from bot.core.feed_intake import FeedIntake
from bot.core.feed_objects import FedObject
from bot.core.feed_rules import FeedRule, FeedRules
from bot.core.feed_telling import FeedTelling, digest, due, in_one_line
from bot.core.model import S3Object, Thread
from bot.core.places import Place
from bot.core.requests import FeedBatchRequest, FeedRequest
from bot.store import Database
from bot.store.feeds import StoredFeeds
from tests.fakes import FakeBoard, FakeClock, FakeJobs, FakeJournal

RULE = FeedRule(Place("pictures", "in/"), "C1", most=2, within_minutes=10)
DIGEST = replace(RULE, digest_minutes=15)


@dataclass
class Fed:
    """A feed whose time a test moves."""

    book: StoredFeeds
    rule: FeedRule = RULE
    jobs: FakeJobs = field(default_factory=FakeJobs)
    board: FakeBoard = field(default_factory=FakeBoard)
    clock: FakeClock = field(default_factory=FakeClock)

    def telling(self) -> FeedTelling:
        """That of a process that has just started."""
        rules = FeedRules([self.rule])
        return FeedTelling(rules, self.book, self.jobs, self.board, self.clock)

    def admit(self, *keys: str) -> None:
        for key in keys:
            self.book.admit(entry(key, self.clock.wall(), "Cat"), self.rule)

    def due(self) -> list[FeedBatchRequest]:
        """What is submitted when a new process looks."""
        before = len(self.jobs.submitted)
        self.telling().look()
        new = [request for request, _ in self.jobs.submitted[before:]]
        return [each for each in new if isinstance(each, FeedBatchRequest)]


@pytest.fixture
def fed(tmp_path: Path) -> Iterator[Fed]:
    database = Database(f"sqlite:///{tmp_path / 'rekog.db'}")
    database.open()
    yield Fed(StoredFeeds(database))
    database.close()


def entry(key: str, at: float = 0.0, *labels: str, answered: bool = True) -> Entry:
    return Entry(key, RULE.name, f"s3://pictures/in/{key}", labels, answered, at)


def test_what_was_held_back_is_told_after_the_window(fed: Fed) -> None:
    """The line comes when its minutes are over, not before."""
    fed.admit("a", "b", "c")
    fed.clock.sleep(599)
    early = fed.due()
    fed.clock.sleep(2)

    assert early == []
    assert [each.rule for each in fed.due()] == ["s3://pictures/in/"]


def test_it_is_told_once(fed: Fed) -> None:
    """However often processes look, one message is submitted; told, it is over."""
    fed.admit("a", "b", "c")
    fed.clock.sleep(601)
    (asked,) = fed.due()

    assert fed.due() == []
    for _ in range(2):
        fed.telling().tell(asked, FakeJournal())
    ((_, card),) = fed.board.history
    assert card.text.startswith("1 picture from `s3://pictures/in/` was not posted here")
    assert fed.book.batches() == []


def test_slack_away(fed: Fed) -> None:
    """A message that Slack does not take is tried again, with the same words."""
    fed.admit("a", "b", "c")
    fed.clock.sleep(601)
    (asked,) = fed.due()
    fed.board.shut = True
    with pytest.raises(SlackAway):
        fed.telling().tell(asked, FakeJournal())
    fed.board.shut = False

    fed.telling().tell(asked, FakeJournal())

    assert len(fed.board.history) == 1


def test_nothing_is_told_while_it_is_muted(fed: Fed) -> None:
    """A muted rule is silent, and tells when the mute is over."""
    fed.rule = DIGEST
    fed.admit("a")
    fed.book.mute(RULE.name, fed.clock.wall() + 3600)
    fed.clock.sleep(1800)
    muted = fed.due()
    fed.clock.sleep(1801)

    assert muted == []
    assert len(fed.due()) == 1


def test_a_rule_that_is_gone_tells_nothing(fed: Fed) -> None:
    """What a rule had gathered is not told when the rule is not in the settings any more."""
    fed.admit("a", "b", "c")
    fed.clock.sleep(601)
    fed.rule = replace(RULE, place=Place("others"))

    assert fed.due() == []


def test_when_a_digest_is_due() -> None:
    """A digest comes so many minutes after its first picture."""
    untold = Untold(RULE.name, since=1000.0, muted_until=0.0)

    assert not due(untold, DIGEST, 1899.0)
    assert due(untold, DIGEST, 1900.0)


def test_the_words_of_a_digest() -> None:
    """How many pictures, what is in them, and the latest; names are shown as they are."""
    told = [
        (entry("<!channel>.png", 5.0, "Dog", "Cat"), Fate.DIGEST),
        (entry("b.png", 4.0, "Dog"), Fate.DIGEST),
        (entry("c.png", 3.0), Fate.DIGEST),
        (entry("d.txt", 2.0, answered=False), Fate.DIGEST),
    ]

    card = digest(DIGEST, told)

    assert card.text == "4 pictures from `s3://pictures/in/` in the last 15 min."
    assert card.figures == (
        "2 × Dog, 1 × Cat, 1 × nothing that I know, 1 × could not be looked at\n\n"
        "<!channel>.png: Dog, Cat\nb.png: Dog\nc.png: nothing that I know\n"
        "d.txt: could not be looked at"
    )
    assert [button.text for button in card.buttons] == ["Mute for 1 h"]


def test_a_long_digest_names_the_latest() -> None:
    """Of many pictures ten are named, and the rest is counted."""
    told = [(entry(f"{number}.png", 1.0, "Dog"), Fate.DIGEST) for number in range(12)]

    assert digest(DIGEST, told).figures.endswith("9.png: Dog\n… and 2 more")


@pytest.mark.parametrize(
    ("fates", "why"),
    [
        ([Fate.HELD], "1 picture from `s3://pictures/in/` was not posted here (at most 2 are "),
        ([Fate.HELD, Fate.HELD], "2 pictures from `s3://pictures/in/` were not posted here (at "),
        ([Fate.MUTED], "was not posted here (muted)."),
        ([Fate.HELD, Fate.MUTED], "(at most 2 are posted in 10 min, muted)."),
    ],
)
def test_the_words_of_a_line(fates: list[Fate], why: str) -> None:
    """How many were held back, why, and what was in them."""
    told = [(entry(f"{number}", 1.0, "Dog"), fate) for number, fate in enumerate(fates)]

    card = in_one_line(RULE, told)

    assert why in card.text
    assert card.figures == f"{len(fates)} × Dog"


def taken(*arrived: FedObject, rules: FeedRules | None = None) -> tuple[FakeJobs, FakeBoard]:
    jobs, board = FakeJobs(), FakeBoard()
    rules = rules or FeedRules([replace(RULE, output=Place("pictures", "in/out/"))])
    FeedIntake(rules, jobs, board, FakeClock()).take(arrived)
    return jobs, board


def test_an_object_becomes_a_request() -> None:
    """A request names the version, the rule and the channel, and no thread."""
    jobs, _ = taken(FedObject("pictures", "in/a.png", "v1", "00A1", "e"))

    ((request, _),) = jobs.submitted
    assert request == FeedRequest(
        "s3:pictures/in/a.png@v1",
        Thread("C1", ""),
        "",
        (S3Object("pictures", "in/a.png", "v1"),),
        "",
        rule="s3://pictures/in/",
        at=FakeClock().wall(),
    )


@pytest.mark.parametrize(
    "fed",
    [
        FedObject("pictures", "in/", etag="e", size=0),
        FedObject("pictures", "in/out/in/a.png.json", etag="e"),
    ],
)
def test_what_is_left_alone(fed: FedObject) -> None:
    """Folders and the bot's own output become nothing, and nobody is told."""
    jobs, board = taken(fed)

    assert jobs.submitted == []
    assert board.admins == []


def test_an_object_of_no_rule() -> None:
    """Admins are told once for each bucket."""
    jobs, board = taken(
        FedObject("others", "<!here>", etag="1"), FedObject("others", "b", etag="2")
    )

    ((_, card),) = board.admins
    assert jobs.submitted == []
    assert "`s3://others/&lt;!here&gt;`" in card.text
