"""Reactions show how far a message is."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from bot.post import Reactions, reactions
from bot.post.reactions import Mark
from tests.fakes import FakeClock
from tests.fetch.web import Asked, Reply
from tests.post.slack import Slack, limited, refused


@pytest.fixture
def marks(slack: Slack) -> Iterator[Reactions]:
    marks = Reactions(slack.client, FakeClock())
    yield marks
    assert marks.stop(5)


class Gate:
    """Holds Slack's answers back until it is opened."""

    def __init__(self, slack: Slack) -> None:
        self._opened, self.reached = threading.Event(), threading.Event()
        self._answer, slack.web.answer = slack.web.answer, self._hold

    def open(self) -> None:
        self._opened.set()

    def _hold(self, asked: Asked) -> Reply:
        self.reached.set()
        assert self._opened.wait(5)
        return self._answer(asked)


def test_a_mark_takes_the_place_of_the_one_before(slack: Slack, marks: Reactions) -> None:
    """The old mark goes once the new one is set."""
    for mark in (Mark.SEEN, Mark.NOT_ALL, Mark.ANSWERED, Mark.ANSWERED):
        marks.show("C1", "1.1", mark)

    assert marks.stop(5)
    assert slack.reactions["1.1"] == ["white_check_mark"]


def test_marks_of_another_process(slack: Slack, marks: Reactions) -> None:
    """What another process marked is taken away too, though only Slack knows of it."""
    slack.reactions["1.1"] = ["eyes", "warning", "tada"]

    marks.show("C1", "1.1", Mark.ANSWERED)

    assert marks.stop(5)
    assert slack.reactions["1.1"] == ["tada", "white_check_mark"]


def test_a_mark_may_come_back(slack: Slack, marks: Reactions) -> None:
    """A message that is looked at again is marked again, and the mark stays."""
    gate = Gate(slack)
    marks.show("C1", "1.1", Mark.NOT_ALL)
    assert gate.reached.wait(5)
    marks.show("C1", "1.1", Mark.ANSWERED)
    marks.show("C1", "1.1", Mark.NOT_ALL)
    gate.open()

    assert marks.stop(5)
    assert slack.reactions["1.1"] == ["warning"]


def test_a_burst_skips_what_is_past(slack: Slack, marks: Reactions) -> None:
    """While Slack is slow, two hundred messages cost one call each, for their last mark."""
    gate = Gate(slack)
    for number in range(200):
        marks.show("C1", f"1.{number}", Mark.SEEN)
    assert gate.reached.wait(5)
    for number in range(200):
        marks.show("C1", f"1.{number}", Mark.ANSWERED)
    gate.open()

    assert marks.stop(20)
    assert {tuple(names) for names in slack.reactions.values()} == {("white_check_mark",)}
    # The first may have been on its way already: an add too many, and one removal.
    assert 200 <= len(slack.calls) <= 202


@pytest.mark.parametrize("trouble", [limited(30), Reply(500), Reply(hang_up=True)])
def test_passing_trouble(slack: Slack, marks: Reactions, trouble: Reply) -> None:
    """A mark that Slack had no time for is set later."""
    slack.trouble("reactions.add", trouble, trouble)

    marks.show("C1", "1.1", Mark.SEEN)

    assert marks.stop(5)
    assert slack.reactions["1.1"] == ["eyes"]


def test_what_is_so_already_is_fine(slack: Slack, marks: Reactions) -> None:
    """A mark that is there already, or gone already, is no trouble."""
    slack.reactions["1.1"] = ["eyes"]
    slack.trouble("reactions.remove", refused("no_reaction"))
    marks.show("C1", "1.1", Mark.SEEN)

    marks.show("C1", "1.1", Mark.ANSWERED)

    assert marks.stop(5)
    assert "white_check_mark" in slack.reactions["1.1"]


def test_a_missing_scope_is_said_once(
    slack: Slack, marks: Reactions, caplog: pytest.LogCaptureFixture
) -> None:
    """Without reactions:write there is one line in the log, and no further call."""
    slack.trouble("reactions.add", *[refused("missing_scope", needed="reactions:write")] * 9)
    for number in range(9):
        marks.show("C1", f"1.{number}", Mark.SEEN)
    assert marks.stop(5)
    marks.show("C1", "2.1", Mark.SEEN)

    assert caplog.text.count("reactions:write") == 1
    assert slack.calls == ["reactions.add"]


def test_one_refused_mark_does_not_stop_the_others(slack: Slack, marks: Reactions) -> None:
    """A message that is gone, or an answer that makes no sense, leaves the others their marks."""
    slack.trouble("reactions.add", refused("message_not_found"), Reply(body=b"[]"))
    for number in range(3):
        marks.show("C1", f"1.{number}", Mark.SEEN)

    assert marks.stop(5)
    assert slack.reactions["1.2"] == ["eyes"]


def test_it_forgets(slack: Slack, marks: Reactions, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many messages are remembered."""
    monkeypatch.setattr(reactions, "REMEMBER_MESSAGES", 1)
    for ts in ("1.1", "1.2"):
        marks.show("C1", ts, Mark.SEEN)

    marks.show("C1", "1.2", Mark.ANSWERED)

    assert marks.stop(5)
    assert slack.reactions["1.2"] == ["white_check_mark"]


def test_stopping_without_any_mark(slack: Slack) -> None:
    """Where nothing was marked there is nothing to wait for."""
    marks = Reactions(slack.client, FakeClock())

    assert marks.stop(0)
    marks.show("C1", "1.1", Mark.SEEN)
    assert slack.calls == []
