"""Objects in S3, named in a message or with a command, up to the answer or the refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.s3 import BUCKET, OBJECTS, TEXT_KEY, S3Server
from bot.sandbox.slack import GENERAL, MEMBER, WITHOUT_BOT
from bot.sandbox.slack.state.users import BOT_USER as BOT
from tests.whole.conftest import Standing, Start, Whole, s3_settings
from tests.whole.pictures import ASTRONAUT


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


@pytest.fixture(scope="module")
def standing(weights: Path, s3: S3Server) -> Iterator[Standing]:
    """The bot, which may read the sample bucket and no other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        standing = Standing(weights, **s3_settings(s3))
        yield standing
        standing.rest()


@pytest.mark.parametrize("key", OBJECTS)
def test_a_mention_with_an_s3_key(whole: Whole, key: str) -> None:
    """An S3 object named to the bot is answered in the thread, spaces and unicode included."""
    ts = whole.slack.post(GENERAL, MEMBER, f"<@{BOT}> what is in s3://{BUCKET}/{key}")
    (answer,) = whole.answers(GENERAL, ts)
    whole.settle()

    assert "Found" in answer["text"] or "nothing in" in answer["text"]
    assert len(whole.answers(GENERAL, ts)) == 1


def test_an_s3_key_without_a_mention_is_talk(whole: Whole) -> None:
    """In a channel, an S3 key that is not said to the bot is left alone."""
    ts = whole.slack.post(GENERAL, MEMBER, f"s3://{BUCKET}/{next(iter(OBJECTS))}")
    whole.settle()

    assert whole.slack.replies(GENERAL, ts) == []


def test_the_detect_command(whole: Whole) -> None:
    """`/rekog detect s3://… at 99` opens a thread and answers there above that confidence."""
    key = "people/astronaut.png"

    acked = whole.slack.command(GENERAL, MEMBER, f"/rekog detect s3://{BUCKET}/{key} at 99")
    (opened,) = whole.slack.wait_for(lambda: whole.slack.said(GENERAL))
    (answer,) = whole.answers(GENERAL, opened["ts"])

    assert acked.acked
    assert f"s3://{BUCKET}/{key}" in opened["text"]
    assert "nothing in" in answer["text"]
    assert "above 99 %" in answer["text"]


def refusal(whole: Whole, uri: str) -> str:
    ts = whole.slack.post(GENERAL, MEMBER, f"<@{BOT}> `{uri}`")
    (answer,) = whole.answers(GENERAL, ts)
    return str(answer["text"])


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        (f"s3://{BUCKET}/people/nobody.jpg", f"There is no s3://{BUCKET}/people/nobody.jpg."),
        ("s3://other-bucket/a.jpg", "I may not read s3://other-bucket/a.jpg."),
        (f"s3://{BUCKET}/{TEXT_KEY}", "is not a picture that I can read"),
        (f"s3://{BUCKET}/people/astronaut.png?versionId=none", "There is no s3://"),
    ],
)
def test_objects_that_cannot_be_read(whole: Whole, uri: str, says: str) -> None:
    """A forbidden bucket, a missing key and an object that is no picture have their sentences."""
    assert says in refusal(whole, uri)


def test_a_version_of_an_object(whole: Whole, s3: S3Server) -> None:
    """An older version of an object is read when it is asked for."""
    key = "people/versioned.png"
    old = s3.client().put_object(Bucket=BUCKET, Key=key, Body=ASTRONAUT)["VersionId"]
    s3.client().put_object(Bucket=BUCKET, Key=key, Body=b"overwritten")

    assert "Found *Face*" in refusal(whole, f"s3://{BUCKET}/{key}?versionId={old}")
    assert "not a picture" in refusal(whole, f"s3://{BUCKET}/{key}")


def test_a_command_where_the_bot_is_not(whole: Whole) -> None:
    """`/rekog detect` in a channel without the bot says privately how to invite it."""
    whole.slack.hub.workspace.channels[WITHOUT_BOT].members.append(MEMBER)

    whole.slack.command(WITHOUT_BOT, MEMBER, f"/rekog detect s3://{BUCKET}/a.jpg")

    assert "/invite @Rekog" in whole.whisper(MEMBER)


def test_no_bucket_is_allowed_by_itself(start: Start) -> None:
    """Without S3_ALLOWED every object is refused with the name of the setting."""
    assert "S3_ALLOWED" in refusal(start(), "s3://samples/people/astronaut.png")
