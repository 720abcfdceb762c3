"""What people read about their commands."""

from __future__ import annotations

import json

import pytest

from bot.core.cards import Button, Card, Picture, Press
from bot.core.model import Thread
from bot.core.requests import ModelAction, ModelRequest
from bot.post import SlackReplies
from tests.fetch.web import Reply
from tests.post.slack import Slack, limited, refused

CAT = Picture("F1", "a cat")


def asked(slack: Slack, channel: str = "C1", url: str | None = None) -> ModelRequest:
    url = slack.response_url if url is None else url
    return ModelRequest("k", ModelAction.START, "U1", "T1", channel, url)


def test_privately(slack: Slack, told: SlackReplies) -> None:
    """The asker is told where the command was typed, and nobody else."""
    told.privately(asked(slack), "Hello.")

    assert slack.responses == [
        {"text": "Hello.", "response_type": "ephemeral", "replace_original": False}
    ]
    assert slack.messages == []


def test_the_token_stays_home(slack: Slack, told: SlackReplies) -> None:
    """A response address is a secret of its own and gets no token."""
    told.privately(asked(slack), "Hello.")

    assert "authorization" not in slack.web.asked[0].headers


def test_a_response_address_is_used_five_times(slack: Slack, told: SlackReplies) -> None:
    """From the sixth time on the asker gets an ephemeral message instead."""
    for number in range(7):
        told.privately(asked(slack), f"{number}")

    assert [each["text"] for each in slack.responses] == ["0", "1", "2", "3", "4"]
    assert [each["text"] for each in slack.ephemeral] == ["5", "6"]


@pytest.mark.parametrize("reply", [Reply(404, b"used_url"), Reply(500), Reply(hang_up=True)])
def test_a_dead_response_address(slack: Slack, told: SlackReplies, reply: Reply) -> None:
    """When the address is used up or silent, an ephemeral message is the next best."""
    slack.trouble("response", reply)

    told.privately(asked(slack), "Hello.")

    assert [(each["user"], each["text"]) for each in slack.ephemeral] == [("U1", "Hello.")]


def test_a_busy_response_address(slack: Slack, told: SlackReplies) -> None:
    """A 429 is waited out."""
    slack.trouble("response", limited(3))

    told.privately(asked(slack), "Hello.")

    assert len(slack.responses) == 1


@pytest.mark.parametrize("url", ["", "https://evil.example/response", "http://hooks.slack.com/x"])
def test_an_address_that_is_not_slacks(slack: Slack, told: SlackReplies, url: str) -> None:
    """Nothing is sent to an address that is not allowed."""
    told.privately(asked(slack, url=url), "Hello.")

    assert len(slack.ephemeral) == 1


def test_the_last_way_is_a_direct_message(slack: Slack, told: SlackReplies) -> None:
    """Where the bot is not in the channel, the asker gets a direct message."""
    told.privately(asked(slack, "C-closed", ""), "Hello.")

    assert [(each["channel"], each["text"]) for each in slack.messages] == [("U1", "Hello.")]


def test_nothing_is_raised(
    slack: Slack, told: SlackReplies, caplog: pytest.LogCaptureFixture
) -> None:
    """When every way is closed, the log says what could not be told."""
    slack.trouble("chat.postMessage", refused("messages_tab_disabled"))

    told.privately(asked(slack, "C-closed", ""), "Hello.")

    assert "U1 could not be told: Hello." in caplog.text


CARD = Card("4 USD an hour. Start?", (Button("Start", Press.CONFIRM_START, "//"),), "a   1")


def test_a_card_by_the_response_address(slack: Slack, told: SlackReplies) -> None:
    """A card is shown with its figures and buttons, and leaves the message it came from alone."""
    told.privately(asked(slack), CARD)

    [response] = slack.responses
    assert response["text"] == "4 USD an hour. Start?\na   1"
    assert [block["type"] for block in response["blocks"]] == ["section", "rich_text", "actions"]
    assert (response["response_type"], response["replace_original"]) == ("ephemeral", False)


@pytest.mark.parametrize("channel", ["C1", "C-closed"])
def test_a_card_by_other_ways(slack: Slack, told: SlackReplies, channel: str) -> None:
    """Ephemeral and direct messages show the same card."""
    told.privately(asked(slack, channel, ""), CARD)

    shown = [json.loads(each["blocks"]) for each in slack.ephemeral]
    shown += [each["blocks"] for each in slack.messages]
    assert [[block["type"] for block in blocks] for blocks in shown] == [
        ["section", "rich_text", "actions"]
    ]


@pytest.mark.parametrize("body", [b'{"ok": false, "error": "used_url"}', b'{"ok":false}'])
def test_a_refusal_that_looks_well(slack: Slack, told: SlackReplies, body: bytes) -> None:
    """A response address that says no with a 200 has said no."""
    slack.trouble("response", Reply(200, body))

    told.privately(asked(slack), "Hello.")

    assert len(slack.ephemeral) == 1


def test_in_thread(slack: Slack, told: SlackReplies) -> None:
    """Something is said in a thread; where that cannot be, only the log knows."""
    told.in_thread(Thread("C1", "1.1"), "Post a picture.")
    told.in_thread(Thread("C-closed", "1.1"), "Post a picture.")

    assert [each["thread_ts"] for each in slack.messages] == ["1.1"]


def test_old_addresses_are_forgotten(
    slack: Slack, told: SlackReplies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many response addresses are remembered."""
    monkeypatch.setattr("bot.post.replies.REMEMBER_URLS", 1)
    for number in range(6):
        told.privately(asked(slack, url=f"{slack.web.url}/response/{number}"), "Hello.")

    assert len(told._uses) == 1


def test_pictures_that_slack_does_not_show(slack: Slack, told: SlackReplies) -> None:
    """A card whose pictures are refused is told without them."""
    card = Card("Are these right?", (Button("Correct 1", Press.CORRECT, "r"),), pictures=(CAT,))
    slack.trouble("response", Reply(200, b'{"ok":false,"error":"invalid_blocks"}'))
    slack.trouble("chat.postEphemeral", refused("invalid_blocks"))

    told.privately(asked(slack), card)

    (response,) = slack.responses
    assert [block["type"] for block in response["blocks"]] == ["section", "actions"]


def test_pictures_are_shown(slack: Slack, told: SlackReplies) -> None:
    """A card shows files of Slack's, with words for those who cannot see them."""
    told.privately(asked(slack), Card("Is this right?", pictures=(CAT,)))

    (response,) = slack.responses
    assert response["blocks"][1] == {
        "type": "image",
        "slack_file": {"id": "F1"},
        "alt_text": "a cat",
    }
