"""The feed's settings: what does not fit is named at the start, all at once."""

from __future__ import annotations

import pytest

from bot.core.errors import SettingsWrong
from bot.core.places import Place
from bot.settings import Settings

QUEUE = "https://sqs.eu-west-1.amazonaws.com/123456789012/pictures"
FED = {
    "AWS_REGION": "eu-west-1",
    "S3_ALLOWED": "pictures",
    "S3_FEED_QUEUE_URL": QUEUE,
    "S3_FEED": "pictures/in/ -> C012AB at 80 write out/",
}


def problems(**changed: str) -> str:
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read({**FED, **changed}, with_slack=False)
    return "\n".join(wrong.value.problems)


def test_a_feed() -> None:
    """Queue and rules are read, and what the bot writes is known."""
    feed = Settings.read(FED, with_slack=False).feed

    assert feed is not None
    assert feed.queue_url == QUEUE
    assert [rule.name for rule in feed.rules.all] == ["s3://pictures/in/"]
    assert feed.rules.is_own("pictures", "out/a.png.json")


def test_no_feed() -> None:
    """Without its settings there is none."""
    assert Settings.read({}, with_slack=False).feed is None


def test_a_training_is_no_feed() -> None:
    """What trainings write is the bot's own, too."""
    more = {**FED, "TRAIN_BUCKET": "pictures/trained"}

    feed = Settings.read(more, with_slack=False).feed

    assert feed is not None
    assert Place("pictures", "trained/images/") in feed.rules.output


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"S3_FEED": ""}, "S3_FEED is missing"),
        ({"S3_FEED_QUEUE_URL": ""}, "S3_FEED_QUEUE_URL is missing"),
        ({"S3_FEED_QUEUE_URL": "pictures"}, "must be the URL of an SQS standard queue"),
        ({"S3_FEED_QUEUE_URL": f"{QUEUE}.fifo"}, "must be the URL of an SQS standard queue"),
        ({"S3_FEED": "pictures/in/ => C012AB"}, "rule 1, “pictures/in/ => C012AB”, has no channel"),
        ({"S3_ALLOWED": "pictures/x/"}, "s3://pictures/in/: may not be read; add it to S3_ALLOWED"),
        ({"AWS_REGION": "us-east-1"}, "is in the region eu-west-1, and the bot works in us-east-1"),
        (
            {"S3_FEED": "pictures/in/ -> C01 by labels"},
            "s3://pictures/in/: “by labels” is not possible, since one bot has one detector",
        ),
        (
            {"S3_FEED": "pictures/in/ -> C01 write in/"},
            "s3://pictures/in/: all of it lies in s3://pictures/in/, which the bot writes to",
        ),
    ],
)
def test_what_does_not_fit(changed: dict[str, str], says: str) -> None:
    """Each mistake is named at the start, with what to do."""
    assert says in problems(**changed)


def test_everything_that_does_not_fit_at_once() -> None:
    """Whoever sets up a feed reads all mistakes in one go."""
    rules = "pictures/in/ -> C01 by labels; pictures -> general"

    told = problems(AWS_REGION="us-east-1", S3_ALLOWED="", S3_FEED=rules)

    assert told.count("\n") == 3
    assert "S3_FEED, rule 2, “pictures -> general”, needs a channel's id" in told
    assert "eu-west-1" in told
    assert "S3_ALLOWED" in told
    assert "by labels" in told


def test_its_own_detector_may_be_named() -> None:
    """A rule may name the detector that the bot has."""
    rules = {**FED, "S3_FEED": "pictures/in/ -> C01 by local"}

    assert Settings.read(rules, with_slack=False).feed is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:4566/123456789012/pictures",
        "https://sqs-fips.eu-west-1.amazonaws.com/123456789012/pictures",
        "https://eu-west-1.queue.amazonaws.com/123456789012/pictures",
        "https://vpce-0a.sqs.eu-west-1.vpce.amazonaws.com/123456789012/pictures",
    ],
)
def test_addresses_of_queues(url: str) -> None:
    """Queues on this machine and behind other addresses of AWS are taken."""
    assert Settings.read({**FED, "S3_FEED_QUEUE_URL": url}, with_slack=False).feed is not None


def test_nothing_that_the_bot_writes_is_looked_at() -> None:
    """What scans, trainings and rules write is known to the feed and to scans alike."""
    given = {
        **FED,
        "S3_FEED": "pictures/in/ -> C01 write out/",
        "SCAN_OUTPUT": "s3://pictures/in/scans/",
        "TRAIN_BUCKET": "pictures/in/training",
    }

    settings = Settings.read(given, with_slack=False)

    assert settings.feed is not None
    for key in ("out/in/a.png.json", "in/scans/scan-1/labels.png", "in/training/images/1.jpg"):
        assert settings.feed.rules.is_own("pictures", key)
        assert any(each.holds("pictures", key) for each in settings.writes)
    assert not settings.feed.rules.is_own("pictures", "in/a.png")
