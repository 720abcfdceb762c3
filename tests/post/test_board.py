"""Messages that are kept up to date, and those to the admins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from bot.core.cards import Button, Card, Press
from bot.core.model import Thread
from bot.post import Pacing, SlackBoard
from tests.fake_records import FakePostLog
from tests.fakes import FakeClock
from tests.fetch.web import Reply
from tests.post.slack import Slack, limited, refused

CHANNEL = Thread("C1", "")
CARD = Card("The model starts.", (Button("Stop", Press.STOP),))
LATER = Card("The model runs.")


class Boards:
    """Boards of several processes, which share what is kept."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.log = FakePostLog()
        self.clock = FakeClock()

    def board(
        self, admin_channel: str = "", admins: Callable[[], Sequence[str]] = lambda: ["U1", "U2"]
    ) -> SlackBoard:
        return SlackBoard(
            self.slack.client,
            log=self.log,
            pacing=Pacing(1.0, self.clock),
            clock=self.clock,
            admin_channel=admin_channel,
            admins=admins,
        )


@pytest.fixture
def boards(slack: Slack) -> Boards:
    return Boards(slack)


def told(slack: Slack) -> list[tuple[Any, Any]]:
    return [(each["channel"], each["text"]) for each in slack.messages]


def test_a_card_is_posted(slack: Slack, boards: Boards) -> None:
    """A card is posted in a channel or in a thread, and where it is comes back."""
    at = boards.board().post("k1", CHANNEL, CARD)
    reply = boards.board().post("k2", Thread("C1", "1.5"), LATER)

    first, second = slack.messages
    assert at == Thread("C1", first["ts"])
    assert reply == Thread("C1", second["ts"])
    assert first["blocks"][1]["elements"][0]["action_id"] == "model_stop"
    assert (first.get("thread_ts"), second["thread_ts"]) == (None, "1.5")


def test_a_key_is_posted_once(slack: Slack, boards: Boards) -> None:
    """Whoever posts the same key again is told where the message is."""
    at = boards.board().post("k", CHANNEL, CARD)
    again = boards.board().post("k", CHANNEL, LATER)

    assert again == at
    assert len(slack.messages) == 1


@pytest.mark.parametrize("where", [CHANNEL, Thread("C1", "1.5")])
def test_a_card_is_found_again(slack: Slack, boards: Boards, where: Thread) -> None:
    """When a process dies before it notes where its message is, the next one finds it in Slack."""
    at = boards.board().post("k", where, CARD)
    boards.log.postings.clear()
    boards.log.begin("k")

    assert boards.board().post("k", where, CARD) == at
    assert len(slack.messages) == 1


def test_a_message_of_somebody_else(slack: Slack, boards: Boards) -> None:
    """Only the bot's own messages count, whatever another app writes into its metadata."""
    boards.board().post("k", CHANNEL, CARD)
    slack.messages[0]["bot_id"] = "B2"
    boards.log.postings.clear()
    boards.log.begin("k")

    assert boards.board().post("k", CHANNEL, CARD) is not None
    assert len(slack.messages) == 2


def test_a_card_is_changed(slack: Slack, boards: Boards) -> None:
    """A message is edited in its place; buttons that are gone are gone."""
    board = boards.board()
    at = board.post("k", CHANNEL, CARD)
    assert at is not None

    assert board.edit(at, LATER)

    [message] = slack.messages
    assert message["text"] == "The model runs."
    assert [block["type"] for block in message["blocks"]] == ["section"]


def test_edits_are_paced(slack: Slack, boards: Boards) -> None:
    """Sixty edits at once take the minute that Slack's tier asks for."""
    board, began = boards.board(), boards.clock.now()
    at = board.post("k", CHANNEL, CARD)
    assert at is not None

    assert all(board.edit(at, LATER) for _ in range(60))

    assert boards.clock.now() - began >= 59


