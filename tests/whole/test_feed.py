"""An object comes into a bucket, and the answer stands in a channel: once, whatever happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.sandbox.s3 import S3Server
from bot.sandbox.slack import GENERAL
from tests.feed.notices import bridge, direct, wrapped
from tests.whole.conftest import Start, Whole
from tests.whole.feed import Inbox
from tests.whole.pictures import ASTRONAUT

Make = Callable[..., Inbox]


@pytest.fixture
def make(s3: S3Server) -> Iterator[Make]:
    """Make buckets with queues."""
    made: list[Inbox] = []

    def go(**more: Any) -> Inbox:
        made.append(Inbox(s3, **more))
        return made[-1]

    yield go
    for each in made:
        each.close()


@pytest.fixture
def inbox(make: Make) -> Inbox:
    return make()


def posts(whole: Whole, count: int = 1) -> list[dict[str, Any]]:
    """What stands in the channel, once there is so much."""

    def look() -> list[dict[str, Any]]:
        said = whole.slack.said(GENERAL)
        return said if len(said) >= count else []

    return whole.slack.wait_for(look)


def settle(whole: Whole, inbox: Inbox) -> None:
    """Wait until the queue is empty and all jobs are done."""
    whole.slack.wait_for(lambda: inbox.left() == 0, timeout=30)
    whole.settle()


def words(message: dict[str, Any]) -> str:
    """All that a message says, in its blocks."""
    return json.dumps(message, ensure_ascii=False)


def test_an_upload_is_answered_in_the_channel(inbox: Inbox, start: Start) -> None:
    """A picture that is put into the bucket is answered by one message with the annotated image."""
    whole = start(**inbox.settings())

    inbox.put("in/Café crème + ☕.png", ASTRONAUT)
    (answer,) = posts(whole)
    settle(whole, inbox)

    assert "Found *Face*" in answer["text"]
    assert f"s3://{inbox.bucket}/in/Café crème + ☕.png" in words(answer)
    assert [block["type"] for block in answer["blocks"]].count("image") == 1
    assert len(whole.slack.said(GENERAL)) == 1
    assert [file["name"] for file in whole.results(GENERAL, answer["ts"])] == ["result.json"]


@pytest.mark.parametrize("through", ["queue", "topic", "bridge"])
def test_the_same_object_three_times(make: Make, start: Start, through: str) -> None:
    """However S3 tells of an object, and however often, it is answered once."""
    inbox = make(prefix="in/")  # else moto tells of it, too, in its own words
    inbox.s3.put_bucket_versioning(
        Bucket=inbox.bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    put = inbox.s3.put_object(Bucket=inbox.bucket, Key="other/a b.png", Body=ASTRONAUT)
    event = direct("other/a b.png", bucket=inbox.bucket, versionId=put["VersionId"])
    if through == "bridge":
        event = bridge("other/a b.png", bucket=inbox.bucket)
        event["detail"]["object"]["version-id"] = put["VersionId"]
    whole = start(**inbox.settings("BUCKET/other/ -> GENERAL"))

    inbox.send(wrapped(event) if through == "topic" else event, times=3)
    posts(whole)
    settle(whole, inbox)

    assert len(whole.slack.said(GENERAL)) == 1
    assert inbox.left(inbox.dead) == 0
