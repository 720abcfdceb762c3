"""An answer of the feed: a message of its own in a channel."""

from __future__ import annotations

from typing import Any

from bot.core.model import S3Object, Thread, Unanswered
from bot.core.requests import FeedRequest
from tests.post.conftest import Bot
from tests.post.made import FACE, answered
from tests.post.slack import Slack

SOURCE = S3Object("pictures", "in/a*b_<c>.png", "v1")


def request() -> FeedRequest:
    key = "s3:pictures/in/a*b_<c>.png@v1"
    return FeedRequest(key, Thread("C1", ""), "", (SOURCE,), "", rule="s3://pictures/in/")


def said(message: dict[str, Any]) -> list[str]:
    return [each["text"]["text"] for each in message["blocks"] if each["type"] == "section"]


def test_it_is_a_message_of_the_channel(slack: Slack, bot: Bot) -> None:
    """It hangs on no thread, names its object exactly as it is, and can be muted."""
    message = bot.answers.answer(request(), [answered(FACE, source=SOURCE)])

    [posted] = slack.messages
    assert message == Thread("C1", posted["ts"])
    assert "thread_ts" not in posted
    assert "In `s3://pictures/in/a*b_&lt;c&gt;.png?versionId=v1`" in said(posted)[0]
    (row,) = [each for each in posted["blocks"] if each["type"] == "actions"]
    assert [(each["action_id"], each["value"]) for each in row["elements"]] == [
        ("feed_mute", "s3://pictures/in/")
    ]


def test_the_result_is_in_its_own_thread(slack: Slack, bot: Bot) -> None:
    """The JSON does not stand in the channel, but below the message."""
    message = bot.answers.answer(request(), [answered(FACE, source=SOURCE)])

    assert slack.shared()["result.json"]["shares"] == [("C1", message.ts)]


def test_a_picture_that_follows_is_in_its_own_thread(slack: Slack, bot: Bot) -> None:
    """An image that Slack does not show in the message follows below it."""
    slack.looks_until_processed = 10**9

    message = bot.answers.answer(request(), [answered(FACE, source=SOURCE)])

    shares = {name: file["shares"] for name, file in slack.shared().items()}
    assert shares.pop("result.json") == [("C1", message.ts)]
    assert list(shares.values()) == [[("C1", message.ts)]]


def test_nothing_is_marked(slack: Slack, bot: Bot) -> None:
    """There is no post that could carry a reaction."""
    bot.answers.answer(request(), [answered(FACE, source=SOURCE)])

    assert bot.answers.stop(5)
    assert "reactions.add" not in slack.calls


def test_one_without_an_answer(slack: Slack, bot: Bot) -> None:
    """The sentence stands there, and which object it is about."""
    outcome = Unanswered(SOURCE, "a.png is not a picture that I can read.", "r1")

    bot.answers.answer(request(), [outcome])

    [posted] = slack.messages
    assert "a.png is not a picture that I can read." in said(posted)[0]
    assert "About `s3://pictures/in/" in said(posted)[0]


def test_twice_is_once(slack: Slack, bot: Bot) -> None:
    """Whoever answers the same request again finds the message there."""
    first = bot.answers.answer(request(), [answered(FACE, source=SOURCE)])
    again = bot.answers.answer(request(), [answered(FACE, source=SOURCE)])

    assert first == again
    assert len(slack.messages) == 1