@pytest.mark.parametrize("trouble", [Reply(500), Reply(hang_up=True), limited(20)])
def test_an_edit_after_trouble(slack: Slack, boards: Boards, trouble: Reply) -> None:
    """An edit is tried again once, as it may be done twice; a 429 is waited out."""
    at = boards.board().post("k", CHANNEL, CARD)
    assert at is not None
    slack.trouble("chat.update", trouble)

    assert boards.board().edit(at, LATER)


def test_nothing_is_raised(slack: Slack, boards: Boards, caplog: pytest.LogCaptureFixture) -> None:
    """What Slack does not take is told by the result and the log."""
    board = boards.board()
    slack.trouble("chat.postMessage", refused("is_archived"))

    assert board.post("k", CHANNEL, CARD) is None
    assert not board.edit(Thread("C1", "9.9"), CARD)
    assert "is_archived" in caplog.text
    assert "message_not_found" in caplog.text


def test_a_log_that_fails(
    boards: Boards, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that is away is no reason to raise either."""

    def fail(key: str) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(boards.log, "begin", fail)

    assert boards.board().post("k", CHANNEL, CARD) is None
    boards.board().tell_admins("k", CARD)
    assert caplog.text.count("disk full") >= 2


def test_each_admin_is_told_once(slack: Slack, boards: Boards) -> None:
    """Admins get a direct message each, once by the key, whoever tells them."""
    for _ in range(2):
        boards.board().tell_admins("k", CARD)
    boards.board().tell_admins("other", LATER)

    assert [text for _, text in told(slack)] == [CARD.text] * 2 + [LATER.text] * 2
    assert {each["in"] for each in slack.messages} == {"D1", "D2"}


def test_a_direct_message_is_found_again(slack: Slack, boards: Boards) -> None:
    """Once a conversation is known, a message that was posted before a crash is found in it."""
    boards.board().tell_admins("first", CARD)
    boards.board().tell_admins("k", CARD)
    for user in ("U1", "U2"):
        del boards.log.postings[f"k:{user}"]
        boards.log.begin(f"k:{user}")

    boards.board().tell_admins("k", CARD)

    assert len(slack.messages) == 4


def test_at_most_ten_admins_are_told(slack: Slack, boards: Boards) -> None:
    """A workspace with many admins is not flooded."""
    boards.board(admins=lambda: [f"U{n}" for n in range(30)]).tell_admins("k", CARD)

    assert len(slack.messages) == 10


def test_the_admins_channel(slack: Slack, boards: Boards) -> None:
    """With a channel for it, that is told once, and nobody directly."""
    for _ in range(2):
        boards.board("C1").tell_admins("k", CARD)

    assert told(slack) == [("C1", CARD.text)]


def test_an_admins_channel_that_is_closed(slack: Slack, boards: Boards) -> None:
    """Where the channel does not take it, the admins are told directly."""
    boards.board("C-closed").tell_admins("k", CARD)

    assert [channel for channel, _ in told(slack)] == ["U1", "U2"]


def test_an_admin_who_cannot_be_told(slack: Slack, boards: Boards) -> None:
    """One admin who cannot be told does not keep the others from it."""
    slack.trouble("chat.postMessage", refused("user_not_found"))

    boards.board().tell_admins("k", CARD)

    assert [channel for channel, _ in told(slack)] == ["U2"]


@pytest.mark.parametrize("channel", ["", "C1"])
def test_slack_is_away(
    slack: Slack, boards: Boards, caplog: pytest.LogCaptureFixture, channel: str
) -> None:
    """When Slack is out of reach, whoever looks after the model does not wait for each admin."""
    slack.trouble("chat.postMessage", *[Reply(503)] * 20)

    boards.board(channel).tell_admins("k", CARD)

    assert slack.calls.count("chat.postMessage") <= 2
    assert "not all admins were told" in caplog.text


def test_no_admin_at_all(slack: Slack, boards: Boards, caplog: pytest.LogCaptureFixture) -> None:
    """Where there is nobody to be told, the log has it."""
    boards.board(admins=list).tell_admins("k", CARD)

    assert slack.messages == []
    assert CARD.text in caplog.text
