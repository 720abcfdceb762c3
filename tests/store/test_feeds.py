"""What is kept of the feed: each object has one fate, and what was gathered is told once."""

from __future__ import annotations

import threading

import pytest

from bot.core.feed_book import Batch, Entry, Fate, Untold
from bot.core.feed_rules import FeedRule
from bot.core.places import Place
from bot.store import Database, forget_before
from bot.store.feeds import StoredFeeds

RULE = FeedRule(Place("pictures", "in/"), "C01", most=2, within_minutes=10)
DIGEST = FeedRule(Place("pictures", "in/"), "C01", digest_minutes=15)
NAME = RULE.name


@pytest.fixture
def book(database: Database) -> StoredFeeds:
    return StoredFeeds(database)


def entry(key: str, at: float = 1000.0, *labels: str) -> Entry:
    return Entry(key, NAME, f"s3://pictures/in/{key}", labels, answered=True, at=at)


def test_only_so_many_are_posted(book: StoredFeeds) -> None:
    """Within its minutes a rule posts its most; what comes then is held back."""
    fates = [book.admit(entry(key), RULE) for key in "abc"]

    assert fates == [Fate.POST, Fate.POST, Fate.HELD]


def test_later_there_are_posts_again(book: StoredFeeds) -> None:
    """What was posted longer ago does not count."""
    for key in "ab":
        book.admit(entry(key, 1000.0), RULE)

    assert book.admit(entry("c", 1599.0), RULE) is Fate.HELD
    assert book.admit(entry("d", 1601.0), RULE) is Fate.POST


def test_a_fate_is_decided_once(book: StoredFeeds) -> None:
    """Whoever asks again, after a crash or because S3 told twice, hears the same."""
    for key in "abc":
        book.admit(entry(key), RULE)

    assert book.admit(entry("a", 5000.0), RULE) is Fate.POST
    assert book.admit(entry("c", 5000.0), RULE) is Fate.HELD


def test_rules_do_not_share_their_posts(book: StoredFeeds) -> None:
    """One rule's burst does not silence another."""
    other = FeedRule(Place("others"), "C02", most=1)
    for key in "abc":
        book.admit(entry(key), RULE)

    fed = Entry("d", other.name, "s3://others/d", (), answered=True, at=1000.0)

    assert book.admit(fed, other) is Fate.POST


def test_many_workers_count_right(book: StoredFeeds) -> None:
    """However many decide at once, no more are posted than the rule allows."""
    fates: list[Fate] = []
    gate = threading.Barrier(8)

    def decide(key: str) -> None:
        gate.wait()
        fates.append(book.admit(entry(key), RULE))

    workers = [threading.Thread(target=decide, args=(f"k{number}",)) for number in range(8)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert sorted(fate.value for fate in fates) == ["held"] * 6 + ["post"] * 2


def test_a_muted_rule(book: StoredFeeds) -> None:
    """While a rule is muted nothing is posted; afterwards it is again."""
    book.mute(NAME, 2000.0)

    assert book.admit(entry("a", 1999.0), RULE) is Fate.MUTED
    assert book.admit(entry("b", 2001.0), RULE) is Fate.POST


def test_an_unmuted_rule(book: StoredFeeds) -> None:
    """A mute can be taken back."""
    book.mute(NAME, 2000.0)
    book.mute(NAME, 0.0)

    assert book.admit(entry("a", 1000.0), RULE) is Fate.POST


def test_what_was_gathered(book: StoredFeeds) -> None:
    """A rule knows since when it has something to tell, and posts are told by themselves."""
    for key, at in (("a", 1.0), ("b", 2.0), ("c", 3.0), ("d", 4.0)):
        book.admit(entry(key, at), RULE)

    assert book.untold() == [Untold(NAME, 3.0, 0.0)]


def test_a_batch_is_told_once(book: StoredFeeds) -> None:
    """What is closed is told together, the latest first; what comes then is the next batch."""
    book.admit(entry("a", 1.0, "Dog"), DIGEST)
    book.admit(entry("b", 2.0, "Cat", "Tree"), DIGEST)

    first = book.close(NAME)
    book.admit(entry("c", 3.0), DIGEST)

    assert first == Batch(NAME, 1)
    assert book.batches() == [first]
    assert book.batch(first) == [
        (entry("b", 2.0, "Cat", "Tree"), Fate.DIGEST),
        (entry("a", 1.0, "Dog"), Fate.DIGEST),
    ]
    book.told(first)
    assert book.batches() == []
    assert book.untold() == [Untold(NAME, 3.0, 0.0)]
    assert book.close(NAME) == Batch(NAME, 2)


def test_nothing_makes_no_batch(book: StoredFeeds) -> None:
    """Of two processes that close at once, one has nothing to tell."""
    book.admit(entry("a"), DIGEST)

    assert book.close(NAME) is not None
    assert book.close(NAME) is None


def test_it_is_forgotten(book: StoredFeeds, database: Database) -> None:
    """After KEEP_DAYS an entry goes, told or not."""
    book.admit(entry("a", 1.0), DIGEST)
    book.admit(entry("b", 9.0), DIGEST)

    forget_before(database, 5.0)

    assert book.untold() == [Untold(NAME, 9.0, 0.0)]
