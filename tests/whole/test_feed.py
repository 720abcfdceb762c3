"""An object comes into a bucket, and the answer stands in a channel: once, whatever happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.core.errors import FeedRefused
from bot.core.feed_rules import FeedRule
from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import S3Server
from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, PRIVATE, WITHOUT_BOT, SlackStandIn
from tests.feed.notices import bridge, direct, wrapped
from tests.whole.conftest import QUICK, Start, Whole, environment, running
from tests.whole.dying import dying
from tests.whole.feed import Inbox
from tests.whole.pictures import ASTRONAUT
from tests.whole.test_several import processes

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


def words(message: Any) -> str:
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


@pytest.mark.timeout(300)
@pytest.mark.parametrize("place", ["before", "after"])
def test_killed_between_receiving_and_deleting(
    make: Make, weights: Path, tmp_path: Path, place: str
) -> None:
    """A bot that dies when its job is kept and the message is not deleted answers once."""
    inbox = make(visible=2)
    with SlackStandIn(timing=QUICK) as slack:
        settings = {**environment(slack, weights), **inbox.settings()}
        settings["DATABASE_URL"] = f"sqlite:///{tmp_path / 'rekog.db'}"
        with dying(slack, settings, tmp_path) as bots:
            bots.start("delete", place)
            slack.wait_for(lambda: inbox.left() == 0)  # S3's test event, which is deleted, too
            bots.arm()
            inbox.put("in/a.png", ASTRONAUT)
            died = bots.dead(60.0)
            bots.start()
            slack.wait_for(lambda: inbox.left() == 0, timeout=60)
            slack.wait_for(lambda: slack.said(GENERAL), timeout=60)
            inbox.put("in/b.png", ASTRONAUT)  # when this one is answered, the other one is over
            slack.wait_for(lambda: "b.png" in words(slack.said(GENERAL)), timeout=60)
            bots.kill()
        answers = [words(each) for each in slack.said(GENERAL)]

    assert died
    assert ["a.png" in each for each in answers].count(True) == 1
    assert inbox.left(inbox.dead) == 0


def test_poison(make: Make, start: Start) -> None:
    """What is no notification goes to the dead-letter queue, admins are told, and others go on."""
    inbox = make(visible=1, deliveries=2)
    whole = start(**inbox.settings(ADMIN_CHANNEL=PRIVATE))

    inbox.send("This is no notification.")
    inbox.put("in/a.png", ASTRONAUT)
    posts(whole)
    whole.slack.wait_for(lambda: inbox.left(inbox.dead) == 1, timeout=30)
    settle(whole, inbox)

    (told,) = whole.slack.said(PRIVATE)
    assert "A message in the feed's queue cannot be read: it is not JSON" in told["text"]
    assert len(whole.slack.said(GENERAL)) == 1


def test_its_own_output_never_feeds_it(inbox: Inbox, start: Start) -> None:
    """Results are written into the bucket that is listened to, encrypted as it says, and rest."""
    inbox.encrypt()
    whole = start(**inbox.settings("BUCKET -> GENERAL write out/"))

    inbox.put("in/a b+c.png", ASTRONAUT)
    (answer,) = posts(whole)
    settle(whole, inbox)

    assert len(whole.slack.said(GENERAL)) == 1
    assert inbox.keys() == [
        "in/a b+c.png",
        "out/in/a b+c.png.annotated.jpg",
        "out/in/a b+c.png.json",
    ]
    (found,) = json.loads(inbox.read("out/in/a b+c.png.json"))["results"]
    assert found["source"]["uri"] == f"s3://{inbox.bucket}/in/a b+c.png"
    assert found["detections"][0]["Name"] == "Face"
    assert found["id"] in words(answer)
    assert inbox.read("out/in/a b+c.png.annotated.jpg").startswith(b"\xff\xd8")
    assert {inbox.encryption(key) for key in inbox.keys()[1:]} == {"aws:kms"}


def test_only_certain_labels(inbox: Inbox, start: Start) -> None:
    """A rule with labels posts only pictures with one of them; results are written for all."""
    rules = (
        "BUCKET/faces/ -> GENERAL only face write out/; BUCKET/dogs/ -> GENERAL only Dog write out/"
    )
    whole = start(**inbox.settings(rules))

    inbox.put("dogs/a.png", ASTRONAUT)
    inbox.put("faces/a.png", ASTRONAUT)
    posts(whole)
    settle(whole, inbox)

    (answer,) = whole.slack.said(GENERAL)
    assert "faces/a.png" in words(answer)
    written = inbox.keys()
    assert "out/dogs/a.png.json" in written


def test_a_rules_confidence(inbox: Inbox, start: Start) -> None:
    """A rule's least confidence holds for its pictures."""
    whole = start(**inbox.settings("BUCKET -> GENERAL at 99.9"))

    inbox.put("a.png", ASTRONAUT)
    (answer,) = posts(whole)

    assert "above 99.9 %" in answer["text"]


