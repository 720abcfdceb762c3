"""Muting a rule by a button."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.core.feed_book import Entry, Fate
from bot.core.feed_muting import MUTE_SECONDS, FeedMuting
from bot.core.feed_rules import FeedRule, FeedRules
from bot.core.model import Member
from bot.core.permission import Permission
from bot.core.places import Place
from bot.core.requests import FeedMuteRequest
from bot.store import Database
from bot.store.feeds import StoredFeeds
from tests.fakes import FakeBoard, FakeClock, FakeJournal, FakeMembers, FakeReplies

RULE = FeedRule(Place("pictures", "in/"), "C1")
PEOPLE = {"U1": Member("U1", "T1"), "U2": Member("U2", "T1", is_guest=True)}


@dataclass
class Fed:
    """A rule that can be muted."""

    book: StoredFeeds
    board: FakeBoard = field(default_factory=FakeBoard)
    replies: FakeReplies = field(default_factory=FakeReplies)
    clock: FakeClock = field(default_factory=FakeClock)

    def press(self, *, user: str = "U1", mute: bool = True, rule: str = RULE.name) -> None:
        permission = Permission(FakeMembers(PEOPLE), "T1", ())
        muting = FeedMuting(
            FeedRules([RULE]), self.book, permission, self.board, self.replies, self.clock
        )
        key = f"click:{len(self.board.history)}"
        muting.run(FeedMuteRequest(key, rule, mute, user, "T1", "C1", ""), FakeJournal())

    def fate(self, key: str) -> Fate:
        entry = Entry(key, RULE.name, key, (), answered=True, at=self.clock.wall())
        return self.book.admit(entry, RULE)


@pytest.fixture
def fed(tmp_path: Path) -> Iterator[Fed]:
    database = Database(f"sqlite:///{tmp_path / 'rekog.db'}")
    database.open()
    yield Fed(StoredFeeds(database))
    database.close()


def test_a_mute_lasts_an_hour(fed: Fed) -> None:
    """What comes within the hour is not posted, what comes after it is."""
    fed.press()
    fed.clock.sleep(MUTE_SECONDS - 1)
    within = fed.fate("a")
    fed.clock.sleep(1)

    assert within is Fate.MUTED
    assert fed.fate("b") is Fate.POST


def test_the_channel_reads_who_did_it(fed: Fed) -> None:
    """Muting and unmuting are told with the name of the one who did it."""
    fed.press()
    fed.press(mute=False)

    first, second = (card for _, card in fed.board.history)
    assert first.text.startswith("<@U1> muted the feed of `s3://pictures/in/` for an hour.")
    assert [button.text for button in first.buttons] == ["Unmute"]
    assert second.text == "<@U1> unmuted the feed of `s3://pictures/in/`."
    assert fed.fate("a") is Fate.POST


@pytest.mark.parametrize("user", ["U2", "U9"])
def test_who_does_not_belong_here_may_not(fed: Fed, user: str) -> None:
    """A guest, and somebody whom Slack does not know, are told so privately."""
    fed.press(user=user)

    ((_, told),) = fed.replies.private
    assert told.startswith("Only full members of this workspace may mute the feed.")
    assert fed.fate("a") is Fate.POST
    assert fed.board.history == []


def test_a_rule_that_is_gone(fed: Fed) -> None:
    """A button of a rule that is not in the settings any more says so."""
    fed.press(rule="s3://gone/")

    ((_, told),) = fed.replies.private
    assert told.startswith("There is no rule for s3://gone/ any more.")