def test_a_burst(inbox: Inbox, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """More pictures than a rule may post are counted, and told in one line afterwards."""
    monkeypatch.setattr(FeedRule, "pause", 0.0)
    whole = start(**inbox.settings("BUCKET -> GENERAL most 2 in 10"))

    for number in range(5):
        inbox.put(f"{number}.png", ASTRONAUT)
    whole.slack.wait_for(lambda: told(whole, "posted here") == 3, timeout=30)
    settle(whole, inbox)

    answers = [each for each in whole.slack.said(GENERAL) if each["text"].startswith("Found")]
    assert len(answers) == 2
    assert "at most 2 are posted in 10 min" in words(whole.slack.said(GENERAL))
    assert "× Face" in words(whole.slack.said(GENERAL))


def test_a_digest_survives_a_restart(
    inbox: Inbox, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was gathered before a restart is in the digest after it, and told once."""
    with SlackStandIn(timing=QUICK) as slack:
        settings = environment(slack, weights, **inbox.settings("BUCKET -> GENERAL digest 15"))
        with running(slack, settings) as bot:
            before = Whole(slack, bot)
            inbox.put("a.png", ASTRONAUT)
            inbox.put("b.txt", b"no picture")
            settle(before, inbox)
            quiet = slack.said(GENERAL)
        monkeypatch.setattr(FeedRule, "pause", 0.0)
        with running(slack, settings) as bot:
            after = Whole(slack, bot)
            (digest,) = posts(after)
            after.settle()
            in_all = len(slack.said(GENERAL))

    assert quiet == []
    assert digest["text"].startswith(f"2 pictures from `s3://{inbox.bucket}/` in the last")
    assert "a.png: Face" in digest["text"]
    assert "b.txt: could not be looked at" in digest["text"]
    assert in_all == 1


def test_mute_and_unmute(inbox: Inbox, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A button mutes a rule; what comes then is not posted, and counted when it is unmuted."""
    monkeypatch.setattr(FeedRule, "pause", 0.0)
    whole = start(**inbox.settings("BUCKET -> GENERAL"))
    inbox.put("a.png", ASTRONAUT)
    (answer,) = posts(whole)

    whole.press(GENERAL, MEMBER, answer["ts"], "feed_mute")
    _, muted = posts(whole, 2)
    inbox.put("b.png", ASTRONAUT)
    settle(whole, inbox)
    silent = len(whole.slack.said(GENERAL))
    whole.press(GENERAL, MEMBER, muted["ts"], "feed_unmute")
    whole.slack.wait_for(lambda: told(whole, "posted here") == 1)
    inbox.put("c.png", ASTRONAUT)
    posts(whole, 5)

    assert f"<@{MEMBER}> muted the feed of `s3://{inbox.bucket}/` for an hour" in muted["text"]
    assert silent == 2
    texts = [each["text"] for each in whole.slack.said(GENERAL)]
    assert any("unmuted the feed" in each for each in texts)
    assert any("(muted)" in each for each in texts)
    assert texts[-1].startswith("Found")


def test_a_guest_may_not_mute(inbox: Inbox, start: Start) -> None:
    """Who does not belong to the workspace is told so, and nothing is muted."""
    whole = start(**inbox.settings("BUCKET -> GENERAL"))
    whole.slack.hub.workspace.channels[GENERAL].members.append(GUEST)
    inbox.put("a.png", ASTRONAUT)
    (answer,) = posts(whole)

    whole.press(GENERAL, GUEST, answer["ts"], "feed_mute")

    assert "Only full members of this workspace may mute" in whole.whisper(GUEST)
    inbox.put("b.png", ASTRONAUT)
    assert posts(whole, 2)[1]["text"].startswith("Found")


def test_an_object_that_was_deleted(make: Make, start: Start) -> None:
    """An object that is gone when its turn comes has its own sentence in the channel."""
    inbox = make(prefix="in/")
    whole = start(**inbox.settings("BUCKET -> GENERAL"))

    inbox.send(direct("gone.png", bucket=inbox.bucket, versionId=None))
    (answer,) = posts(whole)

    assert f"s3://{inbox.bucket}/gone.png was deleted before I could look at it" in answer["text"]


def test_an_object_that_is_no_picture(inbox: Inbox, start: Start) -> None:
    """An object that is no picture has its own sentence in the channel."""
    whole = start(**inbox.settings("BUCKET -> GENERAL"))

    inbox.put("notes.txt", b"Nothing to see here.")
    (answer,) = posts(whole)

    assert "notes.txt is not a picture that I can read" in answer["text"]


def test_an_object_without_a_rule(inbox: Inbox, start: Start) -> None:
    """Admins are told once that objects come that no rule is for."""
    whole = start(**inbox.settings("BUCKET/in/ -> GENERAL", ADMIN_CHANNEL=PRIVATE))

    inbox.put("elsewhere/a.png", ASTRONAUT)
    inbox.put("elsewhere/b.png", ASTRONAUT)
    settle(whole, inbox)

    (told,) = whole.slack.said(PRIVATE)
    assert "no rule of S3_FEED is for it" in told["text"]
    assert whole.slack.said(GENERAL) == []


def test_what_is_missing_is_named_at_the_start(inbox: Inbox, start: Start) -> None:
    """A queue and a bucket that are not there are named at once, and the bot does not start."""
    settings = inbox.settings("BUCKET -> GENERAL; not-there-at-all/in/ -> GENERAL")
    settings |= {"S3_ALLOWED": f"{inbox.bucket}, not-there-at-all"}
    settings |= {"S3_FEED_QUEUE_URL": f"{inbox.queue}-typo"}

    with pytest.raises(FeedRefused) as refused:
        start(**settings)

    assert f"There is no queue {inbox.queue}-typo" in refused.value.sentence
    assert "There is no bucket not-there-at-all." in refused.value.sentence
    assert len(refused.value.problems) == 2


def test_objects_wait_for_the_model(inbox: Inbox, aws: RekognitionStandIn, start: Start) -> None:
    """While the model is off the channel reads it once; when it runs all are answered."""
    arn = aws.add_model("cards", "v7", "STOPPED")
    rules = inbox.settings("BUCKET -> GENERAL", DETECTOR="custom-labels", MODEL_ARN=arn)
    whole = start(**rules, AWS_ENDPOINT_URL_REKOGNITION=aws.endpoint_url, PRICE_PER_UNIT_HOUR="0")

    for key in ("a.png", "b.png"):
        inbox.put(key, ASTRONAUT)
    (waits,) = posts(whole)
    settle(whole, inbox)
    meanwhile = len(whole.slack.said(GENERAL))
    whole.slack.command(GENERAL, ADMIN, "/rekog start")
    whole.slack.wait_for(
        lambda: all(key in words(whole.slack.said(GENERAL)) for key in ("a.png", "b.png")),
        timeout=30,
    )

    assert f"Pictures from s3://{inbox.bucket}/ wait for the model." in waits["text"]
    assert meanwhile == 1


def test_a_channel_that_the_bot_is_not_in(inbox: Inbox, start: Start) -> None:
    """Admins are told at the start of a rule whose channel is closed, with what to do."""
    rules = f"BUCKET/a/ -> GENERAL; BUCKET/b/ -> {WITHOUT_BOT}"

    whole = start(**inbox.settings(rules, ADMIN_CHANNEL=PRIVATE))

    (card,) = whole.slack.said(PRIVATE)
    assert f"S3_FEED has rules for the channel <#{WITHOUT_BOT}>" in card["text"]
    assert "not_in_channel" in card["text"]
    assert "/invite @Rekog" in card["text"]


@pytest.mark.timeout(300)
def test_two_processes_on_one_queue(inbox: Inbox, weights: Path, postgres_url: str) -> None:
    """Two bots that read one queue post each object once, and together no more than the rule."""
    with SlackStandIn(timing=QUICK) as slack:
        rules = inbox.settings("BUCKET -> GENERAL most 3 in 10")
        settings = environment(slack, weights, **rules, DATABASE_URL=postgres_url)
        with processes(settings, "run", "run"):
            for number in range(8):
                inbox.put(f"{number}.png", ASTRONAUT)
            slack.wait_for(lambda: decided(postgres_url) == 8, timeout=120)
            slack.wait_for(lambda: len(slack.said(GENERAL)) >= 3, timeout=60)
            slack.wait_for(lambda: inbox.left() == 0, timeout=60)
        answers = [words(each) for each in slack.said(GENERAL)]

    assert len(answers) == 3
    assert len({name for name in range(8) for each in answers if f"/{name}.png" in each}) == 3


def decided(url: str) -> int:
    """Of how many objects is known what becomes of them."""
    with psycopg.connect(url) as connection:
        (count,) = connection.execute("SELECT count(*) FROM feed_entries").fetchone() or (0,)
    return int(count)


def told(whole: Whole, text: str) -> int:
    """Of how many pictures the lines with some words tell together."""
    lines = [each["text"] for each in whole.slack.said(GENERAL) if text in each["text"]]
    return sum(int(each.split()[0]) for each in lines)
